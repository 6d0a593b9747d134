"""Requests as they should be, in every framing; each answer is checked to the last octet."""

import random
import time
from collections.abc import Callable

from client import Address, Client, Ended, Malformed
from crew import Stop, Tally
from messages import Batch, get, post_chunked, post_head

PACE = 0.03


class GoodClient:
    def __init__(self, address: Address, seed: int):
        self.address = address
        self.random = random.Random(seed)
        self.client: Client | None = None
        self.small = [Batch.make(4, 10, seed * 100 + number) for number in range(8)]
        self.middle = [Batch.make(64, 100, seed * 100 + number) for number in range(4)]
        self.large = [Batch.make(256, 1000, seed * 100 + number) for number in range(2)]
        self.health = b""
        # How often each is sent, in proportion.
        self.kinds: list[tuple[Callable[[Client], None], int]] = [
            (self.one_small, 6), (self.pipelined, 3), (self.chunked, 3), (self.expecting, 1), (self.head, 2),
            (self.probes, 2), (self.half_closed, 1), (self.one_large, 2), (self.large_chunked, 1),
        ]  # fmt: skip

    def one_small(self, client: Client) -> None:
        batch = self.random.choice(self.small)
        batch.check(client.exchange(batch.request))

    def one_large(self, client: Client) -> None:
        batch = self.random.choice(self.large)
        batch.check(client.exchange(batch.request))

    def chunked(self, client: Client) -> None:
        batch = self.random.choice(self.small + self.middle)
        batch.check(client.exchange(post_chunked(batch.body, self.random.choice((1, 7, 100, 4096, 65536)))))

    def large_chunked(self, client: Client) -> None:
        batch = self.random.choice(self.large)
        batch.check(client.exchange(post_chunked(batch.body, self.random.choice((1000, 65536, 1 << 20)))))

    def pipelined(self, client: Client) -> None:
        batches = [self.random.choice(self.small + self.middle) for _ in range(self.random.randint(2, 16))]
        client.send(b"".join(batch.request for batch in batches) + get("/healthz"))
        for batch in batches:
            batch.check(client.read_answer())
        self.check_health(client.read_answer().body)

    def expecting(self, client: Client) -> None:
        batch = self.random.choice(self.middle)
        client.send(post_head(f"Content-Length: {len(batch.body)}\r\nExpect: 100-continue"))
        if client.read_one().status != 100:
            raise Malformed("no 100 to Expect: 100-continue")
        batch.check(client.exchange(batch.body))

    def head(self, client: Client) -> None:
        client.send(get("/healthz", "HEAD") + get("/healthz"))
        lengths = [client.read_answer(to_head=to_head).fields["content-length"] for to_head in (True, False)]
        if lengths[0] != lengths[1]:
            raise Malformed(f"HEAD and GET have Content-Length {lengths}")

    def probes(self, client: Client) -> None:
        self.check_health(client.exchange(get("/healthz")).body)
        if client.exchange(get("/readyz")).status != 200:
            raise Malformed("not ready")

    def half_closed(self, client: Client) -> None:
        """A client that has said all that it wants to say is answered."""
        batch = self.random.choice(self.middle + self.large)
        client.send(batch.request)
        client.end_output()
        batch.check(client.read_answer())
        client.expect_end()
        self.close()

    def check_health(self, body: bytes) -> None:
        self.health = self.health or body
        if body != self.health:
            raise Malformed(f"/healthz answers {body!r}")

    def step(self, tally: Tally) -> None:
        kinds, weights = zip(*self.kinds)
        kind = self.random.choices(kinds, weights)[0]
        try:
            if self.client is None:
                self.client = Client(self.address)
            kind(self.client)
            tally.count(kind.__name__)
        except (OSError, Ended, Malformed) as error:
            tally.fault(f"{kind.__name__}: {error!r}")
            self.close()
        if self.random.random() < 0.1:
            self.close()

    def close(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None


def good_traffic(address: Address, seed: int, tally: Tally, stop: Stop) -> None:
    client = GoodClient(address, seed)
    while not stop:
        client.step(tally)
        time.sleep(PACE)
    client.close()
