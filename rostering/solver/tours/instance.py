"""What the tour engine solves: agents, shift types, cover, and rules along a tour.

Plain arrays and frozen values only: no names of the trade beyond what the dynamic programme needs,
so that the public benchmarks, the sample centre and a customer's centre all arrive in one shape.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import IntArray
from data.model.language import tr
from rostering.solver.tours.resource import TourRules

SCALE = 1024
"""Integer price units per point: prices of slots are whole multiples of 1/1024 point."""


FORBIDDEN = 1 << 20
"""Cost (in points) that marks a start an agent may not work."""


def beyond(days: int) -> int:
    """Points for each unit beyond a hard limit that is counted at the end: prices are 32 bits."""
    return min(1 << 12, (1 << 17) // max(1, days))


@dataclass(frozen=True)
class ShiftType:
    """A shift type that may begin at several starts.

    Parameters
    ----------
    length_min
        From start to end, breaks included [min].
    slots
        Slots covered from the start on when no break is taken [-].
    breaks
        One entry per break: its variants, each a tuple of (offset, slots) gaps off the floor,
        counted from the start. Entries are placed independently, so breaks that bind each other
        are one entry of several gaps.
    paid_min
        Paid time [min].
    """

    code: str
    length_min: int
    slots: int
    paid_min: int
    breaks: tuple[tuple[tuple[tuple[int, int], ...], ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Presence:
    """Heads of some groups on the floor, or on a break, in each slot, held between two limits.

    Parameters
    ----------
    groups
        Whether a group's heads count, shape (groups,), bool.
    least, most
        Limits [heads], shape (slots,).
    price
        Points for each head and slot missing or in excess.
    on_break
        Whether those are counted who are on a break; they have no least.
    """

    groups: np.ndarray
    least: IntArray
    most: IntArray
    price: int
    on_break: bool = False


@dataclass(frozen=True, eq=False)
class Cover:
    """Heads per queue and slot with their prices.

    Parameters
    ----------
    heads
        Heads needed, shape (queues, slots).
    shortfall
        Points per missing head and slot, shape (queues,).
    surplus
        Points per head that no queue needs, per slot.
    served
        Which queues each skill group serves, shape (groups, queues), bool.
    fixed
        Heads on the floor that are not up for decision (history), shape (groups, slots).
    presence
        Limits on heads whatever queue they serve: seats, seniors, breaks at once.
    """

    heads: IntArray
    shortfall: IntArray
    surplus: int
    served: np.ndarray
    fixed: IntArray
    presence: tuple[Presence, ...] = ()

    @property
    def price_rows(self) -> int:
        """Rows of prices: one of each queue, then one of each presence [-]."""
        return len(self.shortfall) + len(self.presence)

    @property
    def slots(self) -> int:
        """Number of slots [-]."""
        return int(self.heads.shape[1])


@dataclass(frozen=True, eq=False)
class TourInstance:
    """A whole problem for the engine.

    Parameters
    ----------
    step_min
        Distance of possible starts [min]; start i is i * step_min after midnight.
    first_slot
        Slot of the clock in which start i of day d begins, shape (days, starts); may reach beyond
        the horizon.
    wrap
        Slots beyond the horizon fall on its beginning; otherwise they count nowhere.
    cost
        Points for agent a working shift type k from start i on day d, or `FORBIDDEN`,
        shape (agents, days, shift types, starts), int32.
    off_cost
        Points for a day off, or `FORBIDDEN`, shape (agents, days), int32.
    group
        Skill group of each agent, shape (agents,).
    rules, rule_of
        Sets of tour rules, and which one binds each agent, shape (agents,).
    end_counter_points
        Points of agent a for a final number n of end-of-tour counter r, shape (agents, end
        counters, numbers), int32; the last end-of-tour counter may be `cell_units`. Numbers beyond
        the last cost what the last costs.
    cell_units, off_units
        Units of one more end-of-tour counter with units of its own for each agent, shapes (agents,
        days, shift types, starts) and (agents, days); empty: none.
    history
        For each agent: what its rules' resources stand at on the first morning (empty: fresh).
    free_from_min
        Earliest start on the first day that rest after history allows [min], shape (agents,).
    slot_at
        Slot of the floor at which each slot of the clock begins, where clocks change: an hour that
        is left out has none, one that comes twice has them all; shape (clock slots + 1,). Empty:
        they are the same.
    """

    agents: tuple[str, ...]
    days: int
    step_min: int
    shift_types: tuple[ShiftType, ...]
    first_slot: IntArray
    wrap: bool
    cover: Cover
    cost: np.ndarray
    off_cost: np.ndarray
    group: IntArray
    rules: tuple[TourRules, ...]
    rule_of: IntArray
    end_counter_points: np.ndarray = field(
        default_factory=lambda: np.zeros((0, 0, 1), dtype=np.int32)
    )
    cell_units: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 0, 0), dtype=np.int8))
    off_units: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int8))
    history: tuple[tuple[int, ...], ...] = ()
    free_from_min: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    slot_at: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        shape = (len(self.agents), self.days, len(self.shift_types), self.starts)
        if self.cost.shape != shape or self.cost.dtype != np.int32:
            raise InvalidValue(
                tr(
                    "cost must be int32 of shape {shape}, not {shape2}",
                    shape=shape,
                    shape2=self.cost.shape,
                )
            )
        if self.end_counters and self.end_counter_points.shape[:2] != (
            shape[0],
            self.end_counters,
        ):
            raise InvalidValue(
                tr(
                    "end_counter_points must have shape ({shape}, {end_counters}, numbers)",
                    shape=shape[0],
                    end_counters=self.end_counters,
                )
            )
        if self.off_cost.shape != shape[:2]:
            raise InvalidValue(
                tr(
                    "off_cost must have shape {shape}, not {shape2}",
                    shape=shape[:2],
                    shape2=self.off_cost.shape,
                )
            )

    @property
    def end_counters(self) -> int:
        """Most end-of-tour counters of an agent, the one of cells included [-]."""
        return max(len(rules.end_counters) for rules in self.rules) + bool(self.cell_units.size)

    @property
    def starts(self) -> int:
        """Possible starts a day [-]."""
        return 1440 // self.step_min

    @property
    def slots_of_clock(self) -> IntArray:
        """`slot_at` from the first slot to the end of the last shift."""
        size = int(self.first_slot.max()) + max(kind.slots for kind in self.shift_types) + 1
        return self.slot_at[:size] if len(self.slot_at) else np.arange(size)

    @cached_property
    def free_from(self) -> IntArray:
        """Earliest start index on the first day, shape (agents,)."""
        if not len(self.free_from_min):
            return np.zeros(len(self.agents), dtype=np.int64)
        index = -(-self.free_from_min // self.step_min)
        return np.clip(index, 0, self.starts).astype(np.int64)


class NotForTours(InvalidValue):
    """Something that the tour engine cannot express; the message says what to do about it."""
