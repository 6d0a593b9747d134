"""The whole service beside others that answer the same requests: in one run, in turns, answers checked."""

import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import servers
from batches import Batch, make_batches
from clients import Clients, Wrk, write_wrk_script
from contest import alternate, in_words, ratio, spread
from names import ASGI, FASTAPI, HUMMINGBIRD, NGINX, NGINX_TWO, OURS, TYPED


@dataclass
class Case:
    title: str
    shape: tuple[int, int]
    connections: int
    bodies: int
    contestants: list[str]
    rounds: int
    seconds: float
    """Of a turn; what takes longer than that is asked once a turn."""
    threads: int = 1
    """Of wrk."""


CASES = {
    "256x1000": Case("256×1000, one connection", (256, 1000), 1, 8, [OURS, ASGI, HUMMINGBIRD, FASTAPI, TYPED], 9, 0.5),
    "256x1000-two": Case("256×1000, two connections", (256, 1000), 2, 8, [OURS, ASGI], 21, 1),
    "32x32000": Case("32×32000, one connection", (32, 32000), 1, 4, [OURS, ASGI, HUMMINGBIRD, FASTAPI], 7, 0.5),
    "4x10": Case(
        "4×10, 64 connections", (4, 10), 64, 64, [OURS, NGINX, NGINX_TWO, HUMMINGBIRD, ASGI, FASTAPI], 7, 2
    ),
    "4x10-two": Case(
        "4×10, two threads of clients", (4, 10), 64, 64, [OURS, NGINX, NGINX_TWO], 7, 2, threads=2
    ),
}


@dataclass
class Binaries:
    ours: Path
    hummingbird: Path


class Starter:
    """Starts servers by their names; they are ended with `stack`."""

    def __init__(self, stack: contextlib.ExitStack, binaries: Binaries):
        enter = stack.enter_context
        self.start: dict[str, Callable[[], servers.Server]] = {
            OURS: lambda: enter(servers.ours(binaries.ours)),
            NGINX: lambda: enter(servers.nginx()),
            NGINX_TWO: lambda: enter(servers.nginx(workers=2)),
            HUMMINGBIRD: lambda: enter(servers.hummingbird(binaries.hummingbird)),
            ASGI: lambda: enter(servers.uvicorn("asgi_numpy:app")),
            FASTAPI: lambda: enter(servers.uvicorn("fastapi_torch:app")),
            TYPED: lambda: enter(servers.uvicorn("fastapi_torch:app", "/typed/softmax-loss")),
        }

    def clients(self, name: str, batches: list[Batch], connections: int, seconds: float) -> Clients:
        # A Python server has a process for each connection, which is what two workers come to at their best.
        processes = connections if name == ASGI else 1
        started = [self.start[name]() for _ in range(processes)]
        return Clients(name, started, batches, connections, seconds)


def measure(case: Case, binaries: Binaries, rounds: int | None) -> dict:
    batches = make_batches(case.shape, case.bodies)
    with contextlib.ExitStack() as stack:
        starter = Starter(stack, binaries)
        if case.connections > 2:
            script = Path(stack.enter_context(tempfile.TemporaryDirectory()), "requests.lua")
            write_wrk_script(script, batches)
            contestants = [
                Wrk(
                    name, starter.start[name](), batches, case.connections, case.seconds, script,
                    is_fixed=name in (NGINX, NGINX_TWO), threads=case.threads,
                )
                for name in case.contestants
            ]
        else:
            contestants = [
                starter.clients(name, batches, case.connections, case.seconds) for name in case.contestants
            ]
        alternate(contestants, rounds or case.rounds)
        for contestant in contestants:
            contestant.check()
    ours, *others = contestants
    return {
        "title": case.title,
        "octets": sum(len(batch.body) for batch in batches) / len(batches),
        "requests_per_second": {each.name: spread(1 / cost for cost in each.costs) for each in contestants},
        "milliseconds": {each.name: percentiles(each) for each in contestants},
        "ratio": {other.name: ratio(ours, other) for other in others},
    }


def percentiles(contestant: Clients | Wrk) -> dict:
    if isinstance(contestant, Wrk):
        return {name.rstrip("%"): float(np.median(values)) for name, values in contestant.milliseconds.items()}
    values = np.percentile(contestant.latencies, [50, 99]) * 1000
    return {"50": float(values[0]), "99": float(values[1])}


def print_table(results: dict) -> None:
    for result in results.values():
        print(f"\n{result['title']:30}{'requests/s':>12}{'of the turns':>20}{'median ms':>11}{'p99 ms':>9}   ours is faster by")
        for name, rate in result["requests_per_second"].items():
            digits = 0 if rate["median"] >= 1000 else 2
            of_turns = f"{rate['low']:.{digits}f}–{rate['high']:.{digits}f}"
            milliseconds = result["milliseconds"][name]
            compared = in_words(result["ratio"][name]) if name in result["ratio"] else ""
            print(
                f"  {name:28}{rate['median']:>12.{digits}f}{of_turns:>20}{milliseconds['50']:>11.2f}"
                f"{milliseconds['99']:>9.2f}   {compared}"
            )
