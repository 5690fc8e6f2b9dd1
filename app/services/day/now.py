"""The day at this moment, worked out once for all who look: pages, alerts, proposals."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of, local_time
from app.services.day.live import (
    FeedFreshness,
    agent_states_of_day,
    feed_freshness,
    queue_states_at,
)
from app.services.day.people_now import PeopleNow, people_now
from app.services.day.rest.service_ahead import Ahead, service_ahead
from app.services.day.status import DayStatus, status_of_day
from app.services.remembered import Remembered
from app.services.roster.publishing.publish import current_version
from data.model.day.live import QueueState
from data.model.language import spoken
from data.model.problem import RosterProblem
from data.store import documents

_REMEMBERED = 16
_PLAYED_EVERY_MIN = 5
"""Who waits and who is missing changes all the time: the rest of the day is played so often."""


@dataclass(frozen=True, eq=False)
class DayNow:
    """The running day at a moment.

    Parameters
    ----------
    people
        Plan and telephone system beside each other; None where no states of agents come in.
    waiting
        The newest state of each queue; none where they do not come in.
    """

    status: DayStatus
    ahead: Ahead
    people: PeopleNow | None
    feed: FeedFreshness
    waiting: tuple[QueueState, ...]


@asked
def day_now(context: Context, at: datetime | None = None) -> DayNow:
    """Where the day stands, who is there, and how it will end.

    Parameters
    ----------
    at
        Moment, aware; the present one if None.

    Notes
    -----
    Status is worked out once a slot, and again when a file, a publication, a requirement or an
    absence came; in between only the minute moves.
    """
    now, known = context.moment(at), _known(context)
    status = status_now(context, now)
    people = _people(context, status)
    waiting = queue_states_at(context, now)
    missing = frozenset(one.agent_id for one in people.who("missing")) if people else frozenset()
    waits = {state.queue_id: state.waiting for state in waiting}
    ahead = _found.once(
        ("ahead", _floored(now, _PLAYED_EVERY_MIN), known, missing),
        lambda: service_ahead(context, status, waits, missing),
    )
    return DayNow(status, ahead, people, feed_freshness(context, now), waiting)


@asked
def status_now(context: Context, at: datetime | None = None) -> DayStatus:
    """Where the day stands, worked out once a slot and whenever something new is known."""
    now = context.moment(at)
    begin = _floored(now, centre_of(context).slot_min)
    key = ("status", begin, _known(context))
    status: DayStatus = _found.once(key, lambda: status_of_day(context, begin))
    return replace(status, at=now)


@asked
def needed_now(context: Context, problem: RosterProblem) -> RosterProblem:
    """A problem with the agents required for the rest of today as Today shows them.

    Other days stay as they are, and so does today where no published plan has it, or where the
    problem is one of other queues or slots.
    """
    today = context.moment().astimezone(ZoneInfo(problem.requirement.grid.zone)).date()
    if today not in problem.dates:
        return problem
    again, old = status_now(context).requirement, problem.requirement
    if again is None or again.grid.slot_min != old.grid.slot_min:
        return problem
    if set(again.queue_ids) != set(old.queue_ids):
        return problem
    new = again.of_days(today, 1)
    low = old.grid.index_of(new.grid.start)
    here, rows = slice(low, low + new.grid.slots), [new.queue_ids.index(q) for q in old.queue_ids]
    heads, floor = old.heads.copy(), old.floor_heads.copy()
    heads[:, here], floor[:, here] = new.heads[rows], new.floor_heads[rows]
    if np.array_equal(heads, old.heads) and np.array_equal(floor, old.floor_heads):
        return problem
    return replace(problem, requirement=replace(old, heads=heads, floor_heads=floor))


@asked
def missing_now(context: Context, at: datetime | None = None) -> frozenset[str]:
    """Agents who should be at work and have not come; nobody where no states come in."""
    moment = context.moment(at)
    if not agent_states_of_day(context, local_time(context, moment).date(), moment):
        return frozenset()
    people = _people(context, status_now(context, moment))
    return frozenset(one.agent_id for one in people.who("missing")) if people else frozenset()


def _people(context: Context, status: DayStatus) -> PeopleNow | None:
    states = agent_states_of_day(context, status.day, status.at)
    names = {agent.agent_id: agent.name for agent in context.store.load(documents.STAFF).agents}
    after = context.store.load(documents.ALERT_SETTINGS).missing_min
    return people_now(status, states, names, after)


def _known(context: Context) -> Hashable:
    store = context.store
    needs, forecasts = store.list_requirements(), store.list_forecasts()
    return (
        store.where,
        store.newest_import(),
        needs[0].requirement_id if needs else "",
        forecasts[0].version_id if forecasts else "",
        current_version(context),
        store.load(documents.STAFF).leave,
        store.load(documents.QUEUES),
        spoken(),
    )


def _floored(at: datetime, minutes: int) -> datetime:
    gone = timedelta(minutes=at.minute % minutes, seconds=at.second, microseconds=at.microsecond)
    return at - gone


_found: Remembered[Any] = Remembered(_REMEMBERED)
