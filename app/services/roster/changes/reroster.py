"""Reroster after sickness, a storm or late leave, and save the result beside the roster."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context
from app.services.day.now import needed_now
from app.services.people.leave import record_absences
from app.services.roster.build import save_result
from app.services.roster.changes.edit import (
    CellEdit,
    asked_from,
    earliest_on,
    problem_now,
    save_edit,
)
from app.services.roster.check import as_in_force, roster_of
from app.services.roster.evaluation.bound import bound_by_prices, orders_behind
from app.services.roster.locks import (
    LockSpan,
    lock_cells,
    locked_cells_of,
    locks_on,
    refuse_locked_since,
    together,
)
from app.services.staffing.newest import by_newest_requirement
from data.model.audit import AuditEntry
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.model.problem import SICK, RosterProblem
from data.model.publication import SavedRoster
from data.model.result import Result
from data.model.roster import Roster
from data.model.shift import clock_text
from data.model.staff import Leave
from rostering.repair.absence import with_absences
from rostering.repair.disruption import Disruption, Rerostered, Surge, reroster
from rostering.repair.effects import Effects, effects
from rostering.repair.replacement import Candidate, Earliest, rank_replacements
from rostering.solver.progress import Progress

_SURGE = re.compile(
    r"(?P<queue>.+)@(?P<day>\d{4}-\d{2}-\d{2})[ T/](?P<from>\d{1,2}:\d{2})-(?P<until>\d{1,2}:\d{2})"
    r"\s*(?P<heads>[+-]\d+)$"
)


@dataclass(frozen=True, eq=False)
class RerosterReport:
    """A rerostering before it is saved.

    Parameters
    ----------
    before
        The roster that was disrupted.
    newer_requirement
        Requirement that stands in for the roster's own because it is newer; empty where none does.
    course_of
        Day, today, whose rest is judged by the newest forecast of it; None where none is.
    """

    parent_id: str
    before: Roster
    disruption: Disruption
    found: Rerostered
    newer_requirement: str = ""
    course_of: date | None = None


@asked
def reroster_saved(
    context: Context,
    roster_id: str,
    disruption: Disruption,
    *,
    spans: Sequence[LockSpan] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> RerosterReport:
    """Find the least change of a saved roster that meets a disruption; nothing is stored.

    Staffing is judged by the newest requirement that covers the days from the first one hit on;
    the rest of today, where it is hit, as Today judges it. What has begun stays.

    Parameters
    ----------
    time_limit_s
        None: as planning defaults have it.
    spans
        What must stay, besides the cells locked in the roster.
    """
    if time_limit_s is None:
        time_limit_s = planning_of(context).reroster_limit_s
    saved = context.store.load_roster(roster_id)
    problem, before = saved.problem, as_in_force(context, saved)
    locked = locks_on(before, locked_cells_of(context, saved))
    asked = lock_cells(before, spans, None, problem.agents)
    problem = replace(problem, locks=together(locked, asked))
    first, last = disruption.hits(problem)
    lasting, newer = by_newest_requirement(context, problem, first, last)
    now = problem.hour_of(context.moment())
    today = problem.dates[now[0]] if now else None
    problem = needed_now(context, lasting) if today and first <= today <= last else lasting
    found = reroster(
        problem,
        before,
        disruption,
        time_limit_s=time_limit_s,
        seed=seed,
        progress=progress,
        stop=stop,
        now=asked_from(context, problem),
    )
    course_of = None if problem is lasting else today
    return RerosterReport(roster_id, before, disruption, found, newer, course_of)


@asked
def save_rerostered(context: Context, rerostered: RerosterReport, why: str) -> SavedRoster:
    """Save the new roster, a child of the disrupted one; a surge makes a requirement too.

    Absences are put down in the staff, for the next build.

    Raises
    ------
    Conflict
        If somebody locked a cell meanwhile that the rerostering changes.
    """
    found = rerostered.found
    parent = context.store.load_roster(rerostered.parent_id)
    absent = {leave.agent_id for leave in rerostered.disruption.absent}
    problem, entry = _with_requirement(context, rerostered, why)
    bound, certificate = bound_by_prices(parent, problem, orders_behind(context, parent))
    if _activities_in(found.roster) - _activities_in(roster_of(parent)):
        bound, certificate = None, None  # of newer versions' days: they may save what was bounded
    result = Result(
        status="optimal" if found.proven else "stopped" if found.stopped else "feasible",
        roster=found.roster,
        objective=found.after.objective,
        bound=bound,
        charges=found.after.charges,
        seconds=round(found.seconds, 2),
        engine="reroster",
        bound_by=tr("the prices of {parent_id}", parent_id=rerostered.parent_id)
        if certificate
        else "",
        certificate=certificate,
    )
    with context.store.change():
        refuse_locked_since(context, parent, found.problem, found.roster, absent)
        if entry is not None:
            context.store.save_requirement(problem.requirement, entry)
        record_absences(context, rerostered.disruption.absent, why)
        return save_result(
            context, problem, result, verb="reroster", parent_id=rerostered.parent_id, why=why,
            card=found.after, **_detail(rerostered),
        )  # fmt: skip


def parse_absent(texts: Sequence[str], kind: str = SICK) -> tuple[Leave, ...]:
    """Absences of `AGENT:2026-01-05` or `AGENT:2026-01-05..2026-01-07` texts.

    Raises
    ------
    InvalidValue
        If a text is no such absence.
    """
    return tuple(_absence(text, kind) for text in texts)


def parse_surges(texts: Sequence[str]) -> tuple[Surge, ...]:
    """Surges of `QUEUE@2026-01-05 14:00-20:00 +5` texts.

    Raises
    ------
    InvalidValue
        If a text is no such surge.
    """
    return tuple(_surge(text) for text in texts)


def _absence(text: str, kind: str) -> Leave:
    agent_id, found, span = text.rpartition(":")
    first, _, last = span.partition("..")
    try:
        if not found or not agent_id.strip():
            raise ValueError
        begin = date.fromisoformat(first)
        return Leave(agent_id.strip(), begin, date.fromisoformat(last) if last else begin, kind)
    except ValueError as error:
        raise InvalidValue(
            tr(
                "{text!r} is no absence: write AGENT:2026-01-05 or AGENT:2026-01-05..2026-01-07",
                text=text,
            )
        ) from error


def _surge(text: str) -> Surge:
    found = _SURGE.match(text.strip())
    try:
        if found is None:
            raise ValueError
        return Surge(
            found["queue"].strip(),
            date.fromisoformat(found["day"]),
            _minute(found["from"]),
            _minute(found["until"]),
            int(found["heads"]),
        )
    except ValueError as error:
        raise InvalidValue(
            tr("{text!r} is no surge: write 'QUEUE@2026-01-05 14:00-20:00 +5'", text=text)
        ) from error


def _minute(text: str) -> int:
    hour, minute = map(int, text.split(":"))
    if not 0 <= hour * 60 + minute <= 1440 or minute > 59:
        raise ValueError(text)
    return hour * 60 + minute


def _with_requirement(
    context: Context, rerostered: RerosterReport, why: str
) -> tuple[RosterProblem, AuditEntry | None]:
    """The problem, and the entry of a requirement of its own where it is no stored one's days."""
    problem, disruption = rerostered.found.problem, rerostered.disruption
    today = rerostered.course_of
    if not disruption.surges and not rerostered.newer_requirement and today is None:
        return problem, None
    old = problem.requirement
    surges = "; ".join(
        f"{s.queue_id} {s.day} {clock_text(s.from_min)}-{clock_text(s.until_min)} {s.heads:+d}"
        for s in disruption.surges
        if s.heads
    )
    basis = f"{old.basis}; the rest of {today} as forecast then" if today else old.basis
    basis = f"{basis}; surge on {old.requirement_id}: {surges}" if surges else basis
    new = replace(old, requirement_id=context.new_id("Q", f"{problem.first:%Y%m%d}"), basis=basis)
    subject = f"requirement:{new.requirement_id}"
    entry = context.entry(
        "set_requirement", subject, why, surge_on=old.requirement_id, surges=surges
    )
    return replace(problem, requirement=new), entry


