"""Traffic in processes of its own, so that one kind does not wait for another's Python."""

import multiprocessing
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_FAULTS = 20


@dataclass
class Tally:
    """What a kind of traffic did, and what the server did wrong. `times`: seconds, by name."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)

    def count(self, what: str, times: int = 1) -> None:
        self.counts[what] += times

    def time(self, what: str, seconds: float) -> None:
        self.times.setdefault(what, []).append(seconds)

    def fault(self, what: str) -> None:
        self.counts["faults"] += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(what)

    def add(self, other: "Tally") -> None:
        self.counts += other.counts
        self.faults += other.faults
        for what, seconds in other.times.items():
            self.times.setdefault(what, []).extend(seconds)


class Stop:
    """Set once; asked often by whoever makes traffic."""

    def __init__(self, event):
        self.event = event

    def __bool__(self) -> bool:
        return self.event.is_set()

    def wait(self, seconds: float) -> bool:
        return self.event.wait(seconds)


class Crew:
    """`start(name, function, …)` runs `function(…, tally, stop)` in a process until `finish`."""

    def __init__(self) -> None:
        self.context = multiprocessing.get_context("fork")
        self.event = self.context.Event()
        self.members: list[tuple[str, multiprocessing.process.BaseProcess, object]] = []

    def start(self, name: str, function: Callable, *arguments: object) -> None:
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(target=self.work, args=(name, theirs, function, arguments), daemon=True)
        process.start()
        theirs.close()
        self.members.append((name, process, ours))

    def work(self, name: str, pipe, function: Callable, arguments: tuple) -> None:
        tally = Tally()
        try:
            function(*arguments, tally, Stop(self.event))
        except Exception:  # Whatever it is, it belongs into the report.
            tally.fault(f"{name} broke off: {traceback.format_exc()}")
        pipe.send(tally)
        pipe.close()

    def finish(self) -> dict[str, Tally]:
        """Tells all to stop, and returns what each name's processes did."""
        self.event.set()
        return self.wait()

    def wait(self) -> dict[str, Tally]:
        """Waits for those that end by themselves."""
        tallies: dict[str, Tally] = {}
        for name, process, pipe in self.members:
            tally = tallies.setdefault(name, Tally())
            try:
                tally.add(pipe.recv())
            except EOFError:
                tally.fault(f"{name} ended without a word")
            process.join()
        self.members = []
        return tallies
