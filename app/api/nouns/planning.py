"""Training and other activities; the shift templates in force."""

from dataclasses import dataclass

from app.api.parts.route import Route
from app.services.activity_orders import (
    activity_orders_of,
    add_activity_order,
    remove_activity_order,
)
from app.services.context import Context
from app.services.shift_design.design import templates_today
from data.model.shift import ShiftTemplate

TAG = "Activities and shift design"


@dataclass(frozen=True)
class Templates:
    """Shift templates in force, and the minutes of the day at which their shifts start [min]."""

    templates: tuple[ShiftTemplate, ...]
    starts_min: tuple[int, ...]


def templates_in_force(context: Context) -> Templates:
    """The shift templates that contracts may work today."""
    return Templates(*templates_today(context))


ROUTES = (
    Route("GET", "/activities", activity_orders_of),
    Route("POST", "/activities", add_activity_order, status=201),
    Route("DELETE", "/activities/{label}", remove_activity_order, guard="/activities"),
    Route("GET", "/shift-templates", templates_in_force),
)
