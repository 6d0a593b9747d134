"""Clients that vanish: resets and closes in the midst of requests and answers."""

import random
import time

from client import Address, Client, Ended, Malformed
from crew import Stop, Tally
from messages import Batch

PACE = 0.02


class BrokenClient:
    def __init__(self, address: Address, seed: int):
        self.address = address
        self.random = random.Random(seed)
        self.requests = [Batch.make(4, 10, seed).request, Batch.make(64, 100, seed).request]
        self.large = Batch.make(256, 1000, seed).request

    def partly(self, client: Client, request: bytes) -> None:
        client.send(request[: self.random.randrange(1, len(request))])

    def reset_in_request(self, client: Client) -> None:
        self.partly(client, self.random.choice([*self.requests, self.large]))
        self.linger()
        client.reset()

    def reset_in_answer(self, client: Client) -> None:
        client.send(self.large)
        # Some before anything was answered, some in the midst of it.
        if self.random.random() < 0.7:
            client.receive()
        client.reset()

    def reset_after_request(self, client: Client) -> None:
        client.send(self.random.choice(self.requests))
        client.reset()

    def close_in_request(self, client: Client) -> None:
        self.partly(client, self.random.choice([*self.requests, self.large]))
        client.close()

    def close_in_answer(self, client: Client) -> None:
        client.send(self.large)
        client.receive()
        client.close()

    def close_at_once(self, client: Client) -> None:
        client.close()

    def half_close_in_request(self, client: Client) -> None:
        """Where it can still read, it gets to know what was wrong."""
        self.partly(client, self.requests[1])
        client.end_output()
        status = client.read_answer().status
        if status != 400:
            raise Malformed(f"{status} to a request that ends early")
        client.expect_end()

    def linger(self) -> None:
        """Long enough, now and then, for the server to have seen what was sent."""
        time.sleep(self.random.choice((0, 0, 0.005)))

    def step(self, tally: Tally, kinds: list[str]) -> None:
        kind = self.random.choice(kinds)
        try:
            with Client(self.address) as client:
                getattr(self, kind)(client)
            tally.count(kind)
        except (OSError, Ended, Malformed) as error:
            tally.fault(f"{kind}: {error!r}")


RESETS = ["reset_in_request", "reset_in_answer", "reset_after_request"]
KINDS = [*RESETS, "close_in_request", "close_in_answer", "close_at_once", "half_close_in_request"]


def broken_traffic(address: Address, seed: int, tally: Tally, stop: Stop) -> None:
    client = BrokenClient(address, seed)
    while not stop:
        client.step(tally, KINDS)
        time.sleep(PACE)
