"""What the live figures are made of: read once for all sessions, again when anything changes."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.services.centre import planning_of
from app.services.day.service_ahead import Ahead, service_ahead
from app.services.day.status import DayStatus, status_of_day
from app.services.roster.publish import current_version
from app.web import session
from app.web.parts.cached import cached
from data.model.language import phrase
from data.store import documents

Known = tuple[object, ...]


def day_now() -> tuple[DayStatus, Ahead]:
    """Where the day stands at this moment, and how it will end.

    Notes
    -----
    The work is done once a slot, and when a file, a publication, a requirement or an absence came;
    in between only the minute moves.
    """
    context = session.context()
    now, slot_min = context.clock(), session.centre().slot_min
    slot = now - timedelta(minutes=now.minute % slot_min, seconds=now.second)
    known = _known()
    status = replace(_status(session.url(), slot.replace(microsecond=0), known), at=now)
    return status, _ahead(session.url(), slot.replace(microsecond=0), known)


def _known() -> Known:
    context = session.shared_context(session.url())
    store = context.store
    imports, needs = store.list_imports(), store.list_requirements()
    forecasts = store.list_forecasts()
    return (
        imports[0].import_id if imports else 0,
        needs[0].requirement_id if needs else "",
        forecasts[0].version_id if forecasts else "",
        current_version(context),
        store.load(documents.STAFF).leave,
        store.load(documents.QUEUES),
        planning_of(context),
    )


@cached(phrase("Looking at the day"), 4)
def _status(url: str, slot: datetime, known: Known) -> DayStatus:
    return status_of_day(session.shared_context(url), slot)


@cached(phrase("Playing the rest of the day and week"), 4)
def _ahead(url: str, slot: datetime, known: Known) -> Ahead:
    return service_ahead(session.shared_context(url), _status(url, slot, known))
