"""Good, bad, slow and broken clients at once for a while, with the server's memory, descriptors and latency watched.

Memory is judged by the medians of the second and of the last fifth of the run: the first fifth is the warm-up, medians
do not see single requests that were large, and fifths are long enough to hold every kind of traffic many times.
"""

import argparse
import csv
import json
import os
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bad_traffic import bad_traffic
from broken_traffic import broken_traffic
from client import address_of
from crew import Crew
from good_traffic import good_traffic
from probe import Probe
from process import sample, settle
from report import Report, percentile
from slow_traffic import slow_traffic
from verdicts import judge_descriptors, judge_memory, judge_normal, judge_traffic

SLOW = {"idle": 50, "headers": 20, "bodies": 20, "never-reading": 4}


@dataclass
class Second:
    """One row of the CSV."""

    second: float
    resident: int
    descriptors: int
    threads: int
    median_ms: float
    worst_ms: float


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", type=float)
    parser.add_argument("--url", required=True)
    parser.add_argument("--pid", type=int, required=True, help="the server's process")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True, help="directory for soak.csv, soak.json and soak.png")
    return parser.parse_args()


def write(directory: Path, seconds: list[Second], report: Report, faults: list[str]) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "soak.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(Second.__annotations__))
        writer.writeheader()
        writer.writerows(asdict(second) for second in seconds)
    rows = [dict(zip(("name", "measured", "bound", "holds"), row)) for row in report.rows]
    figures = {"bounds": rows, "faults": faults, "seconds": [asdict(second) for second in seconds]}
    (directory / "soak.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    try:
        from soak_plot import plot
    except ImportError:
        print("no matplotlib, so no plot")
    else:
        plot(seconds, directory / "soak.png")


def main() -> int:
    options = arguments()
    address = address_of(options.url)
    report = Report()
    probe = Probe(address)
    # The first requests make what stays: threads, timers, the plain heap.
    probe.run(2)
    probe.close()
    before = settle(options.pid, lambda now: False, seconds=1)

    crew = Crew()
    for number in range(2):
        crew.start("good", good_traffic, address, options.seed + number)
    crew.start("bad", bad_traffic, address, options.seed)
    crew.start("slow", slow_traffic, address, SLOW)
    crew.start("broken", broken_traffic, address, options.seed)

    started = time.monotonic()
    seconds: list[Second] = []
    times: list[float] = []
    alive = True
    while time.monotonic() < started + 60 * options.minutes:
        batch = probe.run(1, interval=0.05)
        times += batch
        try:
            now = sample(options.pid)
        except ProcessLookupError:
            alive = False
            break
        seconds.append(
            Second(
                round(time.monotonic() - started, 2), now.resident, now.descriptors, now.threads,
                1000 * statistics.median(batch), 1000 * max(batch),
            )
        )  # fmt: skip
        if len(seconds) % 60 == 0:
            last = seconds[-60:]
            print(
                f"minute {len(seconds) // 60}: {max(s.resident for s in last) / 1e6:.0f} MB, "
                f"{last[-1].descriptors} descriptors, {last[-1].threads} threads, "
                f"normal p99 {1000 * percentile(times[-1200:], 99):.1f} ms",
                flush=True,
            )
    probe.close()
    tallies = crew.finish()
    tallies["normal"] = probe.tally

    report.require("the server lives", alive, "True", alive)
    judge_traffic(report, tallies)
    judge_normal(report, probe.tally, percent=99)
    if alive:
        judge_descriptors(
            report, before, settle(options.pid, lambda now: now.descriptors == before.descriptors))
        report.note("threads, before and most", f"{before.threads}, {max(s.threads for s in seconds)}")
    fifth = len(seconds) // 5
    if fifth >= 5:
        second = statistics.median(s.resident for s in seconds[fifth : 2 * fifth])
        last = statistics.median(s.resident for s in seconds[-fifth:])
        judge_memory(report, "resident memory, second fifth and last", second, last)
    write(options.output, seconds, report, [fault for tally in tallies.values() for fault in tally.faults])
    print(f"{os.path.relpath(options.output)}: soak.csv, soak.json, soak.png")
    return report.exit_status()


if __name__ == "__main__":
    sys.exit(main())
