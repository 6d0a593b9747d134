"""Requests that begin when it is their time, whatever became of the ones before: many connections on one epoll.

Each takes a connection that is free, or a new one where none is. Octets are ready-made and received into one buffer, so
that little of the time is Python's; `Run.lag` says whether it kept up.
"""

import errno
import select
import socket
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from client import Address, Malformed, parse_head


@dataclass
class Run:
    # Seconds from when a request was due to the end of its answer, by status.
    times: dict[int, list[float]] = field(default_factory=dict)
    # Seconds by which requests began late.
    lag: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    most_in_flight: int = 0
    without_retry_after: int = 0
    processor: float = 0
    seconds: float = 0

    @property
    def accepted(self) -> list[float]:
        return self.times.get(200, [])

    @property
    def refused(self) -> list[float]:
        return self.times.get(503, [])


class Flight:
    """A connection, with the request that is on it."""

    __slots__ = ("socket", "number", "due", "unsent", "head", "awaited", "status", "closes", "watched", "connecting")

    def __init__(self, connected: socket.socket):
        self.socket = connected
        self.number = connected.fileno()
        self.watched = 0
        self.connecting = False


class OpenLoop:
    """`looks_early`: answers are looked at while the request still goes out, as asynchronous clients do; otherwise only
    when the whole request is out, as simple ones do."""

    def __init__(self, address: Address, requests: list[bytes], looks_early: bool = True, patience: float = 60):
        self.address = address
        self.requests = requests
        self.looks_early = looks_early
        self.patience = patience
        self.epoll = select.epoll()
        self.flights: dict[int, Flight] = {}
        self.free: deque[Flight] = deque()
        self.scratch = bytearray(1 << 20)
        self.view = memoryview(self.scratch)
        self.run = Run()
        self.in_flight = 0

    def at_rate(self, rate: float, seconds: float) -> Run:
        """Requests at an even pace, then waits for what is still under way."""
        self.run = run = Run()
        started, busy = time.perf_counter(), time.process_time()
        count = int(rate * seconds)
        due = ((started + number / rate, self.requests[number % len(self.requests)]) for number in range(count))
        self.go(due, started + seconds + self.patience)
        run.seconds = time.perf_counter() - started
        run.processor = (time.process_time() - busy) / run.seconds
        return run

    def go(self, arrivals: Iterator[tuple[float, bytes]], deadline: float) -> None:
        clock = time.perf_counter
        due, request = next(arrivals, (None, b""))
        while due is not None or self.in_flight:
            now = clock()
            while due is not None and due <= now:
                self.run.lag.append(now - due)
                self.begin(due, request)
                due, request = next(arrivals, (None, b""))
                now = clock()
            if now > deadline:
                self.run.errors["no answer in time"] += self.in_flight
                break
            wait = 0.1 if due is None else max(0.0, min(0.1, due - now))
            for number, events in self.epoll.poll(wait, 64):
                self.serve(self.flights[number], events)
        for flight in list(self.flights.values()):
            self.drop(flight)

    def begin(self, due: float, request: bytes) -> None:
        flight = self.free.pop() if self.free else self.connect()
        flight.due = due
        flight.unsent = memoryview(request)
        flight.head = bytearray()
        flight.awaited = -1
        self.in_flight += 1
        self.run.most_in_flight = max(self.run.most_in_flight, self.in_flight)
        if flight.connecting:
            self.watch(flight, select.EPOLLOUT)
        else:
            self.send(flight)

    def connect(self) -> Flight:
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        flight = Flight(connection)
        self.run.connections += 1
        self.flights[flight.number] = flight
        self.epoll.register(flight.number, 0)
        code = connection.connect_ex(self.address)
        flight.connecting = code == errno.EINPROGRESS
        return flight

    def watch(self, flight: Flight, events: int) -> None:
        if events != flight.watched:
            self.epoll.modify(flight.number, events)
            flight.watched = events

    def serve(self, flight: Flight, events: int) -> None:
        if events & select.EPOLLOUT:
            flight.connecting = False
            self.send(flight)
        if events & ~select.EPOLLOUT and flight.number in self.flights:
            self.receive(flight)

    def send(self, flight: Flight) -> None:
        try:
            while flight.unsent:
                sent = flight.socket.send(flight.unsent[: 1 << 20])
                flight.unsent = flight.unsent[sent:]
        except BlockingIOError:
            self.watch(flight, select.EPOLLOUT | (select.EPOLLIN if self.looks_early else 0))
            return
        except OSError:
            # The answer may be there all the same.
            flight.unsent = memoryview(b"")
        self.watch(flight, select.EPOLLIN)

    def receive(self, flight: Flight) -> None:
        try:
            count = flight.socket.recv_into(self.scratch)
        except BlockingIOError:
            return
        except OSError as error:
            return self.fail(flight, f"{type(error).__name__} with {'part' if flight.head else 'nothing'} of the answer")
        if count == 0:
            return self.fail(flight, f"closed with {'part' if flight.head else 'nothing'} of the answer")
        if flight.awaited < 0:
            if flight.due is None:
                return self.fail(flight, "octets that nobody asked for")
            flight.head += self.view[:count]
            end = flight.head.find(b"\r\n\r\n")
            if end < 0:
                return None
            try:
                answer = parse_head(bytes(flight.head[:end]))
            except Malformed as error:
                return self.fail(flight, str(error))
            flight.status, flight.closes = answer.status, answer.closes
            if answer.status == 503 and not answer.fields.get("retry-after", "").isdigit():
                self.run.without_retry_after += 1
            flight.awaited = int(answer.fields["content-length"])
            count = len(flight.head) - end - 4
        flight.awaited -= count
        if flight.awaited == 0:
            self.finish(flight)
        return None

    def finish(self, flight: Flight) -> None:
        self.run.times.setdefault(flight.status, []).append(time.perf_counter() - flight.due)
        self.in_flight -= 1
        flight.due = None
        flight.awaited = -1
        flight.head = bytearray()
        if flight.closes or flight.unsent:
            self.drop(flight)
        else:
            self.watch(flight, select.EPOLLIN)
            self.free.append(flight)

    def fail(self, flight: Flight, what: str) -> None:
        if flight.due is not None:
            self.run.errors[what] += 1
            self.in_flight -= 1
        else:
            # A free connection that the server closed.
            self.free.remove(flight)
        self.drop(flight)

    def drop(self, flight: Flight) -> None:
        self.flights.pop(flight.number, None)
        flight.socket.close()
