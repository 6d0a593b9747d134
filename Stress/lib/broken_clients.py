"""Resets in the midst of requests and answers, then random and bit-flipped requests; nothing may be left of them.

Memory before is taken after a warm-up with as many resets and a tenth of the requests from other seeds, repeated until
one more round changes it by less than 2 % (four rounds at most); memory after is taken when all connections have gone. Each time it is
the median of a second's samples, taken nine seconds after the last request: connections that the server has ended linger
for up to five, and it gives memory back after seven.
"""

import argparse
import statistics
import sys
import time

from bad_traffic import Mutations, send_mutation
from broken_traffic import RESETS, BrokenClient
from client import Address, Client, address_of
from crew import Tally
from messages import Batch
from process import sample, settle
from report import Report, mebibytes
from verdicts import judge_descriptors, judge_memory, judge_traffic

MOST_ROUNDS = 4
SETTLED = 0.02
QUIET = 9


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--pid", type=int, required=True, help="the server's process")
    parser.add_argument("--resets", type=int, default=500)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def resets(address: Address, count: int, seed: int, tally: Tally) -> None:
    client = BrokenClient(address, seed)
    for _ in range(count):
        client.step(tally, RESETS)


def mutations(address: Address, count: int, seed: int, tally: Tally) -> None:
    source = Mutations(seed)
    for _ in range(count):
        send_mutation(address, source.next(), tally)


def resident(pid: int) -> float:
    time.sleep(QUIET)
    samples = []
    for _ in range(20):
        samples.append(sample(pid).resident)
        time.sleep(0.05)
    return statistics.median(samples)


def warm_up(address: Address, pid: int, options: argparse.Namespace) -> None:
    last = resident(pid)
    for number in range(1, MOST_ROUNDS + 1):
        tally = Tally()
        resets(address, options.resets, options.seed + 1000 + number, tally)
        mutations(address, options.mutations // 10, options.seed + 1000 + number, tally)
        now = resident(pid)
        print(f"  warm-up {number}: {mebibytes(now)}", flush=True)
        if abs(now / last - 1) < SETTLED:
            return
        last = now


def main() -> int:
    options = arguments()
    address = address_of(options.url)
    report = Report()
    warm_up(address, options.pid, options)
    memory = resident(options.pid)
    start = sample(options.pid)

    tallies = {"resets": Tally(), "mutations": Tally()}
    resets(address, options.resets, options.seed, tallies["resets"])
    after_resets = settle(options.pid, lambda now: now.descriptors == start.descriptors)
    report.require(
        "descriptors after the resets", after_resets.descriptors, f"= {start.descriptors}, as before",
        after_resets.descriptors == start.descriptors,
    )  # fmt: skip
    judge_memory(report, "resident memory, before and after the resets", memory, resident(options.pid))
    mutations(address, options.mutations, options.seed, tallies["mutations"])

    judge_traffic(report, tallies)
    judge_descriptors(report, start, settle(options.pid, lambda now: now.descriptors == start.descriptors))
    judge_memory(report, "resident memory, before and after everything", memory, resident(options.pid))
    batch = Batch.make(256, 1000, seed=9)
    with Client(address) as client:
        batch.check(client.exchange(batch.request))
    report.require("a normal request is answered", "rightly", "", True)
    return report.exit_status()


if __name__ == "__main__":
    sys.exit(main())
