"""People, contracts, menu, leave, availability and wishes as one aggregate."""

from sqlalchemy import Connection

from data.model.codec import from_json, to_json
from data.model.errors import Conflict
from data.model.staff import Staff
from data.store.documents import load_document, save_document


def save_staff(connection: Connection, staff: Staff, seen: Staff | None = None) -> int:
    """Keep the whole staff; returns the version of this document.

    Parameters
    ----------
    seen
        The staff that was changed into this one; None replaces whatever is there.

    Raises
    ------
    Conflict
        If somebody else saved another staff since it was seen.
    """
    if seen is not None and load_staff(connection) != seen:
        raise Conflict("the staff was changed since you looked; nothing was saved: look again")
    return save_document(connection, "staff", to_json(staff))


def load_staff(connection: Connection) -> Staff:
    """The staff, empty where none was saved."""
    body = load_document(connection, "staff")
    return Staff() if body is None else from_json(Staff, body)
