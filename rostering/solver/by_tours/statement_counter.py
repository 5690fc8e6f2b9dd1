"""One statement as a small automaton along a tour: what every counter shares."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np

from rostering.rules.duty import Duty
from rostering.rules.tour import Tour
from rostering.solver.tour.counter import OFF, TourCounter

Menu = Mapping[tuple[int, int], Duty]
"""Duty of each kind and start index."""

# A priced excess beyond so many units costs no more for each than the first of them (or nothing):
# the bound stays a bound, the state stays small, and the scorecard charges the true amount.
PRICED_EXCESS = 5


class StatementCounter(TourCounter):
    """One statement at its weight.

    Parameters
    ----------
    price
        Points for a unit; None: hard.
    """

    def __init__(self, name: str, price: int | None, days: int, menu: Menu) -> None:
        self.name, self.price, self.days, self.menu = name, price, days, menu

    @abstractmethod
    def seen(self, day: int, duty: Duty) -> int:
        """Feature of a duty on a day, >= 0."""

    @abstractmethod
    def move(self, state: int, day: int, feature: int) -> tuple[int, int]:
        """State after a day and the units that arose on it."""

    @abstractmethod
    def since(self) -> int:
        """First day (negative: history) on which it remembers anything."""

    def fill(self, shape: tuple[int, int, int]) -> None:
        """Fill the table of features, shape (days, kinds, starts)."""
        self.table = np.zeros(shape, dtype=np.int64)
        for day in range(self.days):
            for (kind, start), duty in self.menu.items():
                self.table[day, kind, start] = self.seen(day, duty)

    def step(self, state: int, day: int, feature: int) -> tuple[int, int] | None:
        """State after a day and its points; None where a hard statement breaks."""
        after, amount = self.move(state, day, feature)
        if not amount:
            return after, 0
        return None if self.price is None else (after, self.price * amount)

    def after_history(self, tour: Tour) -> int:
        """What it remembers on the first morning."""
        state = self.begin()
        for day in range(self.since(), 0):
            duties = tour.get(day, ())
            state, _ = self.move(state, day, self.seen(day, duties[-1]) if duties else OFF)
        return state

    def plain(self) -> dict[str, Any]:
        """The rule as numbers and words; its moves are told apart (`tour/plain.py`)."""
        return {"rule": "moves", "name": self.name, "table": self.table}

    def key(self) -> tuple[object, ...]:
        """Equal for counters that behave alike."""
        return (type(self), self.name, self.price, self.table.tobytes(), *self._key())

    @abstractmethod
    def _key(self) -> tuple[object, ...]:
        """What else tells it apart."""