def _activities_in(roster: Roster) -> set[str]:
    return {one.label for shift in roster.shifts for one in shift.activities}


def _detail(rerostered: RerosterReport) -> dict[str, Any]:
    found, disruption = rerostered.found, rerostered.disruption
    return {
        "absent": [
            [a.agent_id, a.first.isoformat(), a.last.isoformat()] for a in disruption.absent
        ],
        "changed_days": len(found.changed),
        "touched": list(found.touched),
        "change_points": found.change_points,
    }


EVERYBODY = 10**6
"""More candidates than any centre has."""


@dataclass(frozen=True, eq=False)
class Choice:
    """One candidate and what choosing them means."""

    candidate: Candidate
    effects: Effects


@asked
def replace_agent(
    context: Context, roster_id: str, agent_id: str, day: date, shown: int = 10, kind: str = SICK
) -> tuple[Choice, ...]:
    """Candidates for an agent's shift in a saved roster: who keeps every hard rule first.

    Parameters
    ----------
    shown
        Most of each group: who comes in, who works otherwise than planned, who would break a rule.
    kind
        Leave of the absent one that day; empty for a plain day off.

    Raises
    ------
    NotFound
        If the agent has no shift on that day.
    """
    saved = context.store.load_roster(roster_id)
    problem = problem_now(context, saved)
    earliest = earliest_on(context, problem, day)
    return choices_in(problem, as_in_force(context, saved), agent_id, day, shown, kind, earliest)


