"""Rosters: who works what, which cells are locked, and who bore which unpopular shifts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from data.model.errors import InvalidValue
from data.model.grid import rows_frame
from data.model.language import tr
from data.model.shift import Shift

AgentDay = tuple[str, date]
"""A cell of a roster: agent id and day."""

ExportForm = Literal["csv", "matrix", "xlsx", "ics", "calendars", "payroll"]
"""Files to which a roster can be exported; `calendars` are a zip with one of each agent."""


@dataclass(frozen=True, order=True)
class Lock:
    """A cell that the next solve may not change: a shift, or (None) a day off."""

    agent_id: str
    day: date
    shift: Shift | None = None

    @property
    def cell(self) -> AgentDay:
        """Agent and day that are locked."""
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
        In order of agent and day; that an agent has at most one a day is a rule, which this type
        does not check: files may hold more.
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
                tr(
                    "{outside} shifts lie outside {first} .. {last}: {outside2}",
                    outside=len(outside),
                    first=self.first,
                    last=self.last,
                    outside2=outside[0],
                )
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
        """The same shifts without off-phone activities: agents leave the floor for breaks only."""
        if not any(shift.activities for shift in self.shifts):
            return self
        return replace(self, shifts=tuple(replace(s, activities=()) for s in self.shifts))

    def to_frame(self) -> Any:
        """The shifts as a pandas frame, one row each.

        Columns are `agent_id`, `day`, `template`, `start_min` and `end_min` (minutes after the
        day's midnight), `paid_min`, `break_min` and `activity_min` [min].

        Examples
        --------
        >>> shifts = roster.to_frame()
        >>> shifts.groupby("agent_id")["paid_min"].sum() / 60
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
                sum(activity.length_min for activity in shift.activities),
            )
            for shift in self.shifts
        )
        return rows_frame(_COLUMNS, rows)

    def with_cell(self, agent_id: str, day: date, shift: Shift | None) -> "Roster":
        """The roster with one cell replaced (None = day off)."""
        others = [s for s in self.shifts if (s.agent_id, s.day) != (agent_id, day)]
        return Roster(self.first, self.days, (*others, *([shift] if shift else [])))


_COLUMNS: Mapping[str, type] = {
    "agent_id": str,
    "day": str,
    "template": str,
    "start_min": int,
    "end_min": int,
    "paid_min": int,
    "break_min": int,
    "activity_min": int,
}


NIGHT, WEEKEND, HOLIDAY, UNPOPULAR = "night", "weekend", "holiday", "unpopular"
KINDS = (NIGHT, WEEKEND, HOLIDAY, UNPOPULAR)
"""Night shifts, shifts on Saturdays and Sundays, on public holidays, and at unpopular starts."""


@dataclass(frozen=True)
class Ledger:
    """Which unpopular shifts a published roster gave to each agent in it.

    Parameters
    ----------
    version
        The published version.
    borne
        Day numbers (0 = `first`) of each kind, by agent and kind; agents without any have an
        empty entry, since they were in the roster.
    """

    version: int
    first: date
    days: int
    borne: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class LedgerLine:
    """Unpopular shifts that an agent has worked so far.

    Parameters
    ----------
    since
        First day on which a ledger knows of the agent.
    borne
        Dates of each kind, ascending.
    """

    agent_id: str
    since: date
    borne: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    def of(self, kind: str, first: date, end: date) -> tuple[date, ...]:
        """Dates of a kind within first <= day < end."""
        return tuple(day for day in self.borne.get(kind, ()) if first <= day < end)


def carried(ledgers: Iterable[Ledger], since: date, until: date) -> tuple[LedgerLine, ...]:
    """Ledgers added up: one line an agent, over the days since <= day < until.

    Each day counts as it was last published.
    """
    by_day: dict[date, Ledger] = {}
    for ledger in sorted(ledgers, key=lambda found: found.version):
        for number in range(ledger.days):
            by_day[ledger.first + timedelta(days=number)] = ledger
    first: dict[str, date] = {}
    borne: dict[str, dict[str, list[date]]] = {}
    for day in sorted(day for day in by_day if since <= day < until):
        ledger = by_day[day]
        number = (day - ledger.first).days
        for agent_id, kinds in ledger.borne.items():
            first.setdefault(agent_id, day)
            for kind, numbers in kinds.items():
                if number in numbers:
                    borne.setdefault(agent_id, {}).setdefault(kind, []).append(day)
    return tuple(
        LedgerLine(agent, begun, {k: tuple(days) for k, days in borne.get(agent, {}).items()})
        for agent, begun in first.items()
    )
