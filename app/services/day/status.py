"""Where the running day stands: what came, what will come, who is needed and who is there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of, queues_of
from app.services.day.floor import DayOnFloor, Hole, away_in, day_on_floor
from app.services.day.rest.need_again import need_again
from app.services.forecast.read import forecast_before
from app.services.forecast.today import QueueToday, rest_of_day
from app.services.roster.check import roster_of
from app.services.roster.plan import plan_of
from app.services.staffing.newest import by_newest_requirement
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.grid import FloatArray, Grid
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Roster
from data.model.shift import Shift
from data.store import documents
from rostering.evaluation.scorecard import cover_of
from rostering.rules.language.presence import FloorCount

_LEVELS = (0.1, 0.9)


@dataclass(frozen=True, eq=False)
class QueueStatus:
    """One queue on the running day, slot by slot.

    Parameters
    ----------
    came
        Contacts that came [contacts/slot], shape (slots of the day,); NaN where not known.
    expected
        Forecast made before the day, same shape; NaN where there is none.
    low, high
        Band of a slot by the forecast in force, same shape: eight of ten slots lie within.
    today
        So far against expected, and the rest forecast again.
    answered_in_time, counted
        Contacts answered within the threshold so far, and those counted for it [contacts]; NaN
        where the feed does not count them.
    """

    queue_id: str
    name: str
    grid: Grid
    came: FloatArray
    expected: FloatArray
    low: FloatArray
    high: FloatArray
    today: QueueToday
    answered_in_time: float
    counted: float

    @property
    def again(self) -> FloatArray:
        """Contacts now expected in the slots that are left; NaN in those that are over."""
        found = np.full(self.grid.slots, np.nan)
        if self.today.rest is not None:
            found[self.grid.slots - self.today.rest.grid.slots :] = self.today.rest.contacts
        return found

    @property
    def service_so_far(self) -> float:
        """Share answered in time so far [-]; NaN where nothing is counted."""
        return self.answered_in_time / self.counted if self.counted > 0 else float("nan")

    @property
    def seen_until(self) -> datetime | None:
        """End of the last slot that is known; None where nothing of the day is."""
        known = np.flatnonzero(np.isfinite(self.came))
        return self.grid.part(int(known[-1]) + 1, 0).start if len(known) else None


@dataclass(frozen=True, eq=False)
class DayStatus:
    """The running day of a centre at a moment.

    Parameters
    ----------
    at
        The moment; aware.
    day
        Local date.
    queues
        In the centre's order.
    floor
        Agents required by the newest forecast against those the published plan has, without who
        is away; None where nothing is published for the day.
    planned
        The same by the forecast made before the day.
    version
        Published version in force; 0 where there is none.
    requirement
        Agents required by the newest forecast, of all days of the published roster; None where
        nothing is published for the day.
    shifts
        Shifts in force that touch the day, without those of people who are away.
    """

    at: datetime
    day: date
    zone: str
    queues: tuple[QueueStatus, ...]
    floor: DayOnFloor | None
    planned: DayOnFloor | None
    version: int
    shifts: tuple[Shift, ...]
    skills: Mapping[str, tuple[str, ...]]
    requirement: Requirement | None = None

    @property
    def minute(self) -> int:
        """Minute of the local day [min]."""
        local = self.at.astimezone(ZoneInfo(self.zone))
        return 60 * local.hour + local.minute

    @property
    def seen_until(self) -> datetime | None:
        """End of the last slot that any queue knows; None where nothing of the day came in."""
        ends = [queue.seen_until for queue in self.queues if queue.seen_until is not None]
        return max(ends, default=None)

    @cached_property
    def slot(self) -> int:
        """Slot of the day at the moment."""
        grid = self.queues[0].grid
        return min(max(0, grid.index_of(self.at)), grid.slots - 1)

    @cached_property
    def hurts(self) -> tuple[Hole, ...]:
        """Stretches from now on in which a queue is short by the newest forecast, in time order."""
        if self.floor is None:
            return ()
        return tuple(hole for hole in self.floor.holes if hole.until_min > self.minute)

    def now_of(self, queue_id: str) -> tuple[int, int] | None:
        """Agents required and planned for a queue at the moment; None without a plan."""
        if self.floor is None or queue_id not in self.floor.queue_ids:
            return None
        row = self.floor.queue_ids.index(queue_id)
        return int(self.floor.needed[row, self.slot]), int(self.floor.covered[row, self.slot])

    @cached_property
    def on_floor(self) -> frozenset[str]:
        """Agents whom the plan has on the floor at the moment, on no break and at no activity."""
        return frozenset(
            shift.agent_id
            for shift in self.shifts
            if (m := minute_of_shift(shift, self.day, self.minute)) is not None
            and not any(part.start_min <= m < part.end_min for part in shift.away)
        )


def minute_of_shift(shift: Shift, day: date, minute: int) -> int | None:
    """A minute of a day on the clock of a shift, which may have begun the day before; None: off."""
    found = minute + 1440 * (day - shift.day).days
    return found if shift.start_min <= found < shift.end_min else None


@asked
def status_of_day(context: Context, at: datetime | None = None) -> DayStatus:
    """Where the running day stands.

    Parameters
    ----------
    at
        Moment, aware; the present one if None. What came later is not looked at.

    Raises
    ------
    NotFound
        If there is no centre or no queue.
    InvalidValue
        If the moment has no time zone.
    """
    moment = context.moment(at)
    centre = centre_of(context)
    day = centre.local(moment).date()
    grid = Grid.for_days(day, 1, centre.slot_min, centre.zone)
    again = {one.queue_id: one for one in rest_of_day(context, (), moment)}
    before = {
        queue.queue_id: forecast
        for queue in queues_of(context)
        if (forecast := forecast_before(context, queue.queue_id, day)) is not None
    }
    queues = tuple(
        _queue(context, queue.queue_id, queue.name, grid, moment, again[queue.queue_id], before)
        for queue in queues_of(context)
    )
    return _with_plan(
        context, DayStatus(moment, day, centre.zone, queues, None, None, 0, (), {}), before
    )


def _queue(
    context: Context,
    queue_id: str,
    name: str,
    grid: Grid,
    moment: datetime,
    today: QueueToday,
    before: Mapping[str, Forecast],
) -> QueueStatus:
    day = grid.days[0]
    came = _came(context, queue_id, grid, moment)
    expected, low, high = (np.full(grid.slots, np.nan) for _ in range(3))
    forecast = before.get(queue_id)
    if forecast is not None:
        first = forecast.grid.index_of(grid.start)
        here = slice(first, first + grid.slots)
        expected = forecast.demand.contacts[here]
        low, high = (forecast.quantile(level)[here].copy() for level in _LEVELS)
    if today.rest is not None and today.rest.grid.slots:
        left = slice(grid.slots - today.rest.grid.slots, grid.slots)
        with np.errstate(invalid="ignore", divide="ignore"):
            moved = np.where(today.rest.before > 0, today.rest.contacts / today.rest.before, 1.0)
        low[left], high[left] = low[left] * moved, high[left] * moved
    answered = context.store.load_answered(queue_id, day, day).get(day)
    return QueueStatus(
        queue_id,
        name,
        grid,
        came,
        expected,
        low,
        high,
        today,
        answered.in_time if answered else float("nan"),
        answered.offered if answered else float("nan"),
    )


def _came(context: Context, queue_id: str, grid: Grid, moment: datetime) -> FloatArray:
    """Contacts of the slots that had ended at a moment, NaN elsewhere."""
    found = np.full(grid.slots, np.nan)
    try:
        series = context.store.load_series(queue_id, grid.days[0], grid.days[0])
    except NotFound:
        return found
    at = grid.index_of(series.grid.start)
    ended = min(grid.slots, max(0, grid.index_of(moment)))
    known = series.offered[: max(0, ended - at)]
    found[at : at + len(known)] = known
    return found


def _with_plan(context: Context, status: DayStatus, before: Mapping[str, Forecast]) -> DayStatus:
    day = status.day
    plan = plan_of(context, day - timedelta(days=1), day)
    publication = plan.by_day.get(day)
    staff = context.store.load(documents.STAFF)
    gone = {
        (row.agent_id, one)
        for row in staff.leave
        for one in (day - timedelta(days=1), day)
        if row.first <= one <= row.last
    }
    shifts = tuple(
        shift
        for shift in plan.shifts
        if (shift.agent_id, shift.day) not in gone and (shift.day == day or shift.end_min > 1440)
    )
    skills = {agent.agent_id: agent.skills for agent in staff.agents}
    status = replace(status, shifts=shifts, skills=skills)
    if publication is None:
        return status
    saved = plan.rosters[publication.roster_id]
    problem, _ = by_newest_requirement(context, saved.problem, day, day)
    roster = roster_of(saved)
    for one in away_in(saved.problem, roster, staff.leave, [day]):
        roster = roster.with_cell(one.agent_id, one.shift.day, None)
    rest = {q.queue_id: q.today.rest for q in status.queues if q.today.rest is not None}
    again = replace(problem, requirement=need_again(context, problem.requirement, rest, before))
    version, roster_id = publication.version, publication.roster_id
    return replace(
        status,
        floor=_floor(again, roster, day, roster_id, version),
        planned=_floor(problem, roster, day, roster_id, version),
        version=version,
        requirement=again.requirement,
    )


def _floor(
    problem: RosterProblem, roster: Roster, day: date, roster_id: str, version: int
) -> DayOnFloor:
    met = cover_of(problem, FloorCount.of(problem, roster))
    return day_on_floor(problem, met, day, roster_id, version)
