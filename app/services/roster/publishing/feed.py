"""An agent's calendar to subscribe to: the plan in force, and what of it is cancelled."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.services.access.asking import asked
from app.services.context import Context, agent_of, centre_of, today_of
from app.services.roster.plan import plan_of, shifts_of
from data.export.feeds import Standing, feed_ics
from data.model.codec import canonical
from data.model.publication import Publication
from data.model.shift import Shift
from data.model.staff import Leave
from data.store import documents

BACK_DAYS = 28
"""How far back a subscription shows what was worked [days]."""


@asked
def feed_tag(context: Context, agent_id: str) -> bytes:
    """What an agent's calendar depends on; the same as long as nothing of it can change."""
    first, every = _span(context)
    leave = _leave(context, agent_id, first)
    return canonical([agent_id, first, [(one.version, one.roster_id) for one in every], leave])


@asked
def calendar_of_agent(context: Context, agent_id: str) -> bytes:
    """The shifts and leave of one agent as an iCalendar subscription, nobody else's.

    Raises
    ------
    NotFound
        If there is no such agent, or no centre.
    """
    agent = agent_of(context.store.load(documents.STAFF), agent_id)
    first, every = _span(context)
    last = max((one.last for one in every), default=first)
    plan = plan_of(context, first, max(first, last))
    live = tuple(shift for shift in plan.shifts if shift.agent_id == agent_id)
    return feed_ics(
        agent,
        live,
        tuple(_earlier(context, agent_id, every)),
        _leave(context, agent_id, first),
        _standing(every),
        zone=centre_of(context).zone,
        first=first,
    )


def _span(context: Context) -> tuple[date, tuple[Publication, ...]]:
    """First day shown, and every publication that reaches it or a later one, oldest first."""
    first = today_of(context) - timedelta(days=BACK_DAYS)
    every = context.store.load_publications()
    return first, tuple(one for one in every if one.last >= first)


def _leave(context: Context, agent_id: str, first: date) -> tuple[Leave, ...]:
    every = context.store.load(documents.STAFF).leave
    return tuple(one for one in every if one.agent_id == agent_id and one.last >= first)


def _standing(every: tuple[Publication, ...]) -> dict[date, Standing]:
    """The newest version that said anything of each day, withdrawals among them."""
    found = {}
    for one in every:
        for i in range(one.days):
            found[one.first + timedelta(days=i)] = Standing(one.version, one.at)
    return found


def _earlier(
    context: Context, agent_id: str, every: tuple[Publication, ...]
) -> Iterator[Sequence[Shift]]:
    ids = dict.fromkeys(one.roster_id for one in every if not one.withdraws)
    for roster_id in ids:
        shifts = shifts_of(context.store.load_roster(roster_id))
        yield tuple(shift for shift in shifts if shift.agent_id == agent_id)
