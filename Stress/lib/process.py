"""What the kernel says of a process, from /proc."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1 << 20


@dataclass
class Sample:
    resident: int
    descriptors: int
    threads: int


def sample(pid: int) -> Sample:
    """ProcessLookupError where the process is gone."""
    try:
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        )
        # A zombie has neither memory nor descriptors.
        if "VmRSS" not in status:
            raise ProcessLookupError(pid)
        descriptors = len(os.listdir(f"/proc/{pid}/fd"))
    except FileNotFoundError as error:
        raise ProcessLookupError(pid) from error
    return Sample(int(status["VmRSS"].split()[0]) * 1024, descriptors, int(status["Threads"]))


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_resident(pid: int) -> int:
    """The most since the start, or since `forget_peak`."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def settle(pid: int, is_settled: Callable[[Sample], bool], seconds: float = 15) -> Sample:
    """Waits until a sample is as wanted, or for so long; returns the last one."""
    deadline = time.monotonic() + seconds
    while True:
        now = sample(pid)
        if is_settled(now) or time.monotonic() > deadline:
            return now
        time.sleep(0.1)
