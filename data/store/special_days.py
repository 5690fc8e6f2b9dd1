"""The planners' own table of special days."""

from sqlalchemy import Connection

from data.model.codec import from_json, to_json
from data.model.special_day import SpecialDay, SpecialDays
from data.store.documents import load_document, save_document


def save_special_days(connection: Connection, special_days: SpecialDays) -> int:
    """Keep the whole table; returns the version of this document."""
    return save_document(connection, "special_days", to_json(special_days.days))


def load_special_days(connection: Connection) -> SpecialDays:
    """The table, empty where none was saved."""
    body = load_document(connection, "special_days") or ()
    return SpecialDays(tuple(from_json(SpecialDay, item) for item in body))
