"""What somebody can do to a server over TLS besides speaking it well, and what others notice of it meanwhile."""

import contextlib
import random
import socket
import ssl
import struct
import subprocess
import threading
import time
from collections.abc import Callable

from process import MEBIBYTE, sample

GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
CONNECTIONS = 200
SMALL = b'{"logits":[[1,2,3]],"labels":[2]}'
POST = b"POST /v1/softmax-loss HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


def context(version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.minimum_version = made.maximum_version = version
    return made


def connect(port: int, secure: bool = True, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> socket.socket:
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    return context(version).wrap_socket(plain) if secure else plain


class Neighbour(threading.Thread):
    """A client that behaves: a request on a connection it keeps and one on a new connection, again and again."""

    def __init__(self, port: int):
        super().__init__(daemon=True)
        self.port, self.times, self.failures, self.ends = port, [], [], threading.Event()

    def run(self) -> None:
        kept = connect(self.port)
        while not self.ends.is_set():
            for client in (kept, None):
                begin = time.monotonic()
                try:
                    with contextlib.nullcontext(client) if client else connect(self.port) as wire:
                        wire.sendall(POST % len(SMALL) + SMALL)
                        if not wire.recv(4096).startswith(b"HTTP/1.1 200"):
                            self.failures.append("not 200")
                except OSError as error:
                    self.failures.append(repr(error))
                self.times.append(time.monotonic() - begin)
            time.sleep(0.02)


def garbage(port: int) -> None:
    source = random.Random(1)
    for _ in range(CONNECTIONS):
        with connect(port, secure=False) as wire, contextlib.suppress(OSError):
            wire.sendall(bytes([source.choice([0x14, 0x15, 0x16, 0x17, 0x80, 0])]) + source.randbytes(source.randrange(4000)))
            wire.settimeout(0.02)
            wire.recv(100)


def client_hello(tail: bytes = b"") -> bytes:
    """With a session ticket of `tail`, in as many records as it takes."""
    extensions = struct.pack(">HHHBB", 0x002B, 3, 2, 3, 3) if not tail else b""
    extensions += struct.pack(">HH", 0x0023, len(tail)) + tail if tail else b""
    body = struct.pack(">H32sBHHBB", 0x0303, bytes(32), 0, 2, 0xC02F, 1, 0) + struct.pack(">H", len(extensions)) + extensions
    message = b"\x01" + struct.pack(">I", len(body))[1:] + body
    parts = [message[start : start + 16384] for start in range(0, len(message), 16384)]
    return b"".join(struct.pack(">BHH", 0x16, 0x0301, len(part)) + part for part in parts)


def half_hello(port: int) -> None:
    hello = client_hello()
    for length in range(1, len(hello)):
        with connect(port, secure=False) as wire:
            wire.sendall(hello[:length])


def stalled(port: int) -> None:
    with contextlib.ExitStack() as stack:
        for index in range(CONNECTIONS):
            wire = stack.enter_context(connect(port, secure=False))
            wire.sendall(client_hello()[: [1, 11, 60][index % 3]])
        time.sleep(3)


def huge_tickets(port: int) -> None:
    for size in (16_000, 60_000, 65_000):
        for _ in range(20):
            with connect(port, secure=False) as wire, contextlib.suppress(OSError):
                wire.sendall(client_hello(bytes(size)))
                wire.recv(100)


def renegotiation(port: int) -> None:
    """Twenty times R to openssl, which then asks for another handshake on the connection."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_2", "-legacy_renegotiation"]
    done = subprocess.run(command, input=b"R\n" * 20, capture_output=True, timeout=20)
    if b"no renegotiation" not in done.stderr and b"unexpected message" not in done.stderr:
        raise AssertionError(done.stderr[-500:])


def key_updates(port: int) -> None:
    """A thousand times K: another key, and the server has to take another, too."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_3"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert process.stdin
    with contextlib.suppress(OSError):
        for _ in range(1000):
            process.stdin.write(b"K\n")
            process.stdin.flush()
            time.sleep(0.001)
    process.terminate()
    process.communicate()


def early_ends(port: int) -> None:
    """No close_notify: within a head, within content, within an answer; with a FIN and with a reset."""
    large = POST % 200_000 + b'{"logits":[[' + b"1," * 50_000
    for index in range(CONNECTIONS):
        wire = connect(port, version=[ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3][index % 2])
        wire.sendall([GET[:20], large, GET][index % 3])
        if index % 4 < 2:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Not `unwrap`, which would say goodbye.
        socket.socket(fileno=wire.detach()).close()


def tiny_records(port: int) -> None:
    """Content of an octet a record: 30 times its length on the wire, and a call of OpenSSL's each."""
    with connect(port) as wire:
        wire.sendall(POST % 20_000)
        for _ in range(20_000):
            wire.send(b" ")
        if not wire.recv(4096).startswith(b"HTTP/1.1 400"):
            raise AssertionError("20,000 blanks are no JSON")


def slow_readers(port: int) -> None:
    """Answers of some megabytes that nobody reads."""
    row = b"[" + b",".join([b"1.5"] * 1000) + b"]"
    content = b'{"logits":[' + b",".join([row] * 256) + b'],"labels":[' + b",".join([b"1"] * 256) + b"]}"
    with contextlib.ExitStack() as stack:
        for _ in range(40):
            plain = socket.socket()
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            plain.settimeout(20)
            plain.connect(("127.0.0.1", port))
            wire = stack.enter_context(context().wrap_socket(plain))
            wire.sendall(POST % len(content) + content)
        time.sleep(3)


ATTACKS: list[Callable[[int], None]] = [
    garbage, half_hello, stalled, huge_tickets, renegotiation, key_updates, early_ends, tiny_records, slow_readers,
]


def run(port: int, pid: int) -> dict[str, dict[str, float]]:
    """Each attack: how long the neighbour waited at worst, in milliseconds, how often in vain, and what the server holds."""
    found = {}
    for attack in ATTACKS:
        neighbour = Neighbour(port)
        neighbour.start()
        time.sleep(0.2)
        attack(port)
        time.sleep(0.2)
        neighbour.ends.set()
        neighbour.join()
        found[attack.__name__] = {
            "worst": max(neighbour.times) * 1000, "failed": len(neighbour.failures), "memory": sample(pid).resident / MEBIBYTE,
        }
    return found
