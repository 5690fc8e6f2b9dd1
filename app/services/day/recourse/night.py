"""The night's recourse: published days whose forecast moved, and a reroster for the morning."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.changes import change
from app.services.context import Context, Counting, today_of
from app.services.day.recourse.steering import aims_of
from app.services.day.rest.need_again import of_slots
from app.services.roster.build import save_result
from app.services.roster.changes.edit import problem_now
from app.services.roster.changes.reroster import RerosterReport, reroster_saved, save_rerostered
from app.services.roster.check import roster_of
from app.services.roster.plan import plan_of
from app.services.roster.publishing.publish import current_version, publish_roster
from app.services.staffing.conditions import Conditions, conditions_of
from app.services.staffing.sizing import Asked, sized, skill_mix_of
from data.model.centre import PlanningDefaults
from data.model.day.recourse import Aim, MovedDay, NightProposal
from data.model.errors import Conflict, NotFound, PeakShiftError
from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.language import tr, trn
from data.model.publication import Publication, SavedRoster
from data.model.requirement import Requirement
from data.model.shift import DAY_MIN
from data.store import documents
from rostering.evaluation.scorecard import score
from rostering.repair.disruption import Disruption, Surge

_NOISE_SDS = 2.0
"""A day has moved only by more than chance explains: so many Poisson deviations [-]."""


@dataclass(frozen=True)
class NightMoved:
    """What the night found and prepared, as the summary says it; empty: no day moved."""

    said: str = ""
    doubt: str = ""


@asked
def night_proposal(context: Context) -> NightProposal | None:
    """The reroster that the last night with moved days prepared; None where none ever did."""
    return context.store.load(documents.NIGHT_PROPOSAL)


@asked
def moved_days(context: Context) -> tuple[MovedDay, ...]:
    """Published days from tomorrow on whose newest forecast is not what they were staffed for."""
    base = _base(context)
    return () if base is None else _moved(context, base[1], planning_of(context))


@asked
def prepare_reroster(
    context: Context,
    progress: Counting = lambda what, done, total: None,
    stop: threading.Event | None = None,
) -> NightMoved:
    """Prepare a reroster of the published days whose forecast moved; nobody works by it yet.

    Notes
    -----
    Its budget of people and the price of a change are planning defaults, as is whether it is
    published without asking. A proposal for the same days and forecasts is not made twice.
    """
    base, planning = _base(context), planning_of(context)
    if base is None:
        return NightMoved()
    publication, saved = base
    moved = _moved(context, saved, planning)
    before = night_proposal(context)
    if not moved or (before and (before.base_id, before.moved) == (saved.roster_id, moved)):
        return NightMoved()
    progress(tr("reroster of moved days"), 0, 1)
    aims = aims_of(context, moved[0].day)
    requirement = _needed(context, saved, moved, aims)
    why = tr("prepared at night: {days}", days=_days_said(moved))
    entry = context.entry(
        "set_requirement", f"requirement:{requirement.requirement_id}", why, basis=requirement.basis
    )
    context.store.save_requirement(requirement, entry)
    found = _rerostered(context, saved, moved, planning, stop)
    proposal = _proposal(context, publication, saved, moved, aims, found)
    if found.found.changed:
        made = save_rerostered(context, found, why)
        proposal = replace(proposal, roster_id=made.roster_id)
    save_night_proposal(context, proposal, why)
    progress(tr("reroster of moved days"), 1, 1)
    if proposal.waits and planning.reroster_publishes:
        return _published_alone(context, proposal, why)
    return NightMoved(_said(proposal))


@asked
def publish_night_proposal(context: Context, why: str = "") -> Publication:
    """Publish the reroster that the night prepared.

    Raises
    ------
    NotFound
        If none waits.
    Conflict
        If somebody changed one of the same cells since it was prepared; says who.

    Notes
    -----
    What was published since, as actions of the running day, stays: the prepared changes are put
    into the roster that is in force now.
    """
    proposal = _waiting(context)
    reason = why or tr("the night's forecast moved: {days}", days=_days_said(proposal.moved))
    seen = current_version(context)
    roster_id = _on_plan_in_force(context, proposal, reason)
    done = publish_roster(context, roster_id, reason, expected_version=seen)
    save_night_proposal(context, replace(proposal, version=done.version), reason)
    return done


def _on_plan_in_force(context: Context, proposal: NightProposal, why: str) -> str:
    """The prepared roster, or its changes put into the roster that is in force by now."""
    day = proposal.moved[0].day
    now = plan_of(context, day, day).by_day.get(day)
    if now is None or now.version == proposal.base_version:
        return proposal.roster_id
    prepared, base = (
        context.store.load_roster(one) for one in (proposal.roster_id, proposal.base_id)
    )
    current = context.store.load_roster(now.roster_id)
    before, wanted, roster = roster_of(base), roster_of(prepared), roster_of(current)
    for cell in sorted({(s.agent_id, s.day) for s in {*before.shifts} ^ {*wanted.shifts}}):
        if roster.by_cell.get(cell, ()) != before.by_cell.get(cell, ()):
            raise Conflict(
                tr(
                    "{who} published version {version} since this was prepared, with another "
                    "shift of {agent} on {day}. Reroster from the version in force (page Sick and "
                    "surge)",
                    who=now.who,
                    version=now.version,
                    agent=cell[0],
                    day=cell[1],
                )
            )
        roster = roster.with_cell(*cell, next(iter(wanted.by_cell.get(cell, ())), None))
    problem = replace(problem_now(context, current), requirement=prepared.problem.requirement)
    card = score(problem, roster)
    result = replace(
        prepared.result, roster=roster, objective=card.objective, charges=card.charges,
        bound=0.0, bound_by="", certificate=None, status="feasible",
    )  # fmt: skip
    made = save_result(
        context, problem, result, verb="reroster", parent_id=current.roster_id, why=why, card=card,
        touched=sorted({s.agent_id for s in {*before.shifts} ^ {*wanted.shifts}}),
    )  # fmt: skip
    return made.roster_id


@change
def dismiss_night_proposal(context: Context, why: str = "") -> NightProposal:
    """Put the reroster that the night prepared away: the plan stays as it is.

    Raises
    ------
    NotFound
        If none waits.
    """
    gone = replace(_waiting(context), dismissed_by=context.who)
    entry = context.entry("dismiss_night_proposal", f"roster:{gone.roster_id}", why)
    context.store.save(documents.NIGHT_PROPOSAL, gone, entry)
    return gone


@change
def save_night_proposal(context: Context, proposal: NightProposal, why: str = "") -> None:
    """Save what the night prepared, or what became of it."""
    entry = context.entry(
        "prepare_reroster", f"roster:{proposal.roster_id or proposal.base_id}", why,
        people=proposal.people, changed_days=proposal.changed_days, version=proposal.version,
    )  # fmt: skip
    context.store.save(documents.NIGHT_PROPOSAL, proposal, entry)


def _waiting(context: Context) -> NightProposal:
    proposal = night_proposal(context)
    if proposal is None or not proposal.waits:
        raise NotFound(tr("no reroster of the night waits for an answer"))
    return proposal


def _base(context: Context) -> tuple[Publication, SavedRoster] | None:
    tomorrow = today_of(context) + timedelta(days=1)
    plan = plan_of(context, tomorrow, tomorrow)
    publication = plan.by_day.get(tomorrow)
    if publication is None:
        return None
    return publication, plan.rosters[publication.roster_id]


def _moved(
    context: Context, saved: SavedRoster, planning: PlanningDefaults
) -> tuple[MovedDay, ...]:
    """Days of a roster from tomorrow on whose forecast moved, by day and queue."""
    tomorrow = today_of(context) + timedelta(days=1)
    limit = planning.reroster_proposal_percent / 100
    found = []
    for before, after in _forecasts(context, saved).values():
        old, new = _totals(before), _totals(after)
        for day in saved.problem.dates:
            if day >= tomorrow and day in old and day in new:
                off = abs(new[day] - old[day])
                if off > limit * old[day] and off > _NOISE_SDS * np.sqrt(max(old[day], 1.0)):
                    found.append(MovedDay(day, before.queue_id, old[day], new[day]))
    return tuple(sorted(found, key=lambda one: (one.day, one.queue_id)))


def _forecasts(context: Context, saved: SavedRoster) -> dict[str, tuple[Forecast, Forecast]]:
    """Forecast behind a roster and the newest one, of each queue that has both."""
    found = {}
    for version_id in saved.problem.requirement.forecast_ids:
        try:
            before = context.store.load_forecast(version_id)
            found[before.queue_id] = before, context.store.latest_forecast(before.queue_id)
        except NotFound:
            continue
    return found


def _totals(forecast: Forecast) -> dict[date, float]:
    return dict(zip(forecast.grid.days, forecast.day_totals.tolist(), strict=True))


def _needed(
    context: Context, saved: SavedRoster, moved: tuple[MovedDay, ...], aims: tuple[Aim, ...]
) -> Requirement:
    """The roster's requirement, moved on the days that moved as the formula moves.

    Notes
    -----
    From the old forecast and the target to the newest forecast and what the month still needs.
    """
    requirement = saved.problem.requirement
    pairs = _forecasts(context, saved)
    heads, floor = requirement.heads.copy(), requirement.floor_heads.copy()
    queue_ids = tuple(q for q in requirement.queue_ids if q in pairs)
    ids = tuple(pairs[q][1].version_id for q in queue_ids)
    conditions = conditions_of(context, ids, queue_ids)
    aimed = {one.queue_id: one.aim_share for one in aims}
    steered = replace(conditions, queues=tuple(
        replace(q, target=replace(q.target, service_share=aimed.get(q.queue_id,
                                                                    q.target.service_share)))
        for q in conditions.queues
    ))  # fmt: skip
    asked_for = replace(Asked.of(requirement), judged=False)
    mix = skill_mix_of(context, queue_ids)
    for day in sorted({one.day for one in moved}):
        grid = _day_grid(requirement, day)
        was, now = (
            _by_formula(given, pairs, which, grid, asked_for, mix, requirement)
            for given, which in ((conditions, 0), (steered, 1))
        )
        first = requirement.grid.index_of(grid.start)
        here = slice(first, first + grid.slots)
        for row, queue_id in enumerate(queue_ids):
            mine = requirement.queue_ids.index(queue_id)
            heads[mine, here] = np.maximum(0, heads[mine, here] + now.heads[row] - was.heads[row])
            moved_by = now.floor_heads[row] - was.floor_heads[row]
            floor[mine, here] = np.maximum(0, floor[mine, here] + moved_by)
    return replace(
        requirement,
        requirement_id=context.new_id("Q", f"{saved.problem.first:%Y%m%d}"),
        heads=heads,
        floor_heads=floor,
        basis=f"{requirement.basis}; moved by the night's forecast on {_days_said(moved)}",
    )


def _day_grid(requirement: Requirement, day: date) -> Grid:
    return Grid.for_days(day, 1, requirement.grid.slot_min, requirement.grid.zone)


def _by_formula(
    given: Conditions,
    pairs: Mapping[str, tuple[Forecast, Forecast]],
    which: int,
    grid: Grid,
    asked_for: Asked,
    mix: Mapping[tuple[str, ...], float],
    requirement: Requirement,
) -> Requirement:
    forecasts = {q.queue_id: of_slots(pairs[q.queue_id][which], grid) for q in given.queues}
    given = replace(given, forecasts=forecasts)
    return sized(asked_for, given, mix, requirement.shrinkages, requirement.requirement_id)


def _rerostered(
    context: Context,
    saved: SavedRoster,
    moved: tuple[MovedDay, ...],
    planning: PlanningDefaults,
    stop: threading.Event | None,
) -> RerosterReport:
    # The newest requirement says how many are needed: a surge by nobody names the days.
    surges = tuple(Surge(one.queue_id, one.day, 0, DAY_MIN, 0) for one in moved)
    disruption = Disruption(
        surges=surges,
        first=moved[0].day,
        last=moved[-1].day,
        change_price=planning.reroster_change_price,
        max_touched=planning.reroster_people,
    )
    return reroster_saved(
        context, saved.roster_id, disruption, time_limit_s=planning.reroster_limit_s, stop=stop
    )


def _proposal(
    context: Context,
    publication: Publication,
    saved: SavedRoster,
    moved: tuple[MovedDay, ...],
    aims: tuple[Aim, ...],
    found: RerosterReport,
) -> NightProposal:
    problem = found.found.problem
    days = {np.datetime64(one.day, "D") for one in moved}
    here = np.isin(problem.requirement.grid.day, list(days))
    hours = problem.requirement.grid.slot_min / 60
    open_, after = found.found.open.cover.shortfall, found.found.after.cover.shortfall
    return NightProposal(
        context.clock(),
        saved.roster_id,
        publication.version,
        moved,
        aims,
        "",
        len(found.found.touched),
        len(found.found.changed),
        round(float(open_[:, here].sum()) * hours, 1),
        round(float(after[:, here].sum()) * hours, 1),
        found.found.proven,
    )


def _published_alone(context: Context, proposal: NightProposal, why: str) -> NightMoved:
    try:
        done = publish_night_proposal(context, why)
    except PeakShiftError as error:
        return NightMoved(_said(proposal), tr("it was not published: {error}", error=error))
    return NightMoved(
        tr("{said} It is published as version {version}, as planning defaults ask",
           said=_said(proposal), version=done.version)
    )  # fmt: skip


def _days_said(moved: tuple[MovedDay, ...]) -> str:
    shown = "; ".join(f"{one.day} {one.queue_id} {one.change_share:+.0%}" for one in moved[:4])
    more = len(moved) - 4
    return shown + (tr("; and {n} more", n=more) if more > 0 else "")


def _said(proposal: NightProposal) -> str:
    days = trn("{n} published day moved", "{n} published days moved",
               len({one.day for one in proposal.moved}))  # fmt: skip
    if not proposal.roster_id:
        return tr(
            "{days} ({which}), and no change within the budget helps.",
            days=days, which=_days_said(proposal.moved),
        )  # fmt: skip
    return tr(
        "{days} ({which}): a reroster is prepared, {people}, missing hours from {before:g} to "
        "{after:g}.",
        days=days, which=_days_said(proposal.moved),
        people=trn("{n} person changed", "{n} people changed", proposal.people),
        before=proposal.short_before_h, after=proposal.short_after_h,
    )  # fmt: skip
