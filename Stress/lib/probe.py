"""Normal requests at a steady pace, timed: what a well-behaved client sees while others misbehave."""

import time

from client import Address, Client, Ended, Malformed
from crew import Tally
from messages import Batch


class Probe:
    """Sends a small batch (answered on the event loop) and one that goes through the workers, in turn, and every other
    of each on a new connection. Each answer is checked."""

    def __init__(self, address: Address, timeout: float = 10):
        self.address = address
        self.timeout = timeout
        self.batches = [("4×10", Batch.make(4, 10, seed=1)), ("64×100", Batch.make(64, 100, seed=2))]
        self.tally = Tally()
        self.client: Client | None = None
        self.turn = 0

    def ask(self) -> float:
        """One request; the seconds that it took, connecting included."""
        name, batch = self.batches[self.turn % 2]
        if self.turn // 2 % 2 == 1:
            self.close()
        self.turn += 1
        started = time.perf_counter()
        try:
            if self.client is None:
                self.client = Client(self.address, self.timeout)
            answer = self.client.exchange(batch.request)
            seconds = time.perf_counter() - started
            batch.check(answer)
        except (OSError, Ended, Malformed) as error:
            seconds = time.perf_counter() - started
            self.tally.fault(f"normal request {name}: {error!r}")
            self.close()
        self.tally.count("requests")
        self.tally.time(name, seconds)
        return seconds

    def run(self, seconds: float, interval: float = 0.02) -> list[float]:
        """Asks every `interval` for so long; the seconds each took."""
        times: list[float] = []
        deadline = time.monotonic() + seconds
        while (now := time.monotonic()) < deadline:
            times.append(self.ask())
            time.sleep(max(0.0, now + interval - time.monotonic()))
        return times

    def close(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None