def choices_in(
    problem: RosterProblem,
    roster: Roster,
    agent_id: str,
    day: date,
    shown: int = 10,
    kind: str = SICK,
    earliest: Earliest | None = None,
) -> tuple[Choice, ...]:
    """The same for a problem already in hand (screens keep it between reruns).

    Parameters
    ----------
    earliest
        From when on people can work otherwise that day.
    """
    absent = (Leave(agent_id, day, day, kind),) if kind else ()
    problem = with_absences(problem, absent)
    found = rank_replacements(problem, roster, agent_id, day, shown, kind, earliest)
    return tuple(map(Choice, found, effects(problem, found)))


def take_edits(
    agent_id: str, day: date, candidate: Candidate | None, kind: str = SICK
) -> tuple[CellEdit, ...]:
    """What taking a candidate means: one is absent, the other works; None: nobody takes over."""
    absent = CellEdit(agent_id, day, None, kind)
    if candidate is None:
        return (absent,)
    return absent, CellEdit(candidate.agent_id, day, candidate.shift)


@asked
def take_over(
    context: Context,
    roster_id: str,
    agent_id: str,
    day: date,
    by: str = "",
    why: str = "",
    kind: str = SICK,
) -> SavedRoster:
    """Save a roster in which somebody takes over an absent agent's shift; the absence is booked.

    Parameters
    ----------
    by
        Agent id of a candidate; empty: nobody takes over.

    Raises
    ------
    NotFound
        If the agent has no shift on that day, or the other is no candidate for it.
    """
    found = replace_agent(context, roster_id, agent_id, day, EVERYBODY, kind)
    chosen = next((c.candidate for c in found if c.candidate.agent_id == by), None)
    if by and chosen is None:
        best = ", ".join(c.candidate.agent_id for c in found[:5]) or tr("nobody")
        raise NotFound(
            tr(
                "{by} cannot take over from {agent_id} on {day}: unknown, locked, or "
                "without a shift in the contract that helps; who can: {best}",
                by=by,
                agent_id=agent_id,
                day=day,
                best=best,
            )
        )
    return save_edit(context, roster_id, take_edits(agent_id, day, chosen, kind), why)
