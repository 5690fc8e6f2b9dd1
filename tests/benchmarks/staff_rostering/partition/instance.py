"""Rosters with cover per day and shift type, in arrays: what the partition engine solves."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.model.errors import InvalidValue
from data.model.language import tr

OFF = -1
"""A day off in a table of shifts."""


@dataclass(frozen=True)
class TourRules:
    """Hard rules of one agent's row.

    Parameters
    ----------
    most
        At most so many shifts of each shift type.
    min_minutes, max_minutes
        Bounds of the worked time over the horizon [min].
    min_run, max_run
        Bounds of days worked running [d]; the minimum does not bind at the horizon's edges.
    min_off
        At least so many days off running [d]; does not bind at the horizon's edges.
    max_weekends
        At most so many weekends with a shift on Saturday or Sunday.
    """

    most: tuple[int, ...]
    min_minutes: int
    max_minutes: int
    min_run: int
    max_run: int
    min_off: int
    max_weekends: int


@dataclass(frozen=True, eq=False)
class CoverInstance:
    """Agents, shift types and heads wanted for each day and shift type.

    Parameters
    ----------
    minutes
        Length of each shift type [min], shape (shift types,).
    may_follow
        Whether shift type j may come the day after shift type i, shape (shift types, shift types).
    rules
        One per agent.
    free
        Whether an agent may work on a day at all, shape (agents, days).
    cost
        Points for giving a shift type on a day to an agent, shape (agents, days, shift types).
    constant
        Points paid whatever the roster (wishes count as refused until granted).
    need, under, over
        Heads wanted, price of a missing and of an idle one, shape (days, shift types).
    first_weekday
        Weekday of day 0, Monday = 0.
    """

    days: int
    minutes: np.ndarray
    may_follow: np.ndarray
    rules: tuple[TourRules, ...]
    free: np.ndarray
    cost: np.ndarray
    constant: int
    need: np.ndarray
    under: np.ndarray
    over: np.ndarray
    first_weekday: int = 0

    def __post_init__(self) -> None:
        shape = (self.agents, self.days, self.shift_types)
        if self.cost.shape != shape or self.free.shape != shape[:2]:
            raise InvalidValue(
                tr(
                    "costs have shape {shape}, agents x days x kinds is {shape2}",
                    shape=self.cost.shape,
                    shape2=shape,
                )
            )
        if min(self.need.min(), self.under.min(), self.over.min()) < 0:
            raise InvalidValue(tr("heads wanted and cover prices cannot be negative"))

    @property
    def agents(self) -> int:
        """Number of agents."""
        return len(self.rules)

    @property
    def shift_types(self) -> int:
        """Number of shift types."""
        return len(self.minutes)

    @cached_property
    def weekend_of(self) -> np.ndarray:
        """Number of the weekend a day belongs to, -1 on weekdays, shape (days,)."""
        day = np.arange(self.days) + self.first_weekday
        return np.where(day % 7 >= 5, day // 7, -1)

    def cover(self, roster: np.ndarray) -> np.ndarray:
        """Heads of a roster (agents, days), shape (days, shift types)."""
        heads = np.zeros((self.days, self.shift_types), dtype=np.int64)
        agent, day = np.nonzero(roster >= 0)
        np.add.at(heads, (day, roster[agent, day]), 1)
        return heads

    def cover_cost(self, heads: np.ndarray) -> int:
        """Points for missing and idle heads [points]."""
        missing = np.maximum(self.need - heads, 0)
        idle = np.maximum(heads - self.need, 0)
        return int((missing * self.under + idle * self.over).sum())

    def tour_cost(self, agent: int, tour: np.ndarray) -> int:
        """Points of one agent's row without cover; `tour` has shape (days,)."""
        day = np.nonzero(tour >= 0)[0]
        return int(self.cost[agent, day, tour[day]].sum())

    def objective(self, roster: np.ndarray) -> int:
        """Points of a whole roster [points]."""
        rows = sum(self.tour_cost(agent, roster[agent]) for agent in range(self.agents))
        return self.constant + rows + self.cover_cost(self.cover(roster))
