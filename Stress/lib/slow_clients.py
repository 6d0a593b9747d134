"""Hundreds of clients that take their time, while normal requests are timed."""

import argparse
import sys
import time

from client import address_of
from crew import Crew
from descriptors import raise_descriptor_limit
from probe import Probe
from process import sample, settle
from report import Report
from slow_traffic import slow_traffic
from verdicts import judge_descriptors, judge_normal, judge_traffic


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--pid", type=int, required=True, help="the server's process")
    parser.add_argument("--idle", type=int, default=300, help="say nothing (default 300)")
    parser.add_argument("--headers", type=int, default=100, help="drip a header section (default 100)")
    parser.add_argument("--bodies", type=int, default=50, help="drip content (default 50)")
    parser.add_argument("--never-reading", type=int, default=20, help="take nothing of a large answer (default 20)")
    parser.add_argument("--seconds", type=float, default=60, help="how long (default 60)")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    raise_descriptor_limit()
    address = address_of(options.url)
    report = Report()
    probe = Probe(address)
    probe.run(1)
    probe.close()
    # The server learns of that a little later.
    time.sleep(1)
    before = sample(options.pid)

    numbers = {
        "idle": options.idle, "headers": options.headers, "bodies": options.bodies,
        "never-reading": options.never_reading,
    }  # fmt: skip
    crew = Crew()
    crew.start("slow", slow_traffic, address, numbers)
    wanted = before.descriptors + sum(numbers.values()) * 9 // 10
    deadline = time.monotonic() + 10
    most = 0
    while most < wanted and time.monotonic() < deadline:
        probe.run(0.2)
        most = max(most, sample(options.pid).descriptors)
    report.require("descriptors of the server with all connected", most, f"≥ {wanted}", most >= wanted)
    probe.run(options.seconds)
    probe.close()
    tallies = crew.finish()
    tallies["normal"] = probe.tally

    judge_traffic(report, tallies)
    judge_normal(report, probe.tally)
    judge_descriptors(report, before, settle(options.pid, lambda now: now.descriptors == before.descriptors))
    return report.exit_status()


if __name__ == "__main__":
    sys.exit(main())
