"""The bounds that several of the scripts share."""

from crew import Tally
from process import MEBIBYTE, Sample
from report import Report, mebibytes, milliseconds, percentile

NORMAL_BOUND = 0.1
# Of resident memory: what glibc keeps of its arenas differs by so much from one quiet moment to the next.
NOISE = 5 * MEBIBYTE


def judge_traffic(report: Report, tallies: dict[str, Tally]) -> None:
    """Nothing that any client saw was wrong."""
    for name, tally in sorted(tallies.items()):
        counts = ", ".join(f"{what} {count}" for what, count in sorted(tally.counts.items()) if what != "faults")
        print(f"  {name}: {counts}")
        faults = tally.counts["faults"]
        report.require(f"{name}: what should not have happened", faults, "0", faults == 0)
        for fault in tally.faults:
            print(f"    {fault}")


def judge_normal(report: Report, tally: Tally, percent: float = 100) -> None:
    """Normal requests, by kind, took less than 100 ms. `percent`: 100 for all of them, 99 for all but one in a hundred."""
    for name, seconds in tally.times.items():
        for part in (50, 99, 100):
            value = percentile(seconds, part)
            label = {50: "median", 99: "p99", 100: "worst"}[part]
            text = f"normal {name}, {label} of {len(seconds)}"
            if part == percent:
                bound = f"< {milliseconds(NORMAL_BOUND)}"
                report.require(text, milliseconds(value), bound, value < NORMAL_BOUND)
            else:
                report.note(text, milliseconds(value))


def judge_descriptors(report: Report, before: Sample, after: Sample) -> None:
    report.require(
        "descriptors when all had gone", after.descriptors, f"= {before.descriptors}, as before",
        after.descriptors == before.descriptors,
    )  # fmt: skip


def judge_memory(report: Report, name: str, before: float, after: float) -> None:
    """Within a twentieth; of a server so small that this is less than the allocator's own noise, within that."""
    allowed = max(0.05 * before, NOISE)
    measured = f"{mebibytes(before)} → {mebibytes(after)} ({after / before - 1:+.1%})"
    report.require(name, measured, f"within ±5 % or ±{mebibytes(NOISE)}", abs(after - before) <= allowed)
