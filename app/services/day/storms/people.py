"""Whom to put on standby, ranked, fair and rested; and what to cancel for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, today_of
from app.services.day.stand_in import Case, case_of
from app.services.day.storms.entered import playbook_of, storms_of
from app.services.day.storms.plan import StormPlan
from app.services.roster.check import roster_of
from app.services.roster.plan import plan_of, roster_asked_about
from data.model.day.storm import Standby
from data.model.errors import NotFound
from data.model.language import tr
from data.model.publication import SavedRoster
from data.model.shift import DAY_MIN, Shift
from data.store import documents
from rostering.repair.disruption import Surge
from rostering.repair.replacement import Candidate, Earliest, rank_helpers
from rostering.staffing.standby import StandbyBlock

_ANNUAL = "annual"
_SPARE_NAMES = 8  # ranked besides those that a block needs
_Rank = Callable[[date, int, int], tuple[Candidate, ...]]


@dataclass(frozen=True)
class Ranked:
    """Somebody for one block of standby.

    Parameters
    ----------
    past_h
        Standby of the last months [h], by which it is shared fairly.
    points
        Change of the roster's cost if they are called [points].
    broken
        Hard rules that it would break, such as the rest between two shifts.
    """

    standby: Standby
    name: str
    past_h: float
    points: int
    broken: int
    way: str


@dataclass(frozen=True)
class ToCancel:
    """Something that could be called off.

    Parameters
    ----------
    what
        `activity`, `wish` or `leave`.
    hours
        What that gives back [h].
    """

    what: str
    agent_id: str
    name: str
    day: date
    label: str
    hours: float


@dataclass(frozen=True)
class StormPeople:
    """Who, and what to cancel.

    Parameters
    ----------
    missing
        Places on standby for which nobody was found, by kind.
    says
        Sentences about what could not be done.
    """

    ranked: tuple[Ranked, ...]
    missing: Mapping[str, int]
    cancel: tuple[ToCancel, ...]
    says: tuple[str, ...] = ()


@asked
def storm_people(context: Context, plan: StormPlan, roster_id: str = "") -> StormPeople:
    """People for each block of a standby plan, and what could be cancelled in the storm's hours.

    Those who could work then by their contract and skills are ranked: who keeps every hard rule
    first (rest above all), then who had least standby in the last months, then who costs the
    roster least. Nobody is named twice on a day.

    Parameters
    ----------
    roster_id
        Roster that they are ranked by; empty: the published one in force, or else the newest draft
        of the days.
    """
    days = _days_of(plan)
    rosters, says = _rosters(context, days, roster_id)
    shifts = [s for saved, mine in rosters for s in roster_of(saved).shifts if s.day in mine]
    cancel = _to_cancel(context, plan, days, shifts)
    past = past_hours(context, plan.storm.storm_id)
    found: list[Ranked] = []
    missing: dict[str, int] = {}
    ranked_days: set[date] = set()
    taken: set[tuple[str, date]] = set()
    shown = sum(block.people for block in plan.standby.blocks) + _SPARE_NAMES
    for saved, mine in rosters:
        surges = _surges(plan, mine, saved.problem.requirement.queue_ids)
        if not surges:
            continue
        case = case_of(context, saved, (), surges)
        ranked = ranking(case, shown, context.moment())
        for block in plan.standby.blocks:
            if _day_of(plan, block) in mine:
                people = _for_block(plan, block, past, taken, ranked)
                found += people
                missing[block.kind] = missing.get(block.kind, 0) + block.people - len(people)
        ranked_days.update(mine)
    for block in plan.standby.blocks:
        if _day_of(plan, block) not in ranked_days:
            missing[block.kind] = missing.get(block.kind, 0) + block.people
    left = {kind: count for kind, count in missing.items() if count}
    return StormPeople(tuple(found), left, cancel, says)


def _rosters(
    context: Context, days: Sequence[date], roster_id: str
) -> tuple[list[tuple[SavedRoster, list[date]]], tuple[str, ...]]:
    """Rosters that plan the days, each with the days that it plans."""
    if not roster_id:
        plan = plan_of(context, days[0], days[-1])
        found = [
            (saved, [d for d, p in plan.by_day.items() if p.roster_id == saved.roster_id])
            for saved in plan.saved
        ]
        if found:
            return found, ()
        try:
            roster_id, says = roster_asked_about(context, days[0])
        except NotFound:
            said = tr("No roster covers these days: nobody can be ranked for standby.")
            return [], (said,)
    else:
        says = ""
    saved = context.store.load_roster(roster_id)
    roster = roster_of(saved)
    mine = [day for day in days if roster.first <= day <= roster.last]
    return [(saved, mine)] if mine else [], (says,) if says else ()


@asked
def past_hours(context: Context, but: str = "") -> dict[str, float]:
    """Standby of each agent in the storms of the last months [h].

    Parameters
    ----------
    but
        Storm that is left out: it is being planned anew.
    """
    since = today_of(context) - timedelta(days=playbook_of(context).fair_days)
    found: dict[str, float] = {}
    for storm in storms_of(context):
        for one in storm.standbys if storm.storm_id != but else ():
            if one.day >= since:
                found[one.agent_id] = found.get(one.agent_id, 0.0) + one.hours
    return found


def ranking(case: Case, shown: int, at: datetime) -> _Rank:
    """Ranks people for a stretch of a day, who can still come; kinds of standby share hours.

    Whoever stands by is at home: how long they take is the notice of each kind.
    """

    @cache
    def ranked(day: date, from_min: int, until_min: int) -> tuple[Candidate, ...]:
        minute = case.problem.minute_of(day, at)
        earliest = None if minute is None else Earliest(minute + 1, minute + 1)
        return rank_helpers(case.problem, case.roster, day, from_min, until_min, shown, earliest)

    return ranked


def _for_block(
    plan: StormPlan,
    block: StandbyBlock,
    past: Mapping[str, float],
    taken: set[tuple[str, date]],
    ranked: _Rank,
) -> list[Ranked]:
    day, from_min, until_min = _span(plan, block)
    every = ranked(day, from_min, min(until_min, DAY_MIN))
    free = [one for one in every if (one.agent_id, day) not in taken]
    free.sort(key=lambda c: (len(c.broken), past.get(c.agent_id, 0.0), c.points, c.agent_id))
    found = []
    for one in free[: block.people]:
        taken.add((one.agent_id, day))
        standby = Standby(one.agent_id, block.kind, day, from_min, until_min)
        found.append(
            Ranked(standby, one.name, past.get(one.agent_id, 0.0), one.points, len(one.broken),
                   one.way)
        )  # fmt: skip
    return found


def _days_of(plan: StormPlan) -> list[date]:
    return sorted({hour.astype("datetime64[D]").item() for hour in plan.hours})


def _day_of(plan: StormPlan, block: StandbyBlock) -> date:
    day: date = plan.hours[min(block.start, len(plan.hours) - 1)].astype("datetime64[D]").item()
    return day


def _span(plan: StormPlan, block: StandbyBlock) -> tuple[date, int, int]:
    """Day of a block, and its clock times [min]."""
    at = plan.hours[0] + block.start
    day = at.astype("datetime64[D]")
    from_min = int((at - day.astype("datetime64[h]")).astype(int)) * 60
    found: date = day.item()
    return found, from_min, from_min + 60 * (block.end - block.start)


def _surges(plan: StormPlan, days: Sequence[date], known: Sequence[str]) -> tuple[Surge, ...]:
    """The upper end of the need as a surge of each hour, on the queue that is hit most."""
    queues = [q for q in plan.storm.queue_ids if q in known]
    if not queues:
        return ()
    found = []
    for hour, agents in zip(plan.hours, plan.more_high.tolist(), strict=True):
        day = hour.astype("datetime64[D]")
        at = int((hour - day.astype("datetime64[h]")).astype(int)) * 60
        if agents > 0 and day.item() in days:
            found.append(Surge(queues[0], day.item(), at, at + 60, int(agents)))
    return tuple(found)


def _to_cancel(
    context: Context, plan: StormPlan, days: Sequence[date], shifts: Sequence[Shift]
) -> tuple[ToCancel, ...]:
    """Activities in the storm's hours, wishes for a day off then, and leave of these days."""
    staff = context.store.load(documents.STAFF)
    hit = set(plan.storm.queue_ids)
    agents = {a.agent_id: a for a in staff.agents if hit & {*a.skills}}
    found: list[ToCancel] = []
    for shift in shifts:
        for activity in shift.activities if shift.agent_id in agents else ():
            begin = np.datetime64(shift.day, "m") + activity.start_min
            last = plan.hours[-1] + 1
            if begin < last and begin + activity.length_min > plan.hours[0]:
                name = agents[shift.agent_id].name
                found.append(ToCancel("activity", shift.agent_id, name, shift.day, activity.label,
                                      activity.length_min / 60))  # fmt: skip
    for wish in staff.wishes:
        if wish.agent_id in agents and wish.want == "off" and wish.day and wish.day in days:
            name = agents[wish.agent_id].name
            found.append(ToCancel("wish", wish.agent_id, name, wish.day, wish.what, 0.0))
    for leave in staff.leave:
        for day in days:
            if (
                leave.agent_id in agents
                and leave.kind == _ANNUAL
                and leave.first <= day <= leave.last
            ):
                name = agents[leave.agent_id].name
                found.append(ToCancel("leave", leave.agent_id, name, day, leave.kind, 0.0))
    return tuple(found)
