"""Clients that want every request answered while servers come and go.

They try again only where a connection was refused, or ended without an octet of an answer; how it ended is counted:
`closed` with a FIN, which a client has to reckon with on a connection that was idle, or `reset`, which tells it less.
"""

import time

from client import Address, Client, Ended, Malformed
from crew import Stop, Tally
from messages import Batch

PACE = 0.002
PATIENCE = 20
# Rows and classes; through the event loop, through the workers, and long enough to be under way for a while.
SIZES = {"small": (4, 10), "medium": (64, 100), "large": (256, 1000)}


class RestartClient:
    def __init__(self, address: Address, size: str, keeps: bool, tally: Tally):
        self.address = address
        self.keeps = keeps
        self.tally = tally
        self.batch = Batch.make(*SIZES[size], seed=7)
        self.client: Client | None = None
        # Requests that this connection has had.
        self.used = 0

    def request(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.is_answered():
            if time.monotonic() > deadline:
                self.tally.fault("no answer to one request, however often it was tried")
                return
        self.tally.count("answered")

    def is_answered(self) -> bool:
        """False where it is to be tried again."""
        try:
            if self.client is None:
                self.client = Client(self.address, timeout=PATIENCE)
                self.used = 0
        except ConnectionRefusedError:
            self.tally.count("refused")
            time.sleep(0.005)
            return False
        except OSError as error:
            self.tally.fault(f"connecting: {error!r}")
            return True
        return self.exchange(self.client)

    def exchange(self, client: Client) -> bool:
        failure: OSError | Ended | None = None
        try:
            client.send(self.batch.request)
        except (BrokenPipeError, ConnectionResetError) as error:
            failure = error
        try:
            answer = client.read_answer()
            self.batch.check(answer)
            self.used += 1
            if answer.closes or not self.keeps:
                self.close()
            return True
        except (OSError, Ended, Malformed) as error:
            failure = failure or error
        self.close()
        connection = "a connection in use" if self.used else "a new connection"
        if client.received or not isinstance(failure, (ConnectionResetError, BrokenPipeError, Ended)):
            self.tally.fault(f"{failure!r} on {connection}, after {bytes(client.received[:100])!r}")
            return True
        self.tally.count(f"{'closed' if isinstance(failure, Ended) else 'reset'} without an octet, {connection}")
        return False

    def close(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None


def restart_traffic(address: Address, size: str, keeps: bool, tally: Tally, stop: Stop) -> None:
    client = RestartClient(address, size, keeps, tally)
    while not stop:
        client.request()
        time.sleep(PACE)
    client.close()
