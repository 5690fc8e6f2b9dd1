"""The service of the running day and week: counted so far, simulated to the end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context
from app.services.day.rest.need_again import conditions_today, forecast_again
from app.services.day.status import DayStatus
from app.services.forecast.read import forecast_before
from app.services.roster.plan import Plan, plan_of
from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.language import tr
from data.model.shift import Shift
from data.model.staff import Leave
from data.store import documents

if TYPE_CHECKING:
    from rostering.simulation.onward import Reached

REPLICATIONS = 40
"""Simulated ends of the day and week [-]: enough for a band of eight in ten."""


@dataclass(frozen=True)
class ServiceAhead:
    """Service of a queue, counted so far and simulated to the end.

    Parameters
    ----------
    so_far
        Share answered in time so far today [-]; NaN where it is not counted.
    day, week
        What day and week end at; the week is Monday to Sunday.
    target_share, threshold_s
        Service level target [-], and its threshold [s].
    counted_days
        Days of the week before today whose answers are counted in `week`.
    """

    queue_id: str
    name: str
    so_far: float
    day: "Reached"
    week: "Reached"
    target_share: float
    threshold_s: float
    counted_days: int


@dataclass(frozen=True)
class Ahead:
    """Service of all queues ahead.

    Parameters
    ----------
    until
        Last day that is simulated: the week's, or the last that is published before it.
    why_not
        A sentence on why nothing could be simulated; empty otherwise.
    """

    queues: tuple[ServiceAhead, ...] = ()
    until: date | None = None
    why_not: str = ""


@asked
def service_ahead(
    context: Context,
    status: DayStatus,
    waiting: Mapping[str, int] | None = None,
    missing: frozenset[str] = frozenset(),
) -> Ahead:
    """Play the rest of the day and week on with the people rostered for it.

    Parameters
    ----------
    waiting
        Contacts that wait now, by queue [contacts].
    missing
        Agents who should be at work and are not: they are left out until midnight.
    """
    monday = status.day - timedelta(days=status.day.weekday())
    plan = plan_of(context, status.day - timedelta(days=1), monday + timedelta(days=6))
    until = _until(plan.by_day.keys(), status.day, monday + timedelta(days=6))
    if status.version == 0 or until is None:
        return Ahead(why_not=tr("no roster is published for today, so nobody can be counted on"))
    forecasts: dict[str, Forecast] = {}
    for queue in status.queues:
        found = forecast_before(context, queue.queue_id, status.day)
        if found is None:
            return Ahead(
                why_not=tr("no forecast of {queue} was made before today", queue=queue.name)
            )
        until = min(until, found.grid.days[-1])
        rest = queue.today.rest
        forecasts[queue.queue_id] = forecast_again(found, rest) if rest else found
    grid = _grid(status, until)
    if not grid.slots:
        return Ahead(why_not=tr("the day is over"))
    asked_for = _Play(status, plan, forecasts, grid, dict(waiting or {}), missing)
    return Ahead(_played_on(context, asked_for, monday), until)


@dataclass(frozen=True, eq=False)
class _Play:
    """What is played on."""

    status: DayStatus
    plan: Plan
    forecasts: Mapping[str, Forecast]
    grid: Grid
    waiting: Mapping[str, int]
    missing: frozenset[str]

    def shifts(self, leave: Collection[Leave]) -> list[Shift]:
        """Shifts of everybody who can be counted on."""
        rows: dict[str, list[Leave]] = {}
        for row in leave:  # a year's leave of a large centre is longer than its plan of a week
            if row.last >= self.plan.first:
                rows.setdefault(row.agent_id, []).append(row)
        return [
            shift
            for shift in self.plan.shifts
            if not any(r.first <= shift.day <= r.last for r in rows.get(shift.agent_id, ()))
            and not (shift.agent_id in self.missing and shift.day <= self.status.day)
        ]


def _played_on(context: Context, play: _Play, monday: date) -> tuple[ServiceAhead, ...]:
    from rostering.simulation.onward import reached, simulate_onward

    status, grid = play.status, play.grid
    queue_ids = tuple(queue.queue_id for queue in status.queues)
    ids = tuple(play.forecasts[queue_id].version_id for queue_id in queue_ids)
    conditions = conditions_today(context, ids, queue_ids)
    saved = play.plan.rosters[play.plan.by_day[status.day].roster_id]
    report = simulate_onward(
        grid,
        conditions.queues,
        play.forecasts,
        play.shifts(context.store.load(documents.STAFF).leave),
        tuple(status.skills.items()),
        waiting=[play.waiting.get(queue_id, 0) for queue_id in queue_ids],
        shrinkages=saved.problem.requirement.shrinkages,
        behaviours=conditions.behaviours,
        links=conditions.links,
        replications=REPLICATIONS,
        seed=status.day.toordinal(),
    )
    today = slice(0, int((grid.day == np.datetime64(status.day, "D")).sum()))
    found = []
    for queue, held in zip(status.queues, conditions.queues, strict=True):
        yesterday = status.day - timedelta(days=1)
        before = context.store.load_answered(queue.queue_id, monday, yesterday)
        so_far = _counted(queue.answered_in_time, queue.counted)
        week = (
            so_far[0] + sum(one.in_time for one in before.values()),
            so_far[1] + sum(one.offered for one in before.values()),
        )
        found.append(
            ServiceAhead(
                queue.queue_id,
                queue.name,
                queue.service_so_far,
                reached(report, queue.queue_id, so_far, today),
                reached(report, queue.queue_id, week),
                held.target.service_share,
                held.target.threshold_s,
                len(before),
            )
        )
    return tuple(found)


def _counted(in_time: float, counted: float) -> tuple[float, float]:
    return (in_time, counted) if np.isfinite(in_time) and np.isfinite(counted) else (0.0, 0.0)


def _grid(status: DayStatus, until: date) -> Grid:
    """Slots from the first that is not over to the end of a day."""
    day = status.queues[0].grid
    whole = Grid.for_days(status.day, (until - status.day).days + 1, day.slot_min, day.zone)
    first = min(whole.slots, max(0, whole.index_of(status.at)))
    return whole.part(first, whole.slots - first)


def _until(planned: Collection[date], day: date, sunday: date) -> date | None:
    """Last day that is planned without a gap, to the end of the week."""
    last = None
    while day in planned and day <= sunday:
        last = day
        day += timedelta(days=1)
    return last
