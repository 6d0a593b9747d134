"""Requests a second of small batches on many connections, servers side by side: in one run, in turns, with wrk."""

import argparse
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import servers
from batches import Batch, make_batch
from connection import Connection

OURS, NGINX = "softmax-loss-server", "nginx, a fixed answer"
HUMMINGBIRD, UVICORN = "Hummingbird + Codable", "ASGI + orjson + NumPy (uvicorn)"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="where softmax-loss-server listens")
    parser.add_argument("--hummingbird", type=Path, required=True, help="the binary of peers/hummingbird-codable")
    parser.add_argument("--rows", type=int, default=4)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--bodies", type=int, default=64, help="distinct bodies, sent in turn (default 64)")
    parser.add_argument("--connections", type=int, default=64, help="keep-alive connections (default 64)")
    parser.add_argument("--blocks", type=int, default=7, help="blocks of each server (default 7)")
    parser.add_argument("--seconds", type=int, default=3, help="of a block (default 3)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser.parse_args()


@dataclass
class Contestant:
    name: str
    url: str
    rates: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    def check(self, batches: list[Batch]) -> None:
        """Every answer once, against NumPy; this warms the server up, too."""
        connection = Connection(self.url)
        for batch in batches:
            batch.check(connection.exchange(connection.request("/v1/softmax-loss", batch.body)), self.name)

    def run_block(self, script: Path, options: argparse.Namespace) -> None:
        command = ["wrk", "--threads", "1", "--connections", str(options.connections), "--latency"]
        command += ["--duration", f"{options.seconds}s", "--script", str(script), f"{self.url}/v1/softmax-loss"]
        said = subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
        if "Non-2xx" in said or "Socket errors" in said:
            raise RuntimeError(f"{self.name} did not answer everything with 200:\n{said}")
        self.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]))
        value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
        self.p99.append(float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def write_script(path: Path, batches: list[Batch]) -> None:
    """Requests that are made once, so that the generator takes as little of the two cores as it can."""
    quoted = ",\n".join(f"[==[{batch.body.decode()}]==]" for batch in batches)
    path.write_text(
        f"""
        local bodies, requests, last = {{ {quoted} }}, {{}}, 0
        init = function()
            for index, body in ipairs(bodies) do
                requests[index] = wrk.format("POST", nil, {{ ["Content-Type"] = "application/json" }}, body)
            end
        end
        request = function()
            last = last % #requests + 1
            return requests[last]
        end
        """,
        encoding="utf-8",
    )


def main() -> int:
    options = arguments()
    random = np.random.default_rng(1)
    batches = [make_batch(random, options.rows, options.classes) for _ in range(options.bodies)]
    octets = statistics.mean(len(batch.body) for batch in batches)
    print(
        f"{options.rows}×{options.classes} float32 as JSON, {options.bodies} bodies of {octets:.0f} octets, "
        f"{options.connections} connections, {options.blocks} blocks of {options.seconds} s each in turn, "
        f"{os.cpu_count()} cores"
    )
    with contextlib.ExitStack() as stack:
        contestants = [
            Contestant(OURS, options.url),
            Contestant(NGINX, stack.enter_context(servers.nginx())),
            Contestant(HUMMINGBIRD, stack.enter_context(servers.hummingbird(options.hummingbird))),
            Contestant(UVICORN, stack.enter_context(servers.uvicorn())),
        ]
        for contestant in contestants:
            if contestant.name != NGINX:
                contestant.check(batches)
        script = Path(stack.enter_context(tempfile.TemporaryDirectory()), "requests.lua")
        write_script(script, batches)
        for block in range(options.blocks):
            # Who goes first changes, so that no one always follows the same other.
            for contestant in contestants if block % 2 == 0 else reversed(contestants):
                contestant.run_block(script, options)

    ours = contestants[0]
    print(f"\n{'':34}{'requests/s':>12}{'of the blocks':>20}{'p99 ms':>9}{'ours is':>10}{'in pairs':>14}")
    figures = {}
    for contestant in contestants:
        median = statistics.median(contestant.rates)
        spread = f"{min(contestant.rates):.0f}–{max(contestant.rates):.0f}"
        ratio = statistics.median(ours.rates) / median
        pairs = [a / b for a, b in zip(ours.rates, contestant.rates)]
        figures[contestant.name] = {
            "requests_per_second": {"median": median, "blocks": contestant.rates},
            "p99_milliseconds": statistics.median(contestant.p99),
            "ratio_of_medians": ratio,
            "ratios_of_neighbouring_blocks": pairs,
        }
        print(
            f"{contestant.name:34}{median:>12.0f}{spread:>20}{statistics.median(contestant.p99):>9.2f}"
            f"{ratio:>9.2f}×{f'{min(pairs):.2f}–{max(pairs):.2f}':>14}"
        )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
