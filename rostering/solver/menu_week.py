"""What a menu is chosen for and from: a typical week, and codes that could be on the menu."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.model.arrays import FloatArray

WEEK = 7


@dataclass(frozen=True, eq=False)
class TypicalWeek:
    """What a menu is chosen for.

    Parameters
    ----------
    heads
        Mean heads needed, all queues together [heads], shape (7 * slots a day,).
    shortfall, surplus
        Points for a missing and an idle head and slot.
    people
        Agents of each contract there on an average day [-].
    paid_min
        Least and most paid time a week of one agent of each contract [min].
    """

    heads: FloatArray
    shortfall: float
    surplus: float
    people: Mapping[str, float]
    paid_min: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Code:
    """A shift code that could be on the menu.

    Parameters
    ----------
    key
        Its name.
    start_slot
        Slot of the day in which it begins [-].
    presence
        Share of its people on the floor in each slot from the start on [-].
    paid_min
        Paid time [min].
    contracts
        Contracts that may work it.
    """

    key: str
    start_slot: int
    presence: FloatArray
    paid_min: int
    contracts: frozenset[str]
