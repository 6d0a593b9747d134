"""Measuring side by side: everybody has a turn in every round, and what is compared are the medians."""

import statistics
from collections.abc import Iterable, Sequence
from typing import Protocol


class Contestant(Protocol):
    """Somebody who does the same work as the others; `costs` are what it took, one a turn, less being better."""

    name: str
    costs: list[float]

    def take_turn(self) -> None: ...


def alternate(contestants: Sequence[Contestant], rounds: int) -> None:
    for number in range(rounds):
        # Who goes first changes, so that nobody always follows the same other.
        for contestant in contestants if number % 2 == 0 else reversed(contestants):
            contestant.take_turn()


def spread(values: Iterable[float]) -> dict:
    values = sorted(values)
    return {"median": statistics.median(values), "low": values[0], "high": values[-1]}


def ratio(ours: Contestant, other: Contestant) -> dict:
    """How many times as much the other took: of the medians, and the least and the most of any round."""
    pairs = [b / a for a, b in zip(ours.costs, other.costs)]
    of_medians = statistics.median(other.costs) / statistics.median(ours.costs)
    return {"median": of_medians, "low": min(pairs), "high": max(pairs)}


def in_words(ratio: dict) -> str:
    return f"{ratio['median']:.2f}× ({ratio['low']:.2f}–{ratio['high']:.2f})"
