"""Heads that each queue needs in each slot, and what was assumed to get there."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from data.model.errors import InvalidValue
from data.model.frame import queues_frame
from data.model.grid import Grid, IntArray


@dataclass(frozen=True)
class Shrinkage:
    """Paid or unpaid time in which a rostered person is not on the floor.

    Parameters
    ----------
    share
        Share of rostered time lost [-], below one.
    inside
        True: already inside the roster (breaks and meetings that the roster places; never added
        again). False: outside it (sickness, lateness), so heads are grossed up by 1 / (1 - share).
    paid, planned
        Unpaid time costs nothing; planned time (meetings) is lost within shifts, unplanned time
        (sickness) by whole shifts.
    from_min, to_min
        Part of the local day in which it holds, minutes after midnight; may span midnight [min].
    source
        Where the share comes from, in words.
    """

    name: str
    share: float
    inside: bool = False
    paid: bool = True
    planned: bool = False
    from_min: int = 0
    to_min: int = 1440
    source: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidValue("a shrinkage needs a name")
        if not 0 <= self.share < 1:
            raise InvalidValue(f"shrinkage {self.name}: share {self.share} must lie in [0, 1)")
        if not (0 <= self.from_min <= 1440 and 0 <= self.to_min <= 1440):
            raise InvalidValue(f"shrinkage {self.name}: its part of the day is out of range")


@dataclass(frozen=True, eq=False)
class Requirement:
    """Rostered heads needed, per queue and slot.

    Parameters
    ----------
    heads
        Heads to roster on the floor [-], shape (queues, slots), outside shrinkage included,
        inside shrinkage not.
    floor_heads
        Heads that must be on the floor before any shrinkage [-], shape (queues, slots).
    shrinkages
        All shrinkages named; only those with `inside=False` were added.
    basis
        How heads were found ("erlang_c, mean", "erlang_a, p80"...), in words.
    forecast_ids
        Forecast version of each queue, in queue order.
    made_with
        Settings it was built with (JSON values), so that any number in it can be explained.
    """

    requirement_id: str
    grid: Grid
    queue_ids: tuple[str, ...]
    heads: IntArray
    floor_heads: IntArray
    shrinkages: tuple[Shrinkage, ...] = ()
    basis: str = ""
    forecast_ids: tuple[str, ...] = ()
    made_with: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.queue_ids), self.grid.slots)
        for name in ("heads", "floor_heads"):
            array = np.asarray(getattr(self, name), dtype=np.int64)
            if array.shape != shape or (array < 0).any():
                raise InvalidValue(f"{name} must be whole heads >= 0 of shape {shape}")
            object.__setattr__(self, name, array)

    def to_frame(self) -> Any:
        """The requirement as a pandas frame, indexed by queue and aware local slot start.

        Columns are `agents` (to roster, outside shrinkage included) and `on_floor` (before any
        shrinkage) [-].
        """
        columns = {"agents": self.heads, "on_floor": self.floor_heads}
        return queues_frame(self.grid, self.queue_ids, columns)

    def covers(self, first: date, days: int) -> bool:
        """Whether every slot of `days` local days from `first` on is in it."""
        wanted = Grid.for_days(first, days, self.grid.slot_min, self.grid.zone)
        start = self.grid.index_of(wanted.start)
        return start >= 0 and start + wanted.slots <= self.grid.slots

    def of_days(self, first: date, days: int, tail_min: int = 0) -> "Requirement":
        """The part for whole local days, under the same id.

        Parameters
        ----------
        tail_min
            Of the morning after the last day, how much to keep where it is known [min].

        Raises
        ------
        InvalidValue
            If it does not cover the days.
        """
        if not self.covers(first, days):
            raise InvalidValue(
                f"requirement {self.requirement_id} covers {self.grid.days[0]} .. "
                f"{self.grid.days[-1]}, not {days} days from {first}"
            )
        wanted = Grid.for_days(first, days, self.grid.slot_min, self.grid.zone)
        start = self.grid.index_of(wanted.start)
        longer = wanted.slots + tail_min // wanted.slot_min
        if start + longer <= self.grid.slots:
            wanted = wanted.part(0, longer)
        part = slice(start, start + wanted.slots)
        return replace(
            self,
            grid=wanted,
            heads=np.ascontiguousarray(self.heads[:, part]),
            floor_heads=np.ascontiguousarray(self.floor_heads[:, part]),
        )
