"""Figures against their bounds, one line each, and the exit status that follows."""

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """By the nearest rank; NaN of nothing."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


def mebibytes(octets: float) -> str:
    return f"{octets / (1 << 20):.1f} MiB"


class Report:
    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, bool | None]] = []

    def note(self, name: str, measured: object) -> None:
        """A figure without a bound."""
        self.add(name, measured, "", None)

    def require(self, name: str, measured: object, bound: str, holds: bool) -> None:
        self.add(name, measured, bound, holds)

    def add(self, name: str, measured: object, bound: str, holds: bool | None) -> None:
        self.rows.append((name, str(measured), bound, holds))
        word = {True: "ok", False: "FAILED", None: ""}[holds]
        print(f"{name:52} {measured!s:>28}  {bound:38} {word}".rstrip(), flush=True)

    @property
    def failures(self) -> int:
        return sum(holds is False for *_, holds in self.rows)

    def exit_status(self) -> int:
        print(f"{self.failures} bounds not met" if self.failures else "Every bound was met", flush=True)
        return 1 if self.failures else 0
