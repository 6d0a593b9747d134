"""One large request: how much faster two workers are than one, what memory it takes, and what a float costs."""

import contextlib
import re
import statistics
import time
from pathlib import Path

import numpy as np
import servers
from batches import Batch, make_batch, make_batches
from clients import Clients, Line
from contest import alternate, in_words, ratio, spread
from names import OURS
from servers import Server

SHAPE = (32, 32000)
CLASSES = 1000
ROWS = [10, 100, 1000, 10000]
MIB = 1 << 20


class OneRequest:
    """A turn is one request; the costs are seconds, of the whole of it or of the steps that the server times."""

    def __init__(self, name: str, server: Server, batches: list[Batch]):
        self.name = name
        self.line = Line(server, batches, 0)
        self.line.check(name)
        self.costs: list[float] = []
        self.steps: list[dict[str, float]] = []

    def take_turn(self) -> None:
        line = self.line
        started = time.perf_counter()
        length = len(line.connection.exchange(line.requests[line.next % len(line.requests)]))
        self.costs.append(time.perf_counter() - started)
        if length != line.lengths[line.next % len(line.lengths)]:
            raise RuntimeError(f"{self.name}: an answer is not what it was")
        line.next += 1
        self.steps.append(line.connection.timing())


class Steps:
    """The same turns, seen by the server: decode, compute and encode."""

    def __init__(self, whole: OneRequest):
        self.name = whole.name
        self.costs = [(step["decode"] + step["compute"] + step["encode"]) / 1000 for step in whole.steps]


def measure_workers(binary: Path, rounds: int) -> dict:
    batches = make_batches(SHAPE, 4)
    with contextlib.ExitStack() as stack:
        one, two = (
            OneRequest(f"{count} worker(s)", stack.enter_context(servers.ours(binary, count)), batches)
            for count in (1, 2)
        )
        alternate([one, two], rounds)
    return {
        "shape": list(SHAPE),
        "milliseconds": {each.name: spread(1000 * cost for cost in each.costs) for each in (one, two)},
        "steps": {
            each.name: {step: statistics.median(times[step] for times in each.steps) for step in each.steps[0]}
            for each in (one, two)
        },
        "ratio_of_steps": ratio(Steps(two), Steps(one)),
        "ratio_of_requests": ratio(two, one),
    }


def memory(process: int, what: str) -> float:
    """MiB, of a line of /proc/PID/status."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) * 1024 / MIB


def measure_memory(binary: Path, rounds: int) -> dict:
    """In a new server each time, which has answered a small request before."""
    random = np.random.default_rng(1)
    small, large = make_batch(random, (4, 10)), make_batch(random, SHAPE)
    figures: dict[str, list[float]] = {"start": [], "peak": [], "two seconds later": []}
    for _ in range(rounds):
        with servers.ours(binary) as server:
            line = Line(server, [small], 0)
            line.check(OURS)
            figures["start"].append(memory(server.process, "VmRSS"))
            content = line.connection.exchange(line.connection.request(server.path, large.body))
            octets = len(content)
            figures["peak"].append(memory(server.process, "VmHWM"))
            time.sleep(2)
            figures["two seconds later"].append(memory(server.process, "VmRSS"))
            large.check(content, OURS)
    return {
        "shape": list(SHAPE),
        "body": len(large.body) / MIB,
        "answer": octets / MIB,
        "mebibytes": {name: spread(values) for name, values in figures.items()},
    }


def measure_costs(binary: Path, rounds: int) -> dict:
    with servers.ours(binary, workers=1) as server:
        sizes = [
            Clients(str(rows * CLASSES), [server], make_batches((rows, CLASSES), max(1, min(8, 2000 // rows))), 1, 0.4)
            for rows in ROWS
        ]
        alternate(sizes, rounds)
    return {
        size.name: spread(1e9 * cost / int(size.name) for cost in size.costs) for size in sizes
    }


def measure(binary: Path, parts: list[str], rounds: int | None) -> dict:
    measured = {
        "workers": lambda: measure_workers(binary, rounds or 41),
        "memory": lambda: measure_memory(binary, rounds or 5),
        "cost": lambda: measure_costs(binary, rounds or 7),
    }
    return {part: measured[part]() for part in parts}


PARTS = ["workers", "memory", "cost"]


def print_table(results: dict) -> None:
    if workers := results.get("workers"):
        print("one request of 32×32000")
        for name, milliseconds in workers["milliseconds"].items():
            steps = ", ".join(f"{step} {duration:.1f}" for step, duration in workers["steps"][name].items())
            print(f"  {name:28}{milliseconds['median']:>8.1f} ms, of which {steps}")
        print(f"  two workers are faster by: decode, compute, encode {in_words(workers['ratio_of_steps'])}, "
              f"whole requests {in_words(workers['ratio_of_requests'])}")
    if used := results.get("memory"):
        print(f"memory for one request of 32×32000, {used['body']:.1f} MiB, answered with {used['answer']:.1f} MiB")
        for name, value in used["mebibytes"].items():
            print(f"  {name:28}{value['median']:>8.1f} MiB ({value['low']:.1f}–{value['high']:.1f})")
    if costs := results.get("cost"):
        print("ns a float with one worker, by floats in a request")
        for floats, cost in costs.items():
            print(f"  {int(floats):<28,}{cost['median']:>8.1f} ({cost['low']:.1f}–{cost['high']:.1f})")
        least, most = (choose(cost["median"] for cost in costs.values()) for choose in (min, max))
        print(f"  the medians lie within ±{100 * (most - least) / (most + least):.0f} % of the middle between them")
