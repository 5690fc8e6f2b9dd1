"""The manager's rule book."""

from collections.abc import Sequence

from sqlalchemy import Connection

from data.model.codec import from_json, to_json
from data.model.rule import RuleSetting
from data.store.documents import load_document, save_document


def save_rules(connection: Connection, settings: Sequence[RuleSetting]) -> int:
    """Keep the whole rule book; returns the version of this document."""
    return save_document(connection, "rules", to_json(tuple(settings)))


def load_rules(connection: Connection) -> tuple[RuleSetting, ...]:
    """The rule book, empty where none was saved."""
    body = load_document(connection, "rules") or ()
    return tuple(from_json(RuleSetting, item) for item in body)
