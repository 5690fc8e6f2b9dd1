"""Solves that end by what they have found, not by the clock."""

import threading
from collections.abc import Callable
from typing import Any

from rostering.solver.progress import Progress

Enough = Callable[[Progress], bool]


def roster_and_bound_found(progress: Progress) -> bool:
    """Whether there is a roster that keeps every hard rule, and a bound beside it."""
    return progress.objective is not None and progress.bound is not None


def a_roster_found(progress: Progress) -> bool:
    """Whether there is a roster that keeps every hard rule."""
    return progress.objective is not None


def within(share: float) -> Enough:
    """Whether there is a roster whose cost lies so near to its bound [-]."""

    def near(progress: Progress) -> bool:
        found, bound = progress.objective, progress.bound
        return found is not None and bound is not None and found <= bound * (1.0 + share)

    return near


def better_than_at_first() -> Enough:
    """Whether there is a roster that costs less than the first one told of."""
    told: list[float] = []

    def better(progress: Progress) -> bool:
        if progress.objective is not None:
            told.append(progress.objective)
        return bool(told) and told[-1] < told[0]

    return better


def until(enough: Enough = roster_and_bound_found, limit_s: float = 30.0) -> dict[str, Any]:
    """Arguments of a solve that stops itself as soon as it has found enough.

    Parameters
    ----------
    limit_s
        When it gives up all the same [s]: long, for no quiet machine waits for it, but where the
        tour engine leaves rules out, whose share of the time ends before a roster is known.
    """
    stop = threading.Event()

    def hear(progress: Progress) -> None:
        if enough(progress):
            stop.set()

    return {"time_limit_s": limit_s, "progress": hear, "stop": stop}
