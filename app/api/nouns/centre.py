"""The centre: clock, queues and targets, planning defaults, events, shrinkage, today."""

from dataclasses import dataclass
from datetime import date

from app.api.parts.route import Route
from app.services.centre import (
    add_special_days,
    drop_special_day,
    planning_of,
    set_centre,
    set_planning,
    set_queue,
)
from app.services.context import Context, centre_of, queues_of, special_days_of, today_of
from app.services.forecast.read import groups_of
from app.services.overview import Standing, where_things_stand
from app.services.staffing.shrinkage import (
    drop_shrinkage,
    fit_shrinkages,
    reset_shrinkages,
    set_shrinkage,
    set_shrinkages,
    shrinkages_of,
)
from data.model.queue import Queue
from data.model.special_day import SpecialDays
from data.store import documents

TAG = "Centre"


@dataclass(frozen=True)
class Today:
    """The day on the centre's clock."""

    day: date


def today(context: Context) -> Today:
    """Today on the centre's clock, by which everything is judged."""
    return Today(today_of(context))


def every_queue(context: Context) -> tuple[Queue, ...]:
    """The queues with their targets, in order."""
    return queues_of(context)


def queue_named(context: Context, queue_id: str) -> Queue:
    """One queue with its target."""
    return queues_of(context, (queue_id,))[0]


def own_events(context: Context) -> SpecialDays:
    """The planners' own table of special days, without the official calendar."""
    return context.store.load(documents.SPECIAL_DAYS)


def standing(context: Context, day: date | None = None) -> Standing:
    """The newest of everything, what is to be done next, and what a person should look at.

    Parameters
    ----------
    day
        Judged by this day; today if none is named.
    """
    return where_things_stand(context, day)


_CENTRE = {"name": "Service centre", "zone": "Asia/Shanghai", "country": "CN", "slot_min": 30}

ROUTES = (
    Route("GET", "/centre", centre_of),
    Route("PUT", "/centre", set_centre, guard="/centre", example={"centre": _CENTRE}),
    Route("GET", "/today", today),
    Route("GET", "/queues", every_queue, listed=True),
    Route("GET", "/queues/{queue_id}", queue_named),
    Route("PATCH", "/queues/{queue_id}", set_queue, guard="/queues/{queue_id}",
          example={"target": {"within_s": 20}, "why": "new contract"}),
    Route("GET", "/groups", groups_of),
    Route("GET", "/planning", planning_of),
    Route("PATCH", "/planning", set_planning, guard="/planning",
          example={"changes": {"roster_weeks": 4}}),
    Route("GET", "/standing", standing),
    Route("GET", "/special-days", special_days_of,
          example={"first": "2026-01-01", "last": "2026-12-31"}),
    Route("GET", "/events", own_events),
    Route("POST", "/events", add_special_days, status=201,
          example={"first": "2026-03-02", "last": "2026-03-03", "name": "storm"}),
    Route("DELETE", "/events/{day}", drop_special_day, guard="/events"),
    Route("GET", "/shrinkages", shrinkages_of),
    Route("PUT", "/shrinkages", set_shrinkages, guard="/shrinkages"),
    Route("POST", "/shrinkages", set_shrinkage, status=201,
          example={"value": {"name": "training", "share": 0.04}}),
    Route("POST", "/shrinkages/fit", fit_shrinkages),
    Route("DELETE", "/shrinkages", reset_shrinkages, guard="/shrinkages"),
    Route("DELETE", "/shrinkages/{name}", drop_shrinkage, guard="/shrinkages"),
)  # fmt: skip
