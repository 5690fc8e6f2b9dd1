"""A rule along one agent's tour as a bounded counter.

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
