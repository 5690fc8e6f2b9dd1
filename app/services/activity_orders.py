"""Which training, coaching, meetings and back-office work is wanted."""

from app.services.context import Context
from data.model.activity import ActivityOrder
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.staff import Staff
from data.store import documents
from rostering.activities.candidates import is_in_scope


def activity_orders_of(context: Context) -> tuple[ActivityOrder, ...]:
    """Every order, in the order in which they were added."""
    return context.store.load(documents.ACTIVITY_ORDERS)


def add_activity_order(
    context: Context, order: ActivityOrder, why: str = ""
) -> tuple[ActivityOrder, ...]:
    """Add an order, or put it in the place of the one with its name.

    Raises
    ------
    InvalidValue
        If it names people, teams, contracts or skills that nobody knows, or is for nobody.
    """
    _refuse_strangers(order, context.store.load(documents.STAFF))
    known = activity_orders_of(context)
    same = [other.label == order.label for other in known]
    found = tuple(order if mine else other for other, mine in zip(known, same, strict=True))
    return _keep(context, found if any(same) else (*known, order), why)


def remove_activity_order(context: Context, label: str, why: str = "") -> tuple[ActivityOrder, ...]:
    """Take an order away; rosters keep the activities that they hold.

    Raises
    ------
    NotFound
        If there is none of the name.
    """
    known = activity_orders_of(context)
    left = tuple(order for order in known if order.label != label)
    if len(left) == len(known):
        names = ", ".join(order.label for order in known) or "none"
        raise NotFound(f"no activity order {label!r}; there are: {names}")
    return _keep(context, left, why)


def _keep(
    context: Context, orders: tuple[ActivityOrder, ...], why: str
) -> tuple[ActivityOrder, ...]:
    before = [to_json(order) for order in activity_orders_of(context)]
    after = [to_json(order) for order in orders]
    entry = context.entry("set_session_orders", "session_orders", why, before=before, after=after)
    context.store.save(documents.ACTIVITY_ORDERS, orders, entry)
    return orders


def _refuse_strangers(order: ActivityOrder, staff: Staff) -> None:
    known = {
        "agents": ({agent.agent_id for agent in staff.agents}, order.agents),
        "teams": ({agent.team for agent in staff.agents}, order.teams),
        "contracts": ({contract.contract_id for contract in staff.contracts}, order.contracts),
        "skills": ({skill for agent in staff.agents for skill in agent.skills}, order.skills),
    }
    for what, (there, named) in known.items():
        if strange := sorted(set(named) - there):
            shown = ", ".join(sorted(filter(None, there))[:10])
            raise InvalidValue(
                f"activity order {order.label!r} names unknown {what}: {', '.join(strange)}; "
                f"there are: {shown or 'none'}"
            )
    if staff.agents and not any(is_in_scope(order, agent) for agent in staff.agents):
        raise InvalidValue(
            f"activity order {order.label!r} is for nobody: nobody fits all it names"
        )
