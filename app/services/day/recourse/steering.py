"""Steering to the month: what it has reached so far sets what the days left are staffed for."""

from calendar import monthrange
from datetime import date, timedelta

import numpy as np

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, queues_of
from data.model.day.recourse import Aim
from data.model.errors import NotFound
from data.model.queue import Queue


@asked
def aims_of(context: Context, day: date) -> tuple[Aim, ...]:
    """What the days of a month from a day on must give each queue.

    Parameters
    ----------
    day
        First day that can still be staffed otherwise.

    Notes
    -----
    The target is a month's and counts callers, so a month that is behind is made good by the days
    left, and one that is ahead need not be paid for twice; never further below the target than
    the planning defaults allow. Queues that nobody counted this month, and queues whose work can
    wait, keep their target.
    """
    planning = planning_of(context)
    floor = planning.steer_floor_points / 100
    return tuple(
        _aim(context, queue, day, floor, bool(planning.steer_to_month))
        for queue in queues_of(context)
        if queue.deferrable_due_min is None
    )


def _aim(context: Context, queue: Queue, day: date, floor: float, steer: bool) -> Aim:
    from rostering.staffing.period import aim_of_rest

    target = queue.target.service_share
    first = day.replace(day=1)
    in_time = counted = 0.0
    if day > first:
        found = context.store.load_answered(queue.queue_id, first, day - timedelta(days=1))
        in_time = sum(one.in_time for one in found.values())
        counted = sum(one.offered for one in found.values())
    left = _left(context, queue.queue_id, day)
    aim = target
    if steer and counted > 0 and left > 0:
        aim = max(target - floor, aim_of_rest(target, in_time, counted, left))
    return Aim(queue.queue_id, in_time, counted, left, target, aim)


def _left(context: Context, queue_id: str, day: date) -> float:
    """Contacts that the newest forecast expects from a day to the end of its month [contacts]."""
    try:
        forecast = context.store.latest_forecast(queue_id)
    except NotFound:
        return 0.0
    last = day.replace(day=monthrange(day.year, day.month)[1])
    days = forecast.grid.day
    here = (days >= np.datetime64(day, "D")) & (days <= np.datetime64(last, "D"))
    return float(forecast.demand.contacts[here].sum())
