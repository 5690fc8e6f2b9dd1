"""Rules along one agent's tour, stated as bounded counters.

A counter is a small automaton: it starts somewhere, steps once a day, and says what the step costs.
Everything else (pricing, history, export) is derived from that one statement.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

OFF = -1
"""Feature of a day off."""


@dataclass(frozen=True)
class Limits:
    """Bounds on a number; a price of None makes a bound hard, else it is paid per unit outside."""

    low: int = 0
    high: int | None = None
    low_price: int | None = None
    high_price: int | None = None

    def cost(self, value: int) -> int | None:
        """Points for a value, or None where it is forbidden."""
        points = 0
        if value < self.low:
            if self.low_price is None:
                return None
            points += self.low_price * (self.low - value)
        if self.high is not None and value > self.high:
            if self.high_price is None:
                return None
            points += self.high_price * (value - self.high)
        return points


class TourCounter(ABC):
    """One rule along a tour.

    Attributes
    ----------
    table
        Feature of each shift for this rule, shape (days, kinds, starts), whole numbers >= 0.
        A day off has the feature `OFF`.
    """

    table: np.ndarray

    @abstractmethod
    def step(self, state: int, day: int, feature: int) -> tuple[int, int] | None:
        """State after a day and the points it cost; None: not allowed."""

    def begin(self) -> int:
        """State on the first morning without history."""
        return 0

    def finish(self, state: int) -> int | None:
        """Points for ending the horizon in a state; None: not allowed."""
        return 0

    @abstractmethod
    def plain(self) -> dict[str, Any]:
        """The rule as numbers and words, for export."""


@dataclass(frozen=True, eq=False)
class Total(TourCounter):
    """Sum of a shift's units over some days, bounded where those days end.

    Parameters
    ----------
    first, last
        Days counted, both included.
    table
        Units of each shift, shape (days, kinds, starts).
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
class Run(TourCounter):
    """Consecutive days with (or, `off=True`, without) a shift of some sort.

    A run longer than `limits.high` pays for each day beyond; one that ends below `limits.low` pays
    for each day missing. Runs still open at the horizon's end are not judged for shortness.

    Parameters
    ----------
    table
        1 for shifts that count, 0 for others, shape (days, kinds, starts).
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
class Spans(TourCounter):
    """Number of day spans (weekends) with at least one counted shift.

    Parameters
    ----------
    spans
        (first, last) days of each span, in order, apart from each other.
    table
        1 for shifts that count, 0 for others, shape (days, kinds, starts).
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
class Succession(TourCounter):
    """What may follow what from one day to the next.

    Parameters
    ----------
    table
        Class of each shift, 0 .. n - 1, shape (days, kinds, starts).
    price
        Points for class b on the day after class a, shape (n, n); negative: forbidden.
        After a day off everything is free.
    """

    name: str
    table: np.ndarray
    price: np.ndarray

    def step(self, state: int, day: int, feature: int) -> tuple[int, int] | None:
        """State: class of yesterday's shift + 1, or 0 after a day off."""
        if feature == OFF:
            return 0, 0
        cost = int(self.price[state - 1, feature]) if state else 0
        return None if cost < 0 else (feature + 1, cost)

    def plain(self) -> dict[str, Any]:
        """The rule as numbers and words."""
        return {
            "rule": "succession",
            "name": self.name,
            "table": self.table,
            "price": self.price.tolist(),
        }


@dataclass(frozen=True, eq=False)
class Recovery(TourCounter):
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


@dataclass(frozen=True, eq=False)
class Tally:
    """A number counted along a tour and priced at its end, agent by agent.

    It needs no state that grows: the search prices each unit at a slope (a price of its own in the
    bound), while the roster pays the exact points of the final number.

    Parameters
    ----------
    table
        Units of each shift, shape (days, kinds, starts).
    spans
        If given, units are day spans (first, last) with at least one shift whose table entry is 1.
    """

    name: str
    table: np.ndarray
    spans: tuple[tuple[int, int], ...] = ()

    def step(self, state: int, day: int, feature: int) -> tuple[int, int]:
        """State (1: this span is counted already) after a day, and the units it adds."""
        if not self.spans:
            return 0, max(feature, 0)
        span = next((s for s in self.spans if s[0] <= day <= s[1]), None)
        if span is None:
            return 0, 0
        fresh = int(feature == 1 and not state)
        return (0 if day == span[1] else state | fresh), fresh

    def plain(self) -> dict[str, Any]:
        """The tally as numbers and words."""
        return {"name": self.name, "table": self.table, "spans": [list(s) for s in self.spans]}


@dataclass(frozen=True, eq=False)
class TourRules:
    """All rules that bind one group of agents.

    Parameters
    ----------
    rest_min
        Least time from the end of a shift to the next start [min].
    counters
        Rules followed exactly by the automaton.
    tallies
        Numbers priced per agent at the end (`TourInstance.tally_points`).
    """

    rest_min: int
    counters: tuple[TourCounter, ...]
    tallies: tuple[Tally, ...] = ()


def _plain(rule: str, counter: Any, **more: Any) -> dict[str, Any]:
    limits: Limits = counter.limits
    return {
        "rule": rule,
        "name": counter.name,
        "low": limits.low,
        "high": limits.high,
        "low_price": limits.low_price,
        "high_price": limits.high_price,
        "table": counter.table,
        **more,
    }
