"""Saved requirements: cut to the days of a roster, and explained as they were sized."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from app.services.access.asking import asked
from app.services.context import Context, queues_of
from data.model.codec import from_json
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.model.queue import Queue
from data.model.requirement import Requirement

if TYPE_CHECKING:
    from rostering.staffing.explain import Explanation
    from rostering.staffing.sizing import Sizing


@asked
def explain_requirement(
    context: Context, requirement_id: str, queue_id: str, at: datetime
) -> "Explanation":
    """One slot of a saved requirement, down to the formula and its inputs.

    Parameters
    ----------
    at
        Local wall time inside the slot; an aware instant is taken as it is.

    Raises
    ------
    InvalidValue
        If the slot or the queue is not in the requirement.
    """
    from rostering.staffing.explain import explain

    requirement = context.store.load_requirement(requirement_id)
    if queue_id not in requirement.queue_ids:
        raise InvalidValue(
            tr(
                "{requirement_id} has queues {queue_ids}",
                requirement_id=requirement_id,
                queue_ids=", ".join(requirement.queue_ids),
            )
        )
    grid = requirement.grid
    day, minute = at.date(), at.hour * 60 + at.minute
    slot = grid.index_of(at) if at.tzinfo else grid.slot_at(day, minute)
    if not 0 <= slot < grid.slots:
        raise InvalidValue(
            tr("{at} lies outside {days} .. {days2}", at=at, days=grid.days[0], days2=grid.days[-1])
        )
    queue = promised(context, requirement)[queue_id]
    forecast_id = requirement.forecast_ids[requirement.queue_ids.index(queue_id)]
    forecast = context.store.load_forecast(forecast_id)
    offset = forecast.grid.index_of(grid.start)
    return explain(requirement, forecast, queue, slot, sizing_of(requirement), offset=offset)


def sizing_of(requirement: Requirement) -> "Sizing":
    """How a saved requirement was sized; older ones did not say and have the defaults."""
    from rostering.staffing.load import Handling
    from rostering.staffing.sizing import Sizing

    made_with = requirement.made_with
    return Sizing(
        model=made_with.get("model", "auto"),
        basis=made_with.get("basis", "mean"),
        ramp=made_with.get("ramp", "lag"),
        handling={
            queue_id: Handling.of(from_json(Queue, queue))
            for queue_id, queue in made_with.get("queues", {}).items()
        },
    )


@asked
def promised(context: Context, requirement: Requirement) -> dict[str, Queue]:
    """The queues with the service level targets that a requirement was built for, by id.

    Notes
    -----
    Requirements saved by versions that did not save the targets with them have those of today.
    """
    kept = requirement.made_with.get("queues")
    if kept:
        return {queue_id: from_json(Queue, kept[queue_id]) for queue_id in requirement.queue_ids}
    return {queue.queue_id: queue for queue in queues_of(context, requirement.queue_ids)}


@asked
def requirement_for(
    context: Context, first: date, days: int, requirement_id: str = "", *, tail_min: int = 0
) -> Requirement:
    """A requirement cut to whole days of a horizon; the newest that covers them if not named.

    Parameters
    ----------
    tail_min
        Of the morning after the last day, how much to keep where it is known [min].

    Raises
    ------
    NotFound
        If none covers the days; says which days are covered.
    """
    ids = (
        [requirement_id]
        if requirement_id
        else [r.requirement_id for r in context.store.list_requirements()]
    )
    covered = []
    for found in map(context.store.load_requirement, ids):
        if found.covers(first, days):
            return found.of_days(first, days, tail_min)
        covered.append(f"{found.grid.days[0]} .. {found.grid.days[-1]}")
    raise NotFound(
        tr(
            "no requirement covers {days} days from {first}; covered: {covered}. "
            "Run `peakshift forecast run` and `peakshift requirement build`, or "
            "choose other days",
            days=days,
            first=first,
            covered=", ".join(covered) or tr("nothing"),
        )
    )
