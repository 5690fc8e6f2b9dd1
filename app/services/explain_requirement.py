"""Why a requirement asks for these heads, and what more certainty would cost."""

from datetime import datetime

from app.services.desk import Desk
from app.services.read_centre import queues_of
from app.services.set_requirement import DEFAULT_SHRINKAGES, newest_forecasts
from data.model.errors import InvalidValue
from rostering.staffing.compare import Choice, compare_bases
from rostering.staffing.explain import Explanation, explain
from rostering.staffing.sizing import Sizing


def explain_requirement(
    desk: Desk, requirement_id: str, queue_id: str, at: datetime
) -> Explanation:
    """One slot of a kept requirement, down to the formula and its inputs.

    Parameters
    ----------
    at
        Local wall time inside the slot; an aware instant is taken as it is.

    Raises
    ------
    InvalidValue
        If the slot or the queue is not in the requirement.
    """
    requirement = desk.store.load_requirement(requirement_id)
    if queue_id not in requirement.queue_ids:
        raise InvalidValue(f"{requirement_id} has queues {', '.join(requirement.queue_ids)}")
    grid = requirement.grid
    day, minute = at.date(), at.hour * 60 + at.minute
    slot = grid.index_of(at) if at.tzinfo else grid.slot_at(day, minute)
    if not 0 <= slot < grid.slots:
        raise InvalidValue(f"{at} lies outside {grid.days[0]} .. {grid.days[-1]}")
    (queue,) = queues_of(desk, (queue_id,))
    forecast_id = requirement.forecast_ids[requirement.queue_ids.index(queue_id)]
    forecast = desk.store.load_forecast(forecast_id)
    sizing = Sizing(basis=requirement.made_with.get("basis", "mean"))
    offset = forecast.grid.index_of(grid.start)
    return explain(requirement, forecast, queue, slot, sizing, offset=offset)


def compare_requirements(desk: Desk) -> tuple[Choice, ...]:
    """The newest forecasts staffed on several bases, with hours, cost and expected service."""
    forecasts = newest_forecasts(desk)
    staff = desk.store.load_staff()
    paid = [contract.hour_cents for contract in staff.contracts]
    return compare_bases(
        forecasts,
        queues_of(desk, tuple(forecasts)),
        DEFAULT_SHRINKAGES,
        hour_cents=round(sum(paid) / len(paid)) if paid else 0,
    )
