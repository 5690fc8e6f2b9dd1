"""The session orders: training, coaching, meetings and back office that are wanted."""

from collections.abc import Sequence

from sqlalchemy import Connection

from data.model.codec import from_json, to_json
from data.model.session import SessionOrder
from data.store.documents import load_document, save_document


def save_session_orders(connection: Connection, values: Sequence[SessionOrder]) -> int:
    """Keep all orders; returns the version of this document."""
    return save_document(connection, "session_orders", to_json(tuple(values)))


def load_session_orders(connection: Connection) -> tuple[SessionOrder, ...]:
    """All orders, empty where none was saved."""
    body = load_document(connection, "session_orders") or ()
    return tuple(from_json(SessionOrder, item) for item in body)
