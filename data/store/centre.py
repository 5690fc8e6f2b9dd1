"""The centre: its clock, calendar and slot length."""

from sqlalchemy import Connection, select

from data.model.codec import from_json, to_json
from data.model.errors import InvalidValue, NotFound
from data.model.queue import Centre
from data.store.documents import load_document, save_document
from data.store.tables import actuals


def save_centre(connection: Connection, centre: Centre) -> int:
    """Keep the centre; returns the version of this document.

    Raises
    ------
    InvalidValue
        If the slot length changes although there is history in the old one.
    """
    before = load_centre(connection)
    if before and before.slot_min != centre.slot_min and _has_history(connection):
        raise InvalidValue(
            f"history is kept in slots of {before.slot_min} min, so the centre cannot change to "
            f"{centre.slot_min} min; import the files into a new database instead"
        )
    return save_document(connection, "centre", to_json(centre))


def load_centre(connection: Connection) -> Centre | None:
    """The centre, or None in an empty store."""
    body = load_document(connection, "centre")
    return None if body is None else from_json(Centre, body)


def need_centre(connection: Connection) -> Centre:
    """The centre.

    Raises
    ------
    NotFound
        If none was saved; without its clock no history can be read or written.
    """
    centre = load_centre(connection)
    if centre is None:
        raise NotFound("this database holds no centre yet; save one before any history")
    return centre


def _has_history(connection: Connection) -> bool:
    return connection.scalar(select(actuals.c.queue_id).limit(1)) is not None
