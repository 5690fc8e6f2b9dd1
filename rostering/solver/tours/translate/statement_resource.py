"""One statement as a small automaton along a tour: what every resource shares."""

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from data.model.grid import IntArray
from rostering.rules.language.duty import Duty, Tour
from rostering.solver.tours.paths.walk import DEAD, Alone, alone, distinct, together
from rostering.solver.tours.resource import OFF, TourResource

Offered = Mapping[tuple[int, int], Duty]
"""Duty of each shift type and start index."""

# A priced excess beyond so many units costs no more for each than the first of them (or nothing):
# the bound stays a bound, the state stays small, and the scorecard charges the true amount.
PRICED_EXCESS = 5


Walked = tuple[list[IntArray], list[Alone]]
Known = dict[tuple[object, ...], Walked]


class StatementResource(TourResource):
    """One statement at its weight.

    Parameters
    ----------
    price
        Points for a unit; None: hard.
    """

    def __init__(self, name: str, price: int | None, days: int, offered: Offered) -> None:
        self.name, self.price, self.days, self.offered = name, price, days, offered

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
        """Fill the table of features, shape (days, shift types, starts)."""
        self.table = np.zeros(shape, dtype=np.int64)
        for day in range(self.days):
            for (shift_type, start), duty in self.offered.items():
                self.table[day, shift_type, start] = self.seen(day, duty)

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
        """The rule as numbers and names; `plain.py` lists its moves."""
        return {"rule": "moves", "name": self.name, "table": self.table}

    def key(self) -> tuple[object, ...]:
        """Equal for resources that behave alike."""
        return (type(self), self.name, self.price, self.table.tobytes(), *self._key())

    @abstractmethod
    def _key(self) -> tuple[object, ...]:
        """What else tells it apart."""


class ResourceStates:
    """States of several resources that see the same duties.

    Parameters
    ----------
    resources
        With their tables filled; all of the same duties.
    known
        What resources that behave alike were found to do alone, by their keys; grows.

    Attributes
    ----------
    days, size
        Days; resources.
    """

    def __init__(self, resources: Sequence[StatementResource], known: Known) -> None:
        self.days, self.size = resources[0].days if resources else 0, len(resources)
        offered = resources[0].offered if resources else {}
        places = np.array(list(offered), dtype=np.int64).reshape(-1, 2)
        self._tables = [resource.table[:, places[:, 0], places[:, 1]] for resource in resources]
        self._walked = [
            _walked(resource, table, known)
            for resource, table in zip(resources, self._tables, strict=True)
        ]

    @property
    def apart(self) -> float:
        """Logarithm of the states that they would have if none knew of the others."""
        sizes = [max((len(steps.after) for steps in days), default=1) for _, days in self._walked]
        return math.fsum(math.log(max(1, size)) for size in sizes)

    @property
    def classes(self) -> int:
        """Most kinds of duty of a day that the resources tell apart, a day off among them."""
        return 1 + max(map(len, self._seen), default=0)

    def most(self, places: Sequence[int], enough: int) -> int:
        """Most states a morning of the resources at these places; stops counting at enough."""
        states, most = np.zeros((1, len(places)), dtype=np.int64), 1
        for day in range(self.days):
            after = together(states, [self._alone[i][day] for i in places])
            states = distinct(after[(after != DEAD).all(axis=-1)])[0]
            most = max(most, len(states))
            if most > enough:
                break
        return most

    @cached_property
    def _seen(self) -> list[IntArray]:
        """Features of each kind of duty by day, shape (kinds, resources)."""
        return [
            np.unique(np.stack([table[day] for table in self._tables], axis=1), axis=0)
            for day in range(self.days)
        ]

    @cached_property
    def _alone(self) -> list[list[Alone]]:
        return [
            _by_class(walked, [features[:, i] for features in self._seen])
            for i, walked in enumerate(self._walked)
        ]


def _walked(resource: StatementResource, table: IntArray, known: Known) -> Walked:
    """A resource alone: its features by day, and its steps."""
    key = resource.key(), tuple(resource.offered)
    if key not in known:
        features = [np.unique(row) for row in table]
        known[key] = features, alone(resource.step, [resource.begin()], features)[1]
    return known[key]


def _by_class(walked: Walked, seen: Sequence[IntArray]) -> list[Alone]:
    """Its steps by joint classes of duty, given its feature of each."""
    columns = [
        np.concatenate(([0], 1 + np.searchsorted(features, mine)))
        for features, mine in zip(walked[0], seen, strict=True)
    ]
    return [
        Alone(steps.after[:, column], steps.amount[:, column])
        for steps, column in zip(walked[1], columns, strict=True)
    ]
