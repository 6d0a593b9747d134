"""Two servers of the same loss side by side: in one run, in turns, one connection each."""

import argparse
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import servers
from batches import Batch, make_batch
from connection import Connection

OURS, PEER = "softmax-loss-server", "ASGI + orjson + NumPy (uvicorn)"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="where softmax-loss-server listens")
    parser.add_argument("--rows", type=int, default=256)
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--bodies", type=int, default=8, help="distinct bodies, sent in turn (default 8)")
    parser.add_argument("--blocks", type=int, default=10, help="blocks of each server (default 10)")
    parser.add_argument("--requests", type=int, default=40, help="requests in a block (default 40)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--require-ratio", type=float, help="fail where the ratio of the medians is below this")
    return parser.parse_args()


@dataclass
class Contestant:
    name: str
    connection: Connection
    requests: list[bytes]
    lengths: list[int] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def check(self, batches: list[Batch]) -> None:
        """Every answer once, against NumPy; this warms the server up, too."""
        for request, batch in zip(self.requests, batches):
            content = self.connection.exchange(request)
            batch.check(content, self.name)
            self.lengths.append(len(content))

    def run_block(self, count: int) -> None:
        exchange, requests, lengths = self.connection.exchange, self.requests, self.lengths
        started = last = time.perf_counter()
        for number in range(count):
            index = number % len(requests)
            length = len(exchange(requests[index]))
            now = time.perf_counter()
            self.milliseconds.append(1000 * (now - last))
            last = now
            # The answer that was checked; reading it again would be measured too.
            if length != lengths[index]:
                raise RuntimeError(f"{self.name} answered otherwise than before")
        self.rates.append(count / (last - started))

    def figures(self) -> dict:
        return {
            "requests_per_second": {"median": statistics.median(self.rates), "blocks": self.rates},
            "milliseconds": {
                "median": statistics.median(self.milliseconds),
                "p95": float(np.percentile(self.milliseconds, 95)),
            },
        }


def versions() -> dict:
    from importlib.metadata import version

    packages = {name: version(name) for name in ("numpy", "orjson", "uvicorn", "httptools", "uvloop")}
    return {"python": sys.version.split()[0], **packages}


def print_table(contestants: list[Contestant], ratio: float, pair_ratios: list[float]) -> None:
    print(f"\n{'':34}{'requests/s':>12}{'of the blocks':>18}{'median ms':>12}{'p95 ms':>9}")
    for contestant in contestants:
        figures = contestant.figures()
        spread = f"{min(contestant.rates):.1f}–{max(contestant.rates):.1f}"
        print(
            f"{contestant.name:34}{figures['requests_per_second']['median']:>12.1f}{spread:>18}"
            f"{figures['milliseconds']['median']:>12.2f}{figures['milliseconds']['p95']:>9.2f}"
        )
    print(
        f"\nratio of the medians {ratio:.2f}, of neighbouring blocks "
        f"{min(pair_ratios):.2f}–{max(pair_ratios):.2f} (median {statistics.median(pair_ratios):.2f})"
    )


def main() -> int:
    options = arguments()
    random = np.random.default_rng(1)
    batches = [make_batch(random, options.rows, options.classes) for _ in range(options.bodies)]
    megabytes = statistics.mean(len(batch.body) for batch in batches) / 1e6
    print(
        f"{options.rows}×{options.classes} float32 as JSON, {options.bodies} bodies of {megabytes:.1f} MB, one connection,"
        f" {options.blocks} blocks of {options.requests} requests each in turn, {os.cpu_count()} cores"
    )
    with servers.uvicorn() as peer_url:
        contestants = []
        for name, url in ((OURS, options.url), (PEER, peer_url)):
            connection = Connection(url)
            requests = [connection.request("/v1/softmax-loss", batch.body) for batch in batches]
            contestants.append(Contestant(name, connection, requests))
        for contestant in contestants:
            contestant.check(batches)
        for block in range(options.blocks):
            # Who goes first changes, so that neither always follows the other.
            for contestant in contestants if block % 2 == 0 else reversed(contestants):
                contestant.run_block(options.requests)

    ours, peer = contestants
    ratio = statistics.median(ours.rates) / statistics.median(peer.rates)
    pair_ratios = [a / b for a, b in zip(ours.rates, peer.rates)]
    print_table(contestants, ratio, pair_ratios)
    if options.json:
        figures = {
            "rows": options.rows,
            "classes": options.classes,
            "requests_per_block": options.requests,
            "cores": os.cpu_count(),
            "versions": versions(),
            "servers": {contestant.name: contestant.figures() for contestant in contestants},
            "ratio_of_medians": ratio,
            "ratios_of_neighbouring_blocks": pair_ratios,
        }
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if options.require_ratio is not None and ratio < options.require_ratio:
        print(f"FAILED: the ratio is below {options.require_ratio}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
