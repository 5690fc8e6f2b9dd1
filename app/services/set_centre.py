"""Name, clock, calendar and slot length of the centre, checked before they are kept."""

from datetime import UTC, datetime

from app.services.desk import Desk
from data.model.errors import InvalidValue
from data.model.grid import Grid
from data.model.queue import Centre
from data.store import documents
from forecasting.special_days import official_days

_ANY_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


def set_centre(desk: Desk, centre: Centre) -> None:
    """Keep a centre.

    Raises
    ------
    InvalidValue
        If the name is empty, or zone, slot length or holiday calendar are unknown.
    """
    if not centre.name.strip():
        raise InvalidValue("the centre needs a name; it stands on every page")
    Grid(_ANY_INSTANT, 0, centre.slot_min, centre.zone)  # refuses unknown zones and odd slots
    official_days(centre.country, desk.clock().year, desk.clock().year)
    desk.store.save(documents.CENTRE, centre, desk.entry("set_centre", "centre", zone=centre.zone))
