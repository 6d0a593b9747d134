"""Requests that are wrong: one of each error of the contract, bit-flipped ones, and random octets, from a seed."""

import random
import time

from client import Address, Client, Ended, Malformed
from crew import Stop, Tally
from messages import PATH, Batch, get, post, post_chunked, post_head

PACE = 0.01
# 503 is for who asks too much at once; the others are of the contract.
ALLOWED_SERVER_ERRORS = {501, 503, 505}

EACH_ERROR: list[tuple[int, bytes]] = [
    (400, post(b'{"logits":[[1,2,3]],"labels":[2]')),
    (400, post(b'{"logits":[[1,2,3]],"labels":[2]}}')),
    (400, post(b'{"logits":[[1,2,03]],"labels":[2]}')),
    (400, post(b'{"logits":[[1,2,\xff]],"labels":[2]}')),
    (400, post(b"[" * 20000)),
    (400, post(b"")),
    (400, b"GET /healthz HTTP/1.1\r\n\r\n"),
    (400, b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    (400, b"GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n"),
    (400, post_head("Content-Length: 2\r\nTransfer-Encoding: chunked") + b"0\r\n\r\n"),
    (400, post_head("Content-Length: 2\r\nContent-Length: 3") + b"{}"),
    (400, post_head("Content-Length: +2") + b"{}"),
    (400, post_head("Transfer-Encoding: chunked") + b"zz\r\n{}\r\n0\r\n\r\n"),
    (400, post_chunked(b'{"logits"', 3)),
    (400, post_head("Content-Length: 100") + b"{}"),
    (404, get("/nothing/here")),
    (405, get(PATH)),
    (405, post(b"{}", "/healthz")),
    (413, post_head("Content-Length: 300000000") + b"{"),
    (414, get("/" + "a" * 20000)),
    (415, post(b"{}").replace(b"application/json", b"text/plain")),
    (417, post_head("Content-Length: 2\r\nExpect: wonders") + b"{}"),
    (422, post(b"{}")),
    (422, post(b'{"logits":[[1,2,3]],"labels":[3]}')),
    (422, post(b'{"logits":[[1,2,3],[1,2]],"labels":[0,0]}')),
    (422, post(b'{"logits":[[1,2,3]],"labels":[0],"labels":[0]}')),
    (422, post(b'{"logits":[[1,2,3]],"labels":[0],"lables":[0]}')),
    (422, post(b'{"logits":[[1e999,2,3]],"labels":[0]}')),
    (422, post(b'{"logits":' + b"[" * 30 + b"1" + b"]" * 30 + b',"labels":[0]}')),
    (422, post(b'{"batches":[{"logits":[[1,2,3]],"labels":[%b]}]}' % b",".join([b"7"] * 3000))),
    (431, b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40000 + b"\r\n\r\n"),
    (431, b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + b"X: x\r\n" * 101 + b"\r\n"),
    (501, get("/healthz", "BREW")),
    (400, post_head("Transfer-Encoding: gzip") + b"{}"),
    (501, post_head("Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n"),
    (505, b"GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n"),
]


def answers_to(address: Address, octets: bytes) -> list[int]:
    """The statuses of all answers to these octets, after which the connection has to end."""
    statuses = []
    with Client(address, timeout=20) as client:
        try:
            client.send(octets)
            client.end_output()
        except (BrokenPipeError, ConnectionResetError):
            # The server has answered and closed before it has read everything: that is its right, and what it has
            # said is read below.
            pass
        while client.received or client.receive():
            statuses.append(client.read_answer().status)
    return statuses


class Mutations:
    """Random octets, and requests that are right but for some flipped bits."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        small, middle = Batch.make(2, 5, seed), Batch.make(30, 60, seed)
        self.requests = [
            small.request, middle.request, post_chunked(small.body, 10), post_chunked(middle.body, 1000),
            get("/healthz"), get("/openapi.json"), small.request + get("/readyz"),
        ]  # fmt: skip

    def next(self) -> bytes:
        if self.random.random() < 0.3:
            return self.random.randbytes(self.random.choice((1, 10, 100, 1000, 20000)))
        octets = bytearray(self.random.choice(self.requests))
        # Half of them in the head, where more depends on each bit.
        end = octets.find(b"\r\n\r\n") if self.random.random() < 0.5 else len(octets)
        for _ in range(self.random.choice((1, 1, 1, 2, 5, 20))):
            octets[self.random.randrange(end)] ^= 1 << self.random.randrange(8)
        return bytes(octets)


def send_mutation(address: Address, octets: bytes, tally: Tally) -> None:
    try:
        for status in answers_to(address, octets):
            tally.count(f"status {status}")
            if status >= 500 and status not in ALLOWED_SERVER_ERRORS:
                tally.fault(f"{status} to {octets[:300]!r}")
    except (OSError, Ended, Malformed) as error:
        tally.fault(f"{error!r} to {octets[:300]!r}")


def send_each_error(address: Address, tally: Tally) -> None:
    for expected, octets in EACH_ERROR:
        try:
            statuses = answers_to(address, octets)
            tally.count(f"status {expected}")
            if not statuses or statuses[0] != expected:
                tally.fault(f"{statuses} in place of {expected} to {octets[:300]!r}")
        except (OSError, Ended, Malformed) as error:
            tally.fault(f"{error!r} in place of {expected} to {octets[:300]!r}")


def bad_traffic(address: Address, seed: int, tally: Tally, stop: Stop) -> None:
    mutations = Mutations(seed)
    while not stop:
        send_each_error(address, tally)
        for _ in range(200):
            if stop:
                break
            send_mutation(address, mutations.next(), tally)
            time.sleep(PACE)
