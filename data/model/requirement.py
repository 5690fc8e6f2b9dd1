"""Agents required by each queue in each slot, and the shrinkage behind the numbers."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import Grid, IntArray, queues_frame
from data.model.language import tr


@dataclass(frozen=True)
class Shrinkage:
    """Paid or unpaid time in which a rostered agent is not on the floor.

    Parameters
    ----------
    share
        Share of rostered time lost [-], below one.
    inside
        True: placed by the roster itself (breaks, meetings), so it is not added to the
        requirement. False: outside it (sickness, lateness), so the agents required are multiplied
        by 1 / (1 - share).
    paid, planned
        Unpaid time costs nothing; planned time (meetings) is lost within shifts, unplanned time
        (sickness) by whole shifts.
    from_min, to_min
        Part of the local day in which it applies, minutes after midnight; may span midnight [min].
    source
        Where the share comes from.
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
            raise InvalidValue(tr("a shrinkage needs a name"))
        if not 0 <= self.share < 1:
            raise InvalidValue(
                tr(
                    "shrinkage {name}: share {share} must lie in [0, 1)",
                    name=self.name,
                    share=self.share,
                )
            )
        if not (0 <= self.from_min <= 1440 and 0 <= self.to_min <= 1440):
            raise InvalidValue(
                tr("shrinkage {name}: its part of the day is out of range", name=self.name)
            )


@dataclass(frozen=True, eq=False)
class Requirement:
    """Agents required, per queue and slot.

    Parameters
    ----------
    heads
        Agents to roster [-], shape (queues, slots): outside shrinkage is included, inside
        shrinkage is not.
    floor_heads
        Agents needed on the floor, before any shrinkage [-], shape (queues, slots).
    shrinkages
        Every shrinkage of the centre; only those with `inside=False` are in `heads`.
    basis
        How the numbers were found ("erlang_c, mean", "erlang_a, p80"...).
    forecast_ids
        Forecast version of each queue, in queue order.
    made_with
        Settings it was built with (JSON values), so that every number can be explained.
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
                raise InvalidValue(
                    tr("{name} must be whole numbers >= 0 of shape {shape}", name=name, shape=shape)
                )
            object.__setattr__(self, name, array)

    def to_frame(self) -> Any:
        """The requirement as a pandas frame, indexed by queue and aware local slot start.

        Columns are `agents` (to roster, outside shrinkage included) and `on_floor` (before any
        shrinkage) [agents].

        Examples
        --------
        >>> required = requirement.to_frame()
        >>> required.loc["faults", "agents"].max()
        """
        columns = {"agents": self.heads, "on_floor": self.floor_heads}
        return queues_frame(self.grid, self.queue_ids, columns)

    def covers(self, first: date, days: int) -> bool:
        """Whether it holds every slot of `days` local days from `first` on."""
        wanted = Grid.for_days(first, days, self.grid.slot_min, self.grid.zone)
        start = self.grid.index_of(wanted.start)
        return start >= 0 and start + wanted.slots <= self.grid.slots

    def of_days(self, first: date, days: int, tail_min: int = 0) -> "Requirement":
        """The part for whole local days, under the same id.

        Parameters
        ----------
        tail_min
            Part of the morning after the last day to include where it is known [min].

        Raises
        ------
        InvalidValue
            If it does not cover the days.
        """
        if not self.covers(first, days):
            raise InvalidValue(
                tr(
                    "requirement {requirement_id} covers {days} .. {days2}, not {days3} "
                    "days from {first}",
                    requirement_id=self.requirement_id,
                    days=self.grid.days[0],
                    days2=self.grid.days[-1],
                    days3=days,
                    first=first,
                )
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
