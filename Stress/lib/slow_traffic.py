"""Clients that take their time: each is asked every so often to take its next small step."""

import time
from collections import Counter
from collections.abc import Callable

from client import Address, Client, Malformed, parse_head
from crew import Stop, Tally
from messages import Batch, get, post, post_head

TICK = 0.25


class SlowClient:
    """Connects, does what its kind does at each tick, and once the server has ended the connection starts again.

    `patience`: how long the server may take to end it, in seconds, where it has to; past that is a fault.
    """

    patience: float | None = None
    # The statuses that the server may end the connection with; empty: it just closes.
    farewells: set[int] = set()
    receive_buffer: int | None = None
    # How many may begin in one tick, where beginning takes the server more than a moment: many at once would be a
    # burst of work, which is another test.
    beginners = 1000

    def __init__(self, address: Address, tally: Tally):
        self.address = address
        self.tally = tally
        self.client: Client | None = None
        self.name = type(self).__name__

    def begin(self, client: Client) -> None: ...

    def step(self, client: Client) -> None: ...

    def tick(self, now: float) -> None:
        try:
            if self.client is None:
                self.client = Client(self.address, receive_buffer=self.receive_buffer)
                self.began = now
                self.tally.count(f"{self.name} begun")
                self.begin(self.client)
                self.client.socket.setblocking(False)
            self.step(self.client)
            if self.listens and not self.client.receive():
                self.ended(bytes(self.client.received))
        except BlockingIOError:
            pass
        except (BrokenPipeError, ConnectionResetError) as error:
            self.tally.count(f"{self.name}: {type(error).__name__}")
            self.close()
        except OSError as error:
            self.tally.fault(f"{self.name}: {error!r}")
            self.close()
        if self.client is not None and self.patience is not None and now - self.began > self.patience:
            self.tally.fault(f"{self.name}: still connected after {now - self.began:.0f} s")
            self.close()

    listens = True

    def ended(self, received: bytes) -> None:
        statuses = set()
        try:
            if received:
                statuses = {parse_head(received.partition(b"\r\n\r\n")[0]).status}
        except Malformed as error:
            self.tally.fault(f"{self.name}: {error}")
        self.tally.count(f"{self.name} ended by the server {statuses or ''}".strip())
        if statuses != self.farewells:
            self.tally.fault(f"{self.name}: ended with {statuses}, not with {self.farewells}")
        self.close()

    def close(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None


class Idle(SlowClient):
    """Says nothing at all. --idle-timeout is 75 s."""

    patience = 80


class HeaderDrip(SlowClient):
    """An octet of a header section at each tick, without end. --header-timeout is 10 s."""

    patience = 15
    farewells = {408}

    def begin(self, client: Client) -> None:
        client.send(get("/healthz")[:-2])

    def step(self, client: Client) -> None:
        client.send(b"x")


class BodyDrip(SlowClient):
    """Two octets of content at each tick, fewer than the 64 a second that count as moving. --stall-timeout is 15 s."""

    patience = 25
    farewells = {408}

    def begin(self, client: Client) -> None:
        client.send(post_head("Content-Length: 100000") + b'{"logits":[')

    def step(self, client: Client) -> None:
        client.send(b"1,")


class NeverReading(SlowClient):
    """Asks for a large answer and takes none of it. --stall-timeout is 15 s; then it is reset."""

    patience = 40
    receive_buffer = 4096
    beginners = 1
    listens = False
    request = b""

    def begin(self, client: Client) -> None:
        if not NeverReading.request:
            # More than the kernel holds for a connection, and so more than the server gets rid of.
            outputs = b',"outputs":["gradients","probabilities"]}'
            NeverReading.request = post(Batch.make(256, 1000, seed=3).body[:-1] + outputs)
        client.send(NeverReading.request)

    def step(self, client: Client) -> None:
        # An octet that nobody waits for finds out whether the connection still is there. It begins a request that is
        # never looked at, since the answer before it is not out.
        client.send(b"G")


KINDS: dict[str, Callable[[Address, Tally], SlowClient]] = {
    "idle": Idle, "headers": HeaderDrip, "bodies": BodyDrip, "never-reading": NeverReading,
}  # fmt: skip


def slow_traffic(address: Address, numbers: dict[str, int], tally: Tally, stop: Stop) -> None:
    """So many of each kind at once, until told to stop."""
    clients = [KINDS[kind](address, tally) for kind, number in numbers.items() for _ in range(number)]
    while not stop.wait(TICK):
        begun: Counter[str] = Counter()
        for client in clients:
            if client.client is None:
                begun[client.name] += 1
                if begun[client.name] > client.beginners:
                    continue
            client.tick(time.monotonic())
    for client in clients:
        client.close()
