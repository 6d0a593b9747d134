"""Throughput and latency against batch size and connections, and where the time of a request goes."""

import contextlib
import statistics
import tempfile
from pathlib import Path

import servers
from batches import make_batches
from clients import Wrk, write_wrk_script
from contest import alternate
from large import OneRequest
from names import ASGI, FASTAPI, HUMMINGBIRD, NGINX, OURS
from service import Binaries, Starter, percentiles

CLASSES = 1000
ROWS = [1, 4, 16, 64, 256, 1024]
CONNECTIONS = [1, 4, 16, 64, 256]
SHAPES = [(4, 10), (256, 1000), (32, 32000)]


def measure_sizes(binaries: Binaries, rounds: int) -> dict:
    """Of each server and number of rows, on one connection: median milliseconds, and requests a second."""
    figures: dict[str, dict] = {name: {} for name in (OURS, ASGI, HUMMINGBIRD, FASTAPI)}
    for rows in ROWS:
        batches = make_batches((rows, CLASSES), 4)
        with contextlib.ExitStack() as stack:
            starter = Starter(stack, binaries)
            contestants = [starter.clients(name, batches, 1, 0.3) for name in figures]
            alternate(contestants, rounds)
        for contestant in contestants:
            figures[contestant.name][str(rows)] = {
                "milliseconds": percentiles(contestant)["50"],
                "requests_per_second": 1 / statistics.median(contestant.costs),
            }
    return figures


def measure_connections(binaries: Binaries, rounds: int) -> dict:
    """Of each server and number of connections, batches of 4×10."""
    batches = make_batches((4, 10), 64)
    figures: dict[str, dict] = {name: {} for name in (OURS, NGINX, HUMMINGBIRD, ASGI)}
    with contextlib.ExitStack() as stack:
        starter = Starter(stack, binaries)
        started = {name: starter.start[name]() for name in figures}
        script = Path(stack.enter_context(tempfile.TemporaryDirectory()), "requests.lua")
        write_wrk_script(script, batches)
        for count in CONNECTIONS:
            contestants = [
                Wrk(name, server, batches, count, 1, script, is_fixed=name == NGINX) for name, server in started.items()
            ]
            alternate(contestants, rounds)
            for contestant in contestants:
                figures[contestant.name][str(count)] = {
                    "milliseconds": percentiles(contestant),
                    "requests_per_second": 1 / statistics.median(contestant.costs),
                }
    return figures


def measure_steps(binaries: Binaries, rounds: int) -> dict:
    """Median milliseconds of each step; what the server does not time is the sockets' and the client's."""
    figures = {}
    with servers.ours(binaries.ours) as server:
        for shape in SHAPES:
            one = OneRequest(OURS, server, make_batches(shape, 4))
            alternate([one], rounds * 20)
            for step, cost in zip(one.steps, one.costs):
                step["socket"] = 1000 * cost - sum(step.values())
            figures["×".join(map(str, shape))] = {
                name: statistics.median(step[name] for step in one.steps) for name in one.steps[0]
            }
    return figures


PARTS = {"sizes": measure_sizes, "connections": measure_connections, "steps": measure_steps}


def measure(binaries: Binaries, parts: list[str], rounds: int | None) -> dict:
    return {part: PARTS[part](binaries, rounds or 3) for part in parts}


def print_table(results: dict) -> None:
    for name, sizes in results.get("sizes", {}).items():
        print(f"{name}, ms a request of N×1000: " + ", ".join(f"{n}: {x['milliseconds']:.2f}" for n, x in sizes.items()))
    for name, counts in results.get("connections", {}).items():
        print(
            f"{name}, requests/s of 4×10 on N connections: "
            + ", ".join(f"{n}: {x['requests_per_second']:.0f}" for n, x in counts.items())
        )
    for shape, steps in results.get("steps", {}).items():
        print(f"{shape}, ms: " + ", ".join(f"{name} {duration:.3f}" for name, duration in steps.items()))
