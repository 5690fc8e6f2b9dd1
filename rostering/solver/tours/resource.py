"""Rules along a tour: resources walked day by day, and all that binds a group of agents."""

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


class TourResource(ABC):
    """One rule along a tour.

    Attributes
    ----------
    table
        Feature of each shift for this rule, shape (days, shift types, starts), whole numbers >= 0.
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
class EndCounter:
    """A number counted along a tour and priced at its end, agent by agent.

    It needs no state that grows: the search prices each unit at a multiplier (a price of its own in
    the bound), while the roster pays the exact points of the final number.

    Parameters
    ----------
    table
        Units of each shift, shape (days, shift types, starts).
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
        """The end-of-tour counter as numbers and words."""
        return {"name": self.name, "table": self.table, "spans": [list(s) for s in self.spans]}


@dataclass(frozen=True, eq=False)
class TourRules:
    """All rules that bind one group of agents.

    Parameters
    ----------
    rest_min
        Least time from the end of a shift to the next start [min].
    resources
        Rules followed exactly by the automaton.
    end_counters
        Numbers priced per agent at the end (`TourInstance.end_counter_points`).
    """

    rest_min: int
    resources: tuple[TourResource, ...]
    end_counters: tuple[EndCounter, ...] = ()
