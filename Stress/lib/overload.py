"""Four times the load that the server can take, at a steady rate: who is let in is served in time, the others are
refused at once, and memory stays within its budget."""

import argparse
import os
import statistics
import sys
import time

from client import Address, Client, address_of
from descriptors import raise_descriptor_limit
from messages import Batch
from open_loop import OpenLoop, Run
from process import MEBIBYTE, forget_peak, peak_resident, processor_seconds, sample
from report import Report, mebibytes, milliseconds, percentile

TIMES_CAPACITY = 4
REFUSAL_BOUND = 0.05
# Of a core, and of the time a request is late: beyond these the generator is what is measured.
MOST_PROCESSOR = 0.9
MOST_LAG = 0.02


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--url", required=True)
    parser.add_argument("--pid", type=int, required=True, help="the server's process")
    parser.add_argument("--core", type=int, required=True, help="the core that all of this runs on")
    parser.add_argument("--rows", type=int, default=256)
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--queue-depth", type=int, default=256, help="that of the server")
    parser.add_argument("--budget", type=int, default=1 << 30, help="octets of content that the server may hold")
    parser.add_argument("--sends-whole", action="store_true", help="look at no answer before the request is out")
    return parser.parse_args()


def unloaded(address: Address, batches: list[Batch], seconds: float) -> list[float]:
    """The seconds of requests one after another; each answer is checked."""
    times = []
    with Client(address) as client:
        for batch in batches:
            batch.check(client.exchange(batch.request))
        deadline = time.perf_counter() + seconds
        number = 0
        while time.perf_counter() < deadline or number < 300:
            batch = batches[number % len(batches)]
            number += 1
            started = time.perf_counter()
            answer = client.exchange(batch.request)
            times.append(time.perf_counter() - started)
            batch.check(answer)
    return times


def capacity(address: Address, requests: list[bytes], seconds: float, connections: int) -> float:
    """Answers a second where each of so many connections sends the next request when it has its answer."""
    loop = ClosedLoop(address, requests)
    return loop.rate(connections, seconds)


class ClosedLoop(OpenLoop):
    def rate(self, connections: int, seconds: float) -> float:
        started = time.perf_counter()
        self.until = started + seconds
        self.run = Run()
        for number in range(connections):
            self.begin(started, self.requests[number % len(self.requests)])
        self.go(iter(()), self.until + 30)
        return len(self.run.accepted) / (time.perf_counter() - started)

    def finish(self, flight) -> None:
        super().finish(flight)
        if (now := time.perf_counter()) < self.until:
            self.begin(now, self.requests[len(self.run.accepted) % len(self.requests)])


def judge(report: Report, run: Run, options: argparse.Namespace, alone: list[float]) -> None:
    median, p99 = statistics.median(alone), percentile(alone, 99)
    for status, times in sorted(run.times.items()):
        report.note(f"answers {status}, of {len(run.lag)} requests", len(times))
    report.note("most under way at once, connections", f"{run.most_in_flight}, {run.connections}")
    report.require("answers but 200 and 503", sum(len(t) for s, t in run.times.items() if s not in (200, 503)), "0",
                   set(run.times) <= {200, 503})  # fmt: skip
    report.require("requests without an answer", dict(run.errors) or 0, "0", not run.errors)
    bound = options.queue_depth * median + 2 * p99
    if run.accepted:
        value = percentile(run.accepted, 99)
        report.require("accepted, p99", milliseconds(value), f"≤ {milliseconds(bound)}", value <= bound)
        report.note("accepted, median and worst",
                    f"{milliseconds(statistics.median(run.accepted))}, {milliseconds(max(run.accepted))}")  # fmt: skip
    report.note("accepted a second", f"{len(run.accepted) / run.seconds:.1f}")
    if run.refused:
        value = percentile(run.refused, 99)
        report.require("refused, p99", milliseconds(value), f"≤ {milliseconds(REFUSAL_BOUND)}", value <= REFUSAL_BOUND)
        report.note("refused, median and worst",
                    f"{milliseconds(statistics.median(run.refused))}, {milliseconds(max(run.refused))}")  # fmt: skip
        report.require("refusals without Retry-After", run.without_retry_after, "0", run.without_retry_after == 0)
    late = percentile(run.lag, 99)
    report.require("the generator's own lateness, p99", milliseconds(late), f"≤ {milliseconds(MOST_LAG)}", late <= MOST_LAG)
    report.require("the generator's share of its core", f"{run.processor:.0%}", f"≤ {MOST_PROCESSOR:.0%}",
                   run.processor <= MOST_PROCESSOR)  # fmt: skip


def main() -> int:
    options = arguments()
    os.sched_setaffinity(0, {options.core})
    raise_descriptor_limit()
    address = address_of(options.url)
    report = Report()
    batches = [Batch.make(options.rows, options.classes, seed) for seed in range(1, 5)]
    requests = [batch.request for batch in batches]
    report.note("a request", mebibytes(len(requests[0])) if len(requests[0]) > 99999 else f"{len(requests[0])} octets")

    alone = unloaded(address, batches, seconds=5)
    report.note("alone: median, p99", f"{milliseconds(statistics.median(alone))}, {milliseconds(percentile(alone, 99))}")
    # First with a queue that is nearly full, so that its memory is there; then with as many connections as keep the server
    # busy. More of them have the kernel run out of memory for what is on its way, and less is answered.
    capacity(address, requests, seconds=10, connections=options.queue_depth)
    rate = capacity(address, requests, seconds=10, connections=8)
    report.note("capacity, requests a second", f"{rate:.1f}")
    base = sample(options.pid).resident
    forget_peak(options.pid)
    busy = processor_seconds(options.pid)

    offered = TIMES_CAPACITY * rate
    print(f"{options.seconds:.0f} s of {offered:.0f} requests a second", flush=True)
    run = OpenLoop(address, requests, looks_early=not options.sends_whole).at_rate(offered, options.seconds)
    report.note("the server's share of its core", f"{(processor_seconds(options.pid) - busy) / run.seconds:.0%}")
    judge(report, run, options, alone)
    peak, most = peak_resident(options.pid), base + options.budget
    report.require("resident memory, most", mebibytes(peak), f"≤ {mebibytes(base)} + {options.budget // MEBIBYTE} MiB", peak <= most)
    return report.exit_status()


if __name__ == "__main__":
    sys.exit(main())
