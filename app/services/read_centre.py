"""What every use case asks of the store first, answered with advice when it is not there."""

from datetime import date

from app.services.desk import Desk
from data.model.errors import NotFound
from data.model.queue import Centre, Queue
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from data.model.staff import Agent, Staff
from data.store import documents
from forecasting.special_days import official_days


def centre_of(desk: Desk) -> Centre:
    """The centre that the store belongs to.

    Raises
    ------
    NotFound
        If none was set up yet.
    """
    centre = desk.store.load(documents.CENTRE)
    if centre is None:
        raise NotFound(
            "this database holds no centre yet: run `peakshift centre set --name NAME --zone ZONE`,"
            " or `peakshift demo` for the sample centre"
        )
    return centre


def queues_of(desk: Desk, wanted: tuple[str, ...] = ()) -> tuple[Queue, ...]:
    """All queues, or the wanted ones in the order asked for.

    Raises
    ------
    NotFound
        If there is no queue, or a wanted one is unknown.
    """
    known = {queue.queue_id: queue for queue in desk.store.load(documents.QUEUES)}
    if not known:
        centre_of(desk)  # the earlier step is named first
        raise NotFound("no queue is known yet: import a history file first")
    missing = [queue_id for queue_id in wanted if queue_id not in known]
    if missing:
        raise NotFound(f"unknown queue {', '.join(missing)}; known: {', '.join(known)}")
    return tuple(known[queue_id] for queue_id in wanted or known)


def history_of(desk: Desk, queues: tuple[Queue, ...]) -> dict[str, ContactSeries]:
    """Series of each queue that has any history."""
    found = {}
    for queue in queues:
        try:
            found[queue.queue_id] = desk.store.load_series(queue.queue_id)
        except NotFound:
            continue
    if not found:
        raise NotFound("no history is stored: run `peakshift history import FILE`")
    return found


def special_days_of(desk: Desk, first: date, last: date) -> SpecialDays:
    """Official calendar of the centre's country with the planners' own table laid over it."""
    official = official_days(centre_of(desk).country, first.year, last.year)
    return official.updated(desk.store.load(documents.SPECIAL_DAYS))


def agent_of(staff: Staff, agent_id: str) -> Agent:
    """An agent of the staff.

    Raises
    ------
    NotFound
        If nobody has the id; the message names some who are there.
    """
    known = {agent.agent_id: agent for agent in staff.agents}
    if agent_id not in known:
        some = ", ".join(sorted(known)[:10]) + (", ..." if len(known) > 10 else "")
        raise NotFound(f"the staff has no agent {agent_id!r}; there are: {some or 'none yet'}")
    return known[agent_id]
