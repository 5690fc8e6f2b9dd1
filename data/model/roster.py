"""A roster: who works what. It knows no rules, no solver and no demand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from data.model.errors import InvalidValue
from data.model.frame import rows_frame
from data.model.shift import Shift

AgentDay = tuple[str, date]
"""A cell of a roster: whose, and on which day."""

ExportForm = Literal["csv", "matrix", "xlsx", "ics", "payroll"]
"""Forms in which a roster is exported."""


@dataclass(frozen=True, order=True)
class Lock:
    """A cell that must stay as it is: this shift, or (None) a day off."""

    agent_id: str
    day: date
    shift: Shift | None = None

    @property
    def cell(self) -> AgentDay:
        """Whose day it holds."""
        return self.agent_id, self.day


@dataclass(frozen=True)
class Roster:
    """Shifts of a horizon of whole local days.

    Parameters
    ----------
    first
        First day of the horizon.
    days
        Number of days [-].
    shifts
        At most one per agent and day is a *rule*, not a promise of this type: files may hold more.
    """

    first: date
    days: int
    shifts: tuple[Shift, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "shifts", tuple(sorted(self.shifts)))
        first, end = self.first, self.end
        outside = [s for s in self.shifts if not first <= s.day < end]
        if outside:
            raise InvalidValue(
                f"{len(outside)} shifts lie outside {self.first} .. {self.last}: {outside[0]}"
            )

    @property
    def end(self) -> date:
        """First day after the horizon."""
        return self.first + timedelta(days=self.days)

    @property
    def last(self) -> date:
        """Last day of the horizon."""
        return self.end - timedelta(days=1)

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day of the horizon."""
        return tuple(self.first + timedelta(days=i) for i in range(self.days))

    @cached_property
    def by_agent(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts of each agent who has any, in time order."""
        found: dict[str, list[Shift]] = {}
        for shift in self.shifts:
            found.setdefault(shift.agent_id, []).append(shift)
        return {agent: tuple(shifts) for agent, shifts in found.items()}

    @cached_property
    def by_cell(self) -> Mapping[tuple[str, date], tuple[Shift, ...]]:
        """Shifts of each agent and day that has any."""
        found: dict[tuple[str, date], list[Shift]] = {}
        for shift in self.shifts:
            found.setdefault((shift.agent_id, shift.day), []).append(shift)
        return {cell: tuple(shifts) for cell, shifts in found.items()}

    @cached_property
    def without_activities(self) -> "Roster":
        """The same shifts with everybody on the floor but in breaks."""
        if not any(shift.activities for shift in self.shifts):
            return self
        return replace(self, shifts=tuple(replace(s, activities=()) for s in self.shifts))

    def to_frame(self) -> Any:
        """The shifts as a pandas frame, one row each.

        Columns are `agent_id`, `day`, `template`, `start_min` and `end_min` (minutes after the
        day's midnight), `paid_min`, `break_min` and `session_min` [min].
        """
        rows = (
            (
                shift.agent_id,
                shift.day,
                shift.template,
                shift.start_min,
                shift.end_min,
                shift.paid_min,
                sum(pause.length_min for pause in shift.breaks),
                sum(session.length_min for session in shift.activities),
            )
            for shift in self.shifts
        )
        return rows_frame(_COLUMNS, rows)

    def with_cell(self, agent_id: str, day: date, shift: Shift | None) -> "Roster":
        """The roster with one cell replaced (None = day off)."""
        kept = [s for s in self.shifts if (s.agent_id, s.day) != (agent_id, day)]
        return Roster(self.first, self.days, (*kept, *([shift] if shift else [])))


_COLUMNS: Mapping[str, type] = {
    "agent_id": str,
    "day": str,
    "template": str,
    "start_min": int,
    "end_min": int,
    "paid_min": int,
    "break_min": int,
    "session_min": int,
}
