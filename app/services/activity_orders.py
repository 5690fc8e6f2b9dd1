"""Which training, coaching, meetings and back-office work is wanted."""

from app.services.access.asking import asked
from app.services.changes import about, change, meanwhile, merged, save_changed, with_one
from app.services.context import Context, today_of
from data.model.activity import ActivityOrder
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.staff import Staff
from data.model.words import date_in_words
from data.store import documents
from rostering.activities.candidates import is_for_somebody


def in_team(missing: int) -> str:
    """How many of a team meet, as a phrase."""
    if not missing:
        return tr("each team, everybody")
    return tr("each team, all but {missing}", missing=missing)


@asked
def activity_orders_of(context: Context) -> tuple[ActivityOrder, ...]:
    """Every order, in the order in which they were added."""
    return context.store.load(documents.ACTIVITY_ORDERS)


Orders = tuple[ActivityOrder, ...]


@change
def add_activity_order(
    context: Context, order: ActivityOrder, why: str = "", *, seen: Orders | None = None
) -> Orders:
    """Add an order, or put it in the place of the one with its name.

    Parameters
    ----------
    seen
        The orders as they were shown; None: whatever there is of that name is replaced.

    Raises
    ------
    Conflict
        If somebody changed the order of that name since.
    InvalidValue
        If it names people, teams, contracts or skills that nobody knows, is for nobody, or
        had to be over before tomorrow.
    """
    if order.due and order.due <= today_of(context):
        raise InvalidValue(
            tr(
                "{label}: nothing can be placed by {due} any more; give a day from tomorrow on",
                label=order.label,
                due=date_in_words(order.due),
            )
        )
    _refuse_strangers(order, context.store.load(documents.STAFF))
    return _put(context, order.label, order, seen, why)


@change
def remove_activity_order(
    context: Context, label: str, why: str = "", *, seen: Orders | None = None
) -> Orders:
    """Take an order away; rosters keep the activities that they hold.

    Parameters
    ----------
    seen
        The orders as they were shown; None: whatever there is of that name goes.

    Raises
    ------
    Conflict
        If somebody changed it since.
    NotFound
        If there is none of the name.
    """
    names = [order.label for order in activity_orders_of(context)]
    if label not in names:
        raise NotFound(
            tr(
                "no activity order {label!r}; there are: {names}",
                label=label,
                names=", ".join(names) or tr("none"),
            )
        )
    return _put(context, label, None, seen, why)


def _put(
    context: Context, label: str, order: ActivityOrder | None, seen: Orders | None, why: str
) -> Orders:
    """Save the orders with one of them put in place, or taken away."""
    known = activity_orders_of(context)
    now = {other.label: other for other in known}
    shown = now if seen is None else {other.label: other for other in seen}

    def conflict(label: str) -> Conflict:
        became = _said(now[label]) if label in now else ""
        what = tr("activity order {label!r}", label=label)
        return meanwhile(context, what, became, "session_orders", about("label", label))

    orders = tuple(merged(conflict, shown, with_one(shown, label, order), now).values())
    before, after = ([to_json(other) for other in side] for side in (known, orders))
    entry = context.entry("set_session_orders", "session_orders", why, before=before, after=after)
    save_changed(
        context,
        documents.ACTIVITY_ORDERS,
        orders,
        entry,
        tr("activity order {label!r}", label=label),
    )
    return orders


def _said(order: ActivityOrder) -> str:
    whom = ", ".join((*order.agents, *order.teams, *order.contracts, *order.skills))
    due = date_in_words(order.due) if order.due else tr("any day")
    return tr(
        "{per_agent} × {length_min} min for {whom}, by {due}",
        per_agent=order.per_agent,
        length_min=order.length_min,
        whom=whom or tr("everybody"),
        due=due,
    )


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
                tr(
                    "activity order {label!r} names unknown {what}: {strange}; there are: {shown}",
                    label=order.label,
                    what=what,
                    strange=", ".join(strange),
                    shown=shown or tr("none"),
                )
            )
    if staff.agents and not is_for_somebody(staff.agents, order):
        raise InvalidValue(
            tr(
                "activity order {label!r} is for nobody: nobody fits all it names, in a team where "
                "teams meet",
                label=order.label,
            )
        )
