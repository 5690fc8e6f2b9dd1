"""The few forms in which a rule states itself; posting, checking and pricing derive from them.

A *tour* is one agent's duties by day number (0 = first day of the horizon, negative = history).
Each form says when units of violation arise along a tour; nothing here knows hard or soft.
"""

from collections.abc import Callable
from dataclasses import dataclass

from data.model.grid import IntArray
from rostering.rules.language.duty import Duty

Fits = Callable[[Duty | None], bool]
Days = tuple[int, ...]
UNLIMITED = 10**9


@dataclass(frozen=True)
class Cell:
    """`amount(day, duty)` units for each duty worked on one of `days`.

    With `off`, a day without work is asked too, as None. Needs no state along a tour.
    """

    days: Days
    amount: Callable[[int, Duty | None], int]
    off: bool = False


@dataclass(frozen=True)
class Step:
    """`amount(duty, next duty)` units for each two neighbouring days, both worked.

    Only pairs whose second day is one of `days`. State: the last duty, if it was yesterday.
    """

    days: Days
    amount: Callable[[Duty, Duty], int]


@dataclass(frozen=True)
class Pattern:
    """`amount` units wherever consecutive positions fit the predicates, in order.

    A position is a group of days (one day, or a weekend); it fits when any of its days does.
    Only occurrences that touch the horizon count. State: how far each occurrence has come.
    """

    positions: tuple[Days, ...]
    fits: tuple[Fits, ...]
    amount: int = 1


@dataclass(frozen=True)
class Total:
    """Sum of `add(day, duty)` over `days`, held between `least` and `most`.

    Units: started `unit`s of the excess or deficit; `rising`: the n-th unit counts n.
    State: the sum so far, settled on the last of `days`.
    """

    days: Days
    add: Callable[[int, Duty | None], int]
    least: int = 0
    most: int = UNLIMITED
    unit: int = 1
    rising: bool = False


@dataclass(frozen=True)
class Hits:
    """Number of groups with a fitting day, held between `least` and `most`; units as `Total`."""

    groups: tuple[Days, ...]
    fits: Fits
    least: int = 0
    most: int = UNLIMITED
    rising: bool = False


@dataclass(frozen=True)
class Spread:
    """Greatest less least `value(duty)` over the duties on `days`, held to `most`.

    Units: started `unit`s beyond it. State: least and greatest so far, settled on the last day.
    """

    days: Days
    value: Callable[[Duty], int]
    most: int
    unit: int = 1


@dataclass(frozen=True)
class Rest:
    """At least one of `days` off with long rest around it; one unit where there is none.

    A day off counts when the day before or after it is off too, or when their duties are `apart`.
    State: whether one was found, and the last duty until the day after it or its day off.
    """

    days: Days
    apart: Callable[[Duty, Duty], bool]


@dataclass(frozen=True, eq=False)
class Floor:
    """Agents of a set on the floor in each slot, held between `least` and `most` [heads].

    Parameters
    ----------
    least, most
        Heads, shape (slots,). Units: missing and excess heads, slot by slot.
    """

    agents: frozenset[str]
    least: IntArray
    most: IntArray


@dataclass(frozen=True, eq=False)
class Breaks:
    """Breaks of a set of agents that touch a slot, held to `most` of them.

    Parameters
    ----------
    most
        Breaks, shape (slots,). Units: breaks beyond it, slot by slot.
    whose
        What the set is called.
    """

    agents: frozenset[str]
    most: IntArray
    whose: str


TourStatement = Cell | Step | Pattern | Total | Hits | Spread | Rest


def units(value: int, least: int, most: int, unit: int = 1, rising: bool = False) -> int:
    """Units by which a value leaves its range."""
    over = max(0, value - most, least - value)
    count = -(-over // unit)
    return count * (count + 1) // 2 if rising else count


def single(days: Days) -> tuple[Days, ...]:
    """Positions of one day each."""
    return tuple((day,) for day in days)
