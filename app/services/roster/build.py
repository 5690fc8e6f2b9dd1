"""A roster for a horizon, saved with everything it was built from."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, queues_of, special_days_of
from app.services.roster.locks import LockSpan, lock_cells, locked_cells_of, locks_on, together
from app.services.roster.with_activities import built_with_activities, orders_named
from app.services.staffing.saved import requirement_for
from data.model.codec import digest, to_json
from data.model.errors import InvalidValue, NotFound
from data.model.grid import Grid
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.queue import Queue
from data.model.result import BROKEN, Result
from data.model.roster import LedgerLine, Lock, Roster, carried
from data.model.rule import RuleSetting
from data.model.shift import Shift, morning_after_min
from data.store import documents
from rostering.evaluation.nobody import nobody_can_serve
from rostering.evaluation.scorecard import Scorecard, score
from rostering.rules import default_settings, with_staffing_prices
from rostering.rules.floor.understaffing import priced_by_queue
from rostering.rules.history import looks_back, unknown_history
from rostering.solver.progress import Progress

MOST_DAYS = 84
LOOK_BACK_DAYS = 28
"""History is loaded as far as the rules look back, and at least so far [days]."""
LEDGER_DAYS = 400


@dataclass(frozen=True, eq=False)
class Built:
    """A solved roster before it is saved.

    Parameters
    ----------
    problem
        What was solved, with what was relaxed.
    detail
        How it was made, as it goes into the trail.
    """

    problem: RosterProblem
    result: Result
    detail: dict[str, Any]


@asked
def build_roster(
    context: Context, first: date, weeks: int | None = None, **options: Any
) -> SavedRoster:
    """Solve and save a roster of weeks or days; its options are those of `solve_days`."""
    return save_built(context, solve_days(context, first, weeks, **options))


@asked
def save_built(context: Context, built: Built) -> SavedRoster:
    """Save what `solve_days` found, an infeasible answer too."""
    return save_result(context, built.problem, built.result, verb="build_roster", **built.detail)


@asked
def solve_days(
    context: Context,
    first: date,
    weeks: int | None = None,
    *,
    until: date | None = None,
    requirement_id: str = "",
    start_id: str = "",
    spans: Sequence[LockSpan] = (),
    stay_until: date | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    relax: bool = False,
    activities: bool = False,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Built:
    """Solve a roster of whole weeks, or up to a day; nothing is stored.

    Parameters
    ----------
    weeks, time_limit_s
        None: as planning defaults have it.
    until
        Last day, included, in place of weeks: a calendar month, say.
    start_id
        Saved roster that the solve starts from; its locked cells stay on the days of both.
    spans, stay_until
        What else must stay of it, and up to which day everything does; without one only single
        days off can be named.
    relax
        Where hard rules conflict, those with the highest precedence numbers get a high price, for
        whom they must; the saved problem, its scorecard and its proof say so.
    activities
        Place the activities ordered with the shifts, in the second half of the time.

    Notes
    -----
    An infeasible input is an answer too: the roster is None and the result names the conflicting
    rules. What the rules ask of history and the store does not hold is saved with the roster in
    one sentence.

    Raises
    ------
    InvalidValue
        If weeks and a last day are both given, the days are none or too many, or activities are to
        be placed and none is ordered.
    """
    from rostering.solver.solve import solve_as_it_is, solve_relaxing

    usual = planning_of(context)
    count = days_of(first, weeks, until, usual.roster_weeks)
    time_limit_s = usual.roster_limit_s if time_limit_s is None else time_limit_s
    start = context.store.load_roster(start_id) if start_id else None
    ordered = orders_named(context) if activities else ()
    days = [first + timedelta(days=i) for i in range(count)]
    locks = _locks(context, start, spans, stay_until, days)
    problem = problem_for(context, first, count, requirement_id=requirement_id, locks=locks)
    solve = solve_relaxing if relax else solve_as_it_is
    given = solve(
        problem,
        time_limit_s=time_limit_s / 2 if activities else time_limit_s,
        seed=seed,
        engine=engine,
        start=_fitted(start, problem),
        progress=progress,
        stop=stop,
    )
    detail: dict[str, Any] = {"gave_way": given.as_json()} if given.conflicts else {}
    if unknown := unknown_history(problem):
        detail["unknown_history"] = unknown
    detail |= {"started_from": start_id, "locked_cells": len(locks)} if start_id or locks else {}
    result = given.result
    if ordered:
        result, held = built_with_activities(
            given.problem, result, ordered, time_limit_s=time_limit_s / 2, seed=seed,
            progress=progress, stop=stop,
        )  # fmt: skip
        detail |= held
    return Built(given.problem, result, {"time_limit_s": time_limit_s, **detail})


def days_of(first: date, weeks: int | None, until: date | None, usual_weeks: int) -> int:
    """How many days a roster has that is asked for by weeks or by its last day [days].

    Raises
    ------
    InvalidValue
        If both are given, or the days are none or too many.
    """
    if until is None:
        return 7 * (usual_weeks if weeks is None else weeks)
    if weeks is not None:
        raise InvalidValue(tr("give the weeks or the last day, not both"))
    days = (until - first).days + 1
    if days < 1:
        raise InvalidValue(
            tr("the last day, {until}, lies before the first, {first}", until=until, first=first)
        )
    if days > MOST_DAYS:
        raise InvalidValue(
            tr("these are {days} days; a roster has at most {most}", days=days, most=MOST_DAYS)
        )
    return days


def _locks(
    context: Context,
    start: SavedRoster | None,
    spans: Sequence[LockSpan],
    until: date | None,
    days: Collection[date],
) -> tuple[Lock, ...]:
    """What is locked in the roster started from, and what is asked for besides, on these days."""
    agents = context.store.load(documents.STAFF).agents
    roster = start.result.roster if start else None
    asked = lock_cells(roster, spans, until, agents)
    if start and roster:
        known = {agent.agent_id for agent in agents}
        cells = [cell for cell in locked_cells_of(context, start) if cell[0] in known]
        asked = together(locks_on(roster, cells), asked)
    return tuple(lock for lock in asked if lock.day in days)


def _fitted(start: SavedRoster | None, problem: RosterProblem) -> Roster | None:
    """What a saved roster holds of a problem's days and people; None where that is nothing."""
    found = start.result.roster if start else None
    shifts = tuple(
        shift
        for shift in (found.shifts if found else ())
        if shift.day in problem.dates and shift.agent_id in problem.contract_of
    )
    return Roster(problem.first, problem.days, shifts) if shifts else None


