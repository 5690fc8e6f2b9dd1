"""Afterwards: what was forecast and what came, target and reached, what edits brought."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, queues_of
from app.services.forecast.read import forecast_before
from app.services.roster.plan import as_built, plan_of
from app.services.staffing.conditions import conditions_of
from app.services.staffing.sizing import Asked, sized, skill_mix_of
from data.model.errors import NotFound
from data.model.forecast import Demand, Forecast
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.requirement import Requirement
from data.model.roster import Roster
from data.model.series import ContactSeries


class DayOfQueue(NamedTuple):
    """One queue on one day.

    Parameters
    ----------
    contacts
        What came in the slots that are known [contacts].
    expected, baseline
        What the last forecast made before the day, and the 8-week mean, said for these slots
        [contacts]; NaN where nothing was forecast before it.
    error, baseline_error
        Sum of absolute errors by slot of both [contacts].
    reached_share
        Share answered in time, where the history counts it; NaN elsewhere [-].
    """

    queue_id: str
    day: date
    contacts: float
    expected: float
    baseline: float
    error: float
    baseline_error: float
    reached_share: float


@dataclass(frozen=True)
class EditsWorth:
    """A published roster beside the one that was built, on days that are over.

    Parameters
    ----------
    version, days
        Publication, and how many of its days are over [-].
    cells
        Cells that people or repairs changed since the build [-].
    short_built_h, short_h
        Agent hours short of what came, as built and as published [h].
    """

    version: int
    roster_id: str
    days: int
    cells: int
    short_built_h: float
    short_h: float

    @property
    def saved_h(self) -> float:
        """Hours short that the changes since the build saved [h]; below zero: they cost some."""
        return self.short_built_h - self.short_h


@dataclass(frozen=True)
class QueueResult:
    """One queue over all the days.

    Parameters
    ----------
    wape_share, baseline_wape_share
        Absolute slot errors by contacts, of the forecast and of the 8-week mean [-].
    bias_share
        Expected by what came, less one [-].
    target_share, threshold_s, reached_share
        Service level target, within so many seconds, and what was reached [-, s, -].
    """

    queue_id: str
    name: str
    contacts: float
    wape_share: float
    baseline_wape_share: float
    bias_share: float
    target_share: float
    threshold_s: float
    reached_share: float


@dataclass(frozen=True)
class Results:
    """What became of some days."""

    first: date
    last: date
    queues: tuple[QueueResult, ...]
    days: tuple[DayOfQueue, ...]
    edits: tuple[EditsWorth, ...]


@asked
def results_of(context: Context, first: date, last: date) -> Results:
    """Forecast against what came, target against reached, and what edits of the plan brought.

    Raises
    ------
    NotFound
        If nothing is known of any queue in these days.
    """
    days: list[DayOfQueue] = []
    came: dict[str, ContactSeries] = {}
    for queue in queues_of(context):
        try:
            came[queue.queue_id] = context.store.load_series(queue.queue_id, first, last)
        except NotFound:
            continue
        days += _days_of(context, queue.queue_id, came[queue.queue_id], first, last)
    if not days:
        raise NotFound(
            tr(
                "nothing is known of {first} .. {last}; import the history of these days",
                first=first,
                last=last,
            )
        )
    queues = []
    for queue in queues_of(context, tuple(came)):
        mine = [day for day in days if day.queue_id == queue.queue_id]
        queues.append(
            QueueResult(
                queue.queue_id,
                queue.name,
                sum(day.contacts for day in mine),
                _share(mine, "error"),
                _share(mine, "baseline_error"),
                _share(mine, "expected") - 1,
                queue.target.service_share,
                queue.target.threshold_s,
                _reached(mine),
            )
        )
    return Results(first, last, tuple(queues), tuple(days), _edits(context, came, first, last))


def _days_of(
    context: Context, queue_id: str, series: ContactSeries, first: date, last: date
) -> Iterable[DayOfQueue]:
    answered = context.store.load_answered(queue_id, first, last)
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        grid = Grid.for_days(day, 1, series.grid.slot_min, series.grid.zone)
        y = _on(grid, series, series.offered)
        known = np.isfinite(y)
        if not known.any():
            continue
        forecast = forecast_before(context, queue_id, day)
        expected, baseline = _said(forecast, grid)
        counted = answered.get(day)
        yield DayOfQueue(
            queue_id,
            day,
            float(y[known].sum()),
            float(expected[known].sum()),
            float(baseline[known].sum()),
            float(np.abs(expected - y)[known].sum()),
            float(np.abs(baseline - y)[known].sum()),
            counted.in_time / counted.offered if counted else float("nan"),
        )


def _on(grid: Grid, series: ContactSeries, values: FloatArray) -> FloatArray:
    """Values of a series on another grid of its slots; NaN where it has none."""
    found = np.full(grid.slots, np.nan)
    at = series.grid.index_of(grid.start)
    here = np.arange(at, at + grid.slots)
    inside = (here >= 0) & (here < series.grid.slots) & (values.size > 0)
    found[inside] = values[here[inside]]
    return found


def _said(forecast: Forecast | None, grid: Grid) -> tuple[FloatArray, FloatArray]:
    """Forecast and baseline of a day; NaN where nothing was forecast before it."""
    if forecast is None:
        return np.full(grid.slots, np.nan), np.full(grid.slots, np.nan)
    at = forecast.grid.index_of(grid.start)
    here = slice(at, at + grid.slots)
    return forecast.demand.contacts[here], forecast.yardstick[here]


def _share(days: list[DayOfQueue], name: str) -> float:
    """A sum over days that were forecast, by the contacts of these days; NaN where none was."""
    told = [day for day in days if np.isfinite(getattr(day, name))]
    contacts = sum(day.contacts for day in told)
    return sum(getattr(day, name) for day in told) / contacts if contacts else float("nan")


def _reached(days: list[DayOfQueue]) -> float:
    """Share answered in time of all contacts counted."""
    counted = [day for day in days if np.isfinite(day.reached_share)]
    contacts = sum(day.contacts for day in counted)
    if not contacts:
        return float("nan")
    return sum(day.reached_share * day.contacts for day in counted) / contacts


def _edits(
    context: Context, came: dict[str, ContactSeries], first: date, last: date
) -> tuple[EditsWorth, ...]:
    plan = plan_of(context, first, last)
    found = []
    for saved in plan.saved:
        versions = [p.version for p in plan.by_day.values() if p.roster_id == saved.roster_id]
        over = {day for day, p in plan.by_day.items() if p.roster_id == saved.roster_id}
        roster, origin = saved.result.roster, as_built(context, saved).result.roster
        if roster is None or origin is None:
            continue
        problem = _judged_by_what_came(context, saved, came, over)
        if problem is None:
            continue
        cells = _cells(roster, over) ^ _cells(origin, over)
        found.append(
            EditsWorth(
                max(versions),
                saved.roster_id,
                len(over),
                len({(agent, day) for agent, day, *_ in cells}),
                _short_h(problem, origin, over),
                _short_h(problem, roster, over),
            )
        )
    return tuple(found)


def _cells(roster: Roster, days: set[date]) -> set[tuple[str, date, int, int]]:
    return {(s.agent_id, s.day, s.start_min, s.length_min) for s in roster.shifts if s.day in days}


def _judged_by_what_came(
    context: Context, saved: SavedRoster, came: dict[str, ContactSeries], days: set[date]
) -> RosterProblem | None:
    """A roster's problem whose requirement is that of the contacts that came, by formula.

    None where its forecasts, or every queue's history, are not there any more.
    """
    required = saved.problem.requirement
    actual: dict[str, Forecast] = {}
    for queue_id, version_id in zip(required.queue_ids, required.forecast_ids, strict=True):
        if queue_id not in came:
            continue
        try:
            forecast = context.store.load_forecast(version_id)
        except NotFound:
            return None
        actual[queue_id] = replace(forecast, demand=_what_came(forecast, came[queue_id], days))
    if not actual:
        return None
    ids = tuple(forecast.version_id for forecast in actual.values())
    conditions = replace(conditions_of(context, ids, tuple(actual)), forecasts=actual)
    needed = sized(
        Asked("mean", judged=False),
        conditions,
        skill_mix_of(context, tuple(actual)),
        required.shrinkages,
        tr("what came"),
    )
    return replace(saved.problem, requirement=_laid_over(required, needed))


def _what_came(forecast: Forecast, series: ContactSeries, days: set[date]) -> Demand:
    """The forecast's demand with what came in its place, on the days that are over."""
    demand = forecast.demand
    grid = demand.grid
    over = np.isin(grid.day, [np.datetime64(day, "D") for day in days])
    offered = _on(grid, series, series.offered)
    handled = _on(grid, series, series.handled)
    with np.errstate(invalid="ignore", divide="ignore"):
        each_s = _on(grid, series, series.handle_s_total) / handled
    return Demand(
        demand.queue_id,
        grid,
        np.where(over & np.isfinite(offered), offered, demand.contacts),
        np.where(over & np.isfinite(each_s) & (handled > 0), each_s, demand.handle_s),
    )


def _laid_over(required: Requirement, needed: Requirement) -> Requirement:
    """The saved requirement with the agents that what came took, queue by queue."""
    heads = required.heads.copy()
    at = needed.grid.index_of(required.grid.start)
    for row, queue_id in enumerate(required.queue_ids):
        if queue_id in needed.queue_ids:
            mine = needed.heads[needed.queue_ids.index(queue_id)]
            heads[row] = mine[at : at + required.grid.slots]
    return replace(required, heads=heads)


def _short_h(problem: RosterProblem, roster: Roster, days: set[date]) -> float:
    """Agent hours short on some days [h]."""
    from rostering.evaluation.scorecard import cover_of
    from rostering.rules.language.presence import FloorCount

    short = cover_of(problem, FloorCount.of(problem, roster)).shortfall
    grid = problem.requirement.grid
    over = np.isin(grid.day, [np.datetime64(day, "D") for day in days])
    return float(short[:, over].sum()) * grid.slot_min / 60
