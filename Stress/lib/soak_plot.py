"""One picture of a soak: memory, descriptors and threads, and the latency of normal requests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as pyplot  # noqa: E402


def plot(seconds: Sequence[Any], path: Path) -> None:
    minutes = [second.second / 60 for second in seconds]
    figure, (memory, counts, latency) = pyplot.subplots(3, sharex=True, figsize=(10, 9), layout="constrained")
    memory.plot(minutes, [second.resident / (1 << 20) for second in seconds], color="tab:blue")
    memory.set_ylabel("resident memory, MiB")
    memory.set_ylim(bottom=0)
    counts.plot(minutes, [second.descriptors for second in seconds], label="descriptors")
    counts.plot(minutes, [second.threads for second in seconds], label="threads")
    counts.set_ylim(bottom=0)
    counts.legend()
    latency.plot(minutes, [second.worst_ms for second in seconds], label="worst of the second", linewidth=0.8)
    latency.plot(minutes, [second.median_ms for second in seconds], label="median of the second")
    latency.axhline(100, color="tab:red", linestyle="--", linewidth=0.8, label="bound")
    latency.set_yscale("log")
    latency.set_ylabel("normal request, ms")
    latency.set_xlabel("minutes")
    latency.legend()
    for axes in (memory, counts, latency):
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)
