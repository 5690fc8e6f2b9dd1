"""Need against agents on the floor, day by day, by the plan in force and who is away since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context
from app.services.roster.check import roster_of
from app.services.roster.plan import Plan, as_built, plan_of
from app.services.staffing.newest import by_newest_requirement
from data.model.grid import IntArray
from data.model.problem import SICK, RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Leave
from data.store import documents
from rostering.evaluation.cover import Cover
from rostering.evaluation.scorecard import cover_of
from rostering.rules.language.presence import FloorCount


@dataclass(frozen=True)
class Hole:
    """A stretch of slots in which a queue is short of agents.

    Parameters
    ----------
    from_min, until_min
        Local clock of the day, minutes after midnight [min].
    agents
        Missing in its worst slot [agents].
    hours
        Agent-hours missing [h].
    """

    queue_id: str
    day: date
    from_min: int
    until_min: int
    agents: int
    hours: float


@dataclass(frozen=True, eq=False)
class DayOnFloor:
    """Need and agents on the floor in each slot of a day.

    Parameters
    ----------
    version
        Published version that plans the day; 0 for a draft.
    starts
        Local start of each slot, datetime64, shape (slots,).
    needed, covered, short
        Agents of each queue [agents], shape (queues, slots).
    idle
        Agents on the floor whom no queue needs [agents], shape (slots,).
    """

    day: date
    version: int
    roster_id: str
    queue_ids: tuple[str, ...]
    slot_min: int
    starts: np.ndarray
    needed: IntArray
    covered: IntArray
    short: IntArray
    idle: IntArray

    @property
    def short_hours(self) -> float:
        """Agent-hours missing [h]."""
        return float(self.short.sum()) * self.slot_min / 60

    @property
    def covered_share(self) -> float:
        """Share of the agent-hours required that is covered [-]; 1 where none is required."""
        needed = float(self.needed.sum())
        return 1.0 - float(self.short.sum()) / needed if needed else 1.0

    @cached_property
    def holes(self) -> tuple[Hole, ...]:
        """Stretches in which a queue is short, by their start."""
        found = [
            hole
            for row, queue_id in enumerate(self.queue_ids)
            for hole in self._holes_of(queue_id, self.short[row])
        ]
        return tuple(sorted(found, key=lambda hole: (hole.from_min, -hole.hours, hole.queue_id)))

    def _holes_of(self, queue_id: str, short: IntArray) -> Iterable[Hole]:
        edges = np.flatnonzero(np.diff(np.concatenate(([0], short > 0, [0]))))
        minutes = (self.starts - np.datetime64(self.day, "m")).astype("timedelta64[m]").astype(int)
        for low, high in zip(edges[::2], edges[1::2], strict=True):
            part = short[low:high]
            until = int(minutes[high - 1]) + self.slot_min
            hours = float(part.sum()) * self.slot_min / 60
            yield Hole(queue_id, self.day, int(minutes[low]), until, int(part.max()), hours)


@dataclass(frozen=True)
class Away:
    """Somebody who is on leave or sick on a day for which the plan still has a shift."""

    agent_id: str
    name: str
    kind: str
    shift: Shift


@dataclass(frozen=True, eq=False)
class Floor:
    """Some days as they will be on the floor.

    Parameters
    ----------
    days
        Of each day that a roster plans.
    away
        Who cannot work the shift that the plan in force has for them.
    sick_open
        Sick people of the first day for whom nobody stands in.
    until
        Last day that is planned without a gap from the first on; None where the first is not.
    """

    first: date
    days: dict[date, DayOnFloor]
    away: tuple[Away, ...]
    sick_open: int
    until: date | None


FAR = 400
"""Days that a plan is followed into the future, to say until when it is in force."""


@asked
def floor_of_days(context: Context, first: date, days: int) -> Floor:
    """The plan in force on some days against the newest agents required.

    Who was put down as sick or on leave since the plan was published is not counted on the floor.
    """
    last = first + timedelta(days=days - 1)
    plan = plan_of(context, first, last)
    leave = context.store.load(documents.STAFF).leave
    found: dict[date, DayOnFloor] = {}
    away: list[Away] = []
    for version, publication in {p.version: p for p in plan.by_day.values()}.items():
        saved = plan.rosters[publication.roster_id]
        mine = [day for day, p in plan.by_day.items() if p.version == version]
        gone = away_in(saved.problem, roster_of(saved), leave, mine)
        found |= days_on_floor(context, saved, mine, gone, version)
        away += gone
    return Floor(
        first, dict(sorted(found.items())), tuple(away), _sick_open(context, plan, away),
        _until(context, first),
    )  # fmt: skip


@asked
def floor_of_draft(context: Context, roster_id: str, first: date, days: int) -> Floor:
    """The same of one saved roster, published or not."""
    saved = context.store.load_roster(roster_id)
    roster = roster_of(saved)
    wanted = [first + timedelta(days=i) for i in range(days)]
    wanted = [day for day in wanted if roster.first <= day <= roster.last]
    leave = context.store.load(documents.STAFF).leave
    gone = away_in(saved.problem, roster, leave, wanted)
    found = days_on_floor(context, saved, wanted, gone) if wanted else {}
    sick = sum(one.shift.day == first and one.kind == SICK for one in gone)
    return Floor(first, found, gone, sick, roster.last if first in found else None)


def away_in(
    problem: RosterProblem, roster: Roster, leave: Iterable[Leave], days: Iterable[date]
) -> tuple[Away, ...]:
    """Who has a shift on one of some days and is away then."""
    names = {agent.agent_id: agent.name for agent in problem.agents}
    wanted = set(days)
    found: dict[tuple[str, date], Away] = {}
    for row in leave:
        for shift in roster.by_agent.get(row.agent_id, ()):
            if shift.day in wanted and row.first <= shift.day <= row.last:
                name = names.get(row.agent_id, row.agent_id)
                known = found.get((row.agent_id, shift.day))
                if known is None or row.kind == SICK:
                    found[row.agent_id, shift.day] = Away(row.agent_id, name, row.kind, shift)
    return tuple(found.values())


@asked
def days_on_floor(
    context: Context,
    saved: SavedRoster,
    days: list[date],
    away: Iterable[Away] = (),
    version: int = 0,
) -> dict[date, DayOnFloor]:
    """Days of a saved roster against the newest agents required, without who is away."""
    problem, _ = by_newest_requirement(context, saved.problem, min(days), max(days))
    roster = roster_of(saved)
    for one in away:
        roster = roster.with_cell(one.agent_id, one.shift.day, None)
    met = cover_of(problem, FloorCount.of(problem, roster))
    return {day: day_on_floor(problem, met, day, saved.roster_id, version) for day in days}


def day_on_floor(
    problem: RosterProblem, met: Cover, day: date, roster_id: str = "", version: int = 0
) -> DayOnFloor:
    """One day of a cover that is known already."""
    requirement = problem.requirement
    part = requirement.grid.day == np.datetime64(day, "D")
    return DayOnFloor(
        day,
        version,
        roster_id,
        requirement.queue_ids,
        requirement.grid.slot_min,
        requirement.grid.local[part],
        requirement.heads[:, part],
        met.covered[:, part],
        met.shortfall[:, part],
        met.surplus[part],
    )


def _sick_open(context: Context, plan: Plan, away: list[Away]) -> int:
    """Sick people of the first day without a stand-in.

    Those whom the plan still counts on, and those whose shift was taken out of it, less the people
    who work more that day than before, or as much at other hours.
    """
    day = plan.first
    still = sum(one.shift.day == day and one.kind == SICK for one in away)
    publication = plan.by_day.get(day)
    if publication is None:
        return still
    saved = plan.rosters[publication.roster_id]
    place = (day - saved.problem.first).days
    sick = {who for who, days in saved.problem.sick_days.items() if place in days}
    if not sick or not saved.parent_id:
        return still
    before, now = _hours(as_built(context, saved), day), _hours(saved, day)
    lost = sum(1 for agent_id in sick if agent_id in before and agent_id not in now)
    helpers = sum(
        hours != before.get(agent_id) and hours[0] >= before.get(agent_id, (0, 0))[0]
        for agent_id, hours in now.items()
    )
    return still + max(0, lost - helpers)


def _hours(saved: SavedRoster, day: date) -> dict[str, tuple[int, int]]:
    """Paid minutes and begin of everybody who works on a day [min]."""
    shifts = [shift for shift in roster_of(saved).shifts if shift.day == day]
    return {shift.agent_id: (shift.paid_min, shift.start_min) for shift in shifts}


def _until(context: Context, first: date) -> date | None:
    published = context.store.load_publications(in_force=True)
    last = None
    for i in range(FAR):
        day = first + timedelta(days=i)
        if not any(p.first <= day <= p.last for p in published):
            break
        last = day
    return last
