"""Programs that time their own work when they are told to, by lines on their standard input."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path


class Probe:
    """Benchmarks/Probe or peers/simdjson: a process that runs workloads. To be used with `with`."""

    def __init__(self, binary: Path):
        self.process = subprocess.Popen(
            [str(binary)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __enter__(self) -> "Probe":
        return self

    def __exit__(self, *exception) -> None:
        self.process.stdin.close()
        self.process.wait()

    def ask(self, *words: object) -> str:
        print(*words, file=self.process.stdin)
        answer = self.process.stdout.readline().strip()
        if not answer or answer.startswith("error"):
            raise RuntimeError(f"{self.process.args[0]}, told to {' '.join(map(str, words))}: {answer or 'it ended'}")
        return answer

    def outcome(self, name: str, file: Path) -> bytes:
        self.ask("outcome", name, file)
        return file.read_bytes()


class Timed:
    """A contestant of which a turn is many runs; a cost is nanoseconds for one of `units`."""

    def __init__(self, name: str, units: int, run: Callable[[int], int], seconds: float = 0.05):
        """`run` works so many times and returns how long that took, in nanoseconds."""
        self.name, self.units, self.run = name, units, run
        self.costs: list[float] = []
        # The first run warmed up; a turn is so long that a clock's step does not count.
        self.count = max(1, round(seconds * 1e9 / run(3) * 3))

    def take_turn(self) -> None:
        self.costs.append(self.run(self.count) / self.count / self.units)


def in_probe(probe: Probe, name: str) -> Callable[[int], int]:
    return lambda count: int(probe.ask("run", name, count))


def in_python(step: Callable[[], object]) -> Callable[[int], int]:
    def run(count: int) -> int:
        started = time.perf_counter_ns()
        for _ in range(count):
            step()
        return time.perf_counter_ns() - started

    return run
