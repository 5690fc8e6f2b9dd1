"""Coaching ordered from errors: an activity order, which rosters place where agents are idle."""

from datetime import date, timedelta

from app.services.access.asking import asked
from app.services.activity_orders import add_activity_order
from app.services.context import Context, today_of
from data.model.activity import ActivityOrder
from data.model.language import tr

_LENGTH_MIN, _WITHIN_DAYS = 30, 28


@asked
def order_coaching(
    context: Context,
    agent_id: str,
    kind: str,
    why: str,
    *,
    length_min: int = _LENGTH_MIN,
    due: date | None = None,
) -> ActivityOrder:
    """Order coaching of an agent about a kind of work; rosters place it like any activity.

    Parameters
    ----------
    why
        What the coaching is for; stays in the trail beside the order.
    due
        Last day; None: within four weeks.

    Raises
    ------
    InvalidValue
        If the staff has no such agent.
    """
    order = ActivityOrder(
        tr("Coaching {kind}: {agent_id}", kind=kind, agent_id=agent_id),
        length_min,
        agents=(agent_id,),
        due=due or today_of(context) + timedelta(days=_WITHIN_DAYS),
    )
    add_activity_order(context, order, why)
    return order