@asked
def problem_for(
    context: Context,
    first: date,
    days: int,
    *,
    requirement_id: str = "",
    locks: tuple[Lock, ...] = (),
) -> RosterProblem:
    """The problem as the store has it now.

    Raises
    ------
    NotFound
        If people or a covering requirement are missing.
    """
    staff = context.store.load(documents.STAFF)
    if not staff.agents:
        raise NotFound(tr("no agents are stored: run `peakshift staff import FOLDER`"))
    tail_min = morning_after_min(staff.menu)
    requirement = requirement_for(context, first, days, requirement_id, tail_min=tail_min)
    own = Grid.for_days(first, days, requirement.grid.slot_min, requirement.grid.zone)
    last, rules = first + timedelta(days=days - 1), rules_of(context)
    special = special_days_of(context, first, last)
    return RosterProblem(
        first=first,
        days=days,
        requirement=requirement,
        agents=staff.agents,
        contracts=staff.contracts,
        templates=staff.menu,
        rules=priced_by_queue(rules, can_wait(queues_of(context))),
        leave=staff.leave,
        availability=staff.availability,
        wishes=staff.wishes,
        history=_worked_before(context, first, _whole_weeks(looks_back(rules))),
        locks=locks,
        ledger=ledger_before(context, first),
        holidays=frozenset(
            day for day in special if first <= day <= last and special[day].kind == "holiday"
        ),
        tail_min=tail_min if requirement.grid.slots > own.slots else 0,
    )


@asked
def ledger_before(context: Context, first: date) -> tuple[LedgerLine, ...]:
    """What everybody bore before a day, as last published."""
    since = first - timedelta(days=LEDGER_DAYS)
    return carried(context.store.load_ledgers(since, first), since, first)


@asked
def rules_of(context: Context) -> tuple[RuleSetting, ...]:
    """The rule set in force: the manager's settings, or the defaults."""
    kept = context.store.load(documents.RULES)
    return with_staffing_prices(kept) if kept else default_settings()


def can_wait(queues: Sequence[Queue]) -> tuple[str, ...]:
    """Queues whose work can wait, by id: a missing agent is cheaper there."""
    return tuple(queue.queue_id for queue in queues if queue.deferrable_due_min)


@asked
def save_result(
    context: Context,
    problem: RosterProblem,
    result: Result,
    *,
    verb: str,
    parent_id: str = "",
    why: str = "",
    card: Scorecard | None = None,
    **detail: Any,
) -> SavedRoster:
    """Check a result independently and store it with its inputs.

    Parameters
    ----------
    card
        Its scorecard, where the caller has scored this very roster already.
    """
    if card is None and result.roster:
        card = score(problem, result.roster)
    if card and card.hard_violations:
        result = replace(result, status=BROKEN)
    saved = SavedRoster(
        roster_id=context.new_id("R", f"{problem.first:%Y%m%d}"),
        result=result,
        problem=problem,
        scorecard=card.figures() if card else None,
        made_at=context.clock(),
        made_by=context.who,
        parent_id=parent_id,
        note=why,
        detail={**_marks(problem, result), **detail},
    )
    entry = context.entry(verb, f"roster:{saved.roster_id}", why, parent=parent_id, **saved.detail)
    with context.store.change():
        if made := _made_before(context, saved.roster_id):
            return made
        context.store.save_roster(saved, entry)
    return saved


def _made_before(context: Context, roster_id: str) -> SavedRoster | None:
    """What this very job saved before its program died, between saving and noting that it had."""
    if not context.job_id:
        return None
    try:
        return context.store.load_roster(roster_id)
    except NotFound:
        return None


def _marks(problem: RosterProblem, result: Result) -> dict[str, Any]:
    """What ties a certificate to its inputs, and the queues that nobody can serve."""
    return {
        "problem_digest": problem.digest,
        "roster_digest": digest(to_json(result.roster)),
        "seed": result.seed,
        "program": version("peakshift"),
        **({"nobody_can_serve": list(told)} if (told := nobody_can_serve(problem)) else {}),
    }


def _whole_weeks(days: int) -> int:
    """Days in whole weeks, at least `LOOK_BACK_DAYS` [days]."""
    return max(LOOK_BACK_DAYS, -(-days // 7) * 7)


def _worked_before(context: Context, first: date, back: int) -> tuple[Shift, ...]:
    """Shifts of the newest published rosters in so many days before a day."""
    missing = {first - timedelta(days=n) for n in range(1, back + 1)}
    found: list[Shift] = []
    # the newest first: it wins
    for publication in reversed(context.store.load_publications(in_force=True)):
        days = {publication.first + timedelta(days=n) for n in range(publication.days)} & missing
        roster = context.store.load_roster(publication.roster_id).result.roster if days else None
        if roster:
            found += [shift for shift in roster.shifts if shift.day in days]
            missing -= days
    return tuple(sorted(found))
