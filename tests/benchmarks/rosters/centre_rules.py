"""Rules of generated centres as resources: totals, runs, spans, days owed.

Rules of a stored centre have resources derived from their statements
(`rostering/solver/tours/translate/resources.py`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from rostering.solver.tours.resource import OFF, Limits, TourResource


@dataclass(frozen=True, eq=False)
class Total(TourResource):
    """Sum of a shift's units over some days, bounded where those days end.

    Parameters
    ----------
    first, last
        Days counted, both included.
    table
        Units of each shift, shape (days, shift types, starts).
    """

    name: str
    first: int
    last: int
    table: np.ndarray
    limits: Limits

    def step(self, state: int, day: int, feature: int) -> tuple[int, int] | None:
        """Add the day's units; judge on the last day."""
        if not self.first <= day <= self.last:
            return state, 0
        total = state + max(feature, 0)
        high = self.limits.high
        if high is not None and self.limits.high_price is None and total > high:
            return None
        if day < self.last:
            return total, 0
        cost = self.limits.cost(total)
        return None if cost is None else (0, cost)

    def plain(self) -> dict[str, Any]:
        """The rule as numbers and words."""
        return _plain("total", self, first=self.first, last=self.last)


@dataclass(frozen=True, eq=False)
class Run(TourResource):
    """Consecutive days with (or, `off=True`, without) a shift of some sort.

    A run longer than `limits.high` pays for each day beyond; one that ends below `limits.low` pays
    for each day missing. Runs still open at the horizon's end are not judged for shortness.

    Parameters
    ----------
    table
        1 for shifts that count, 0 for others, shape (days, shift types, starts).
    off
        Count days off instead of shifts.
    """

    name: str
    table: np.ndarray
    limits: Limits
    off: bool = False

    def step(self, state: int, day: int, feature: int) -> tuple[int, int] | None:
        """Lengthen or end the run."""
        goes_on = feature == OFF if self.off else feature == 1
        if not goes_on:
            if state == 0:
                return 0, 0
            ended = self.limits.cost(min(state, self._enough))
            return None if ended is None else (0, ended if state < self.limits.low else 0)
        return self._longer(state)

    def _longer(self, state: int) -> tuple[int, int] | None:
        high = self.limits.high
        if high is not None and state >= high:
            price = self.limits.high_price
            return None if price is None else (state, price)
        return min(state + 1, self._enough), 0

    @property
    def _enough(self) -> int:
        high = self.limits.high
        return max(self.limits.low, 1) if high is None else high

    def plain(self) -> dict[str, Any]:
        """The rule as numbers and words."""
        return _plain("run", self, off=self.off)


@dataclass(frozen=True, eq=False)
class Spans(TourResource):
    """Number of day spans (weekends) with at least one counted shift.

    Parameters
    ----------
    spans
        (first, last) days of each span, in order, apart from each other.
    table
        1 for shifts that count, 0 for others, shape (days, shift types, starts).
    """

    name: str
    spans: tuple[tuple[int, int], ...]
    table: np.ndarray
    limits: Limits

    def step(self, state: int, day: int, feature: int) -> tuple[int, int] | None:
        """State: 2 * spans worked + whether this one is already counted."""
        span = next((s for s in self.spans if s[0] <= day <= s[1]), None)
        if span is None:
            return state, 0
        if feature == 1:
            state |= 1
        if day == span[1]:
            state = (state // 2 + state % 2) * 2
            high = self.limits.high
            if high is not None and self.limits.high_price is None and state // 2 > high:
                return None
        return state, 0

    def finish(self, state: int) -> int | None:
        """Judge the number of spans worked."""
        return self.limits.cost(state // 2)

    def plain(self) -> dict[str, Any]:
        """The rule as numbers and words."""
        return _plain("spans", self, spans=[list(span) for span in self.spans])


@dataclass(frozen=True, eq=False)
class Recovery(TourResource):
    """Days off owed after a run of counted shifts (nights) of a certain length.

    Parameters
    ----------
    after
        Length of run from which days off are owed [days].
    owed
        Days off that must follow at once [days].
    price
        Points for each day worked too early; None: hard.
    """

    name: str
    table: np.ndarray
    after: int
    owed: int
    price: int | None = None

    def step(self, state: int, day: int, feature: int) -> tuple[int, int] | None:
        """State: 0 .. after = run so far; after + k = k days off still owed."""
        if feature == 1 and state <= self.after:
            return min(state + 1, self.after), 0
        left = (
            state - self.after if state > self.after else (self.owed if state == self.after else 0)
        )
        if left == 0:
            return (1 if feature == 1 else 0), 0
        if feature == OFF:
            return (self.after + left - 1 if left > 1 else 0), 0
        return None if self.price is None else ((1 if feature == 1 else 0), self.price * left)

    def plain(self) -> dict[str, Any]:
        """The rule as numbers and words."""
        words = {"after": self.after, "owed": self.owed, "price": self.price}
        return {"rule": "recovery", "name": self.name, "table": self.table, **words}


def _plain(rule: str, resource: Any, **more: Any) -> dict[str, Any]:
    limits: Limits = resource.limits
    return {
        "rule": rule,
        "name": resource.name,
        "low": limits.low,
        "high": limits.high,
        "low_price": limits.low_price,
        "high_price": limits.high_price,
        "table": resource.table,
        **more,
    }
