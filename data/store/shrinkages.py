"""The centre's shrinkages: what keeps rostered people off the floor."""

from collections.abc import Sequence

from sqlalchemy import Connection

from data.model.codec import from_json, to_json
from data.model.requirement import Shrinkage
from data.store.documents import load_document, save_document


def save_shrinkages(connection: Connection, values: Sequence[Shrinkage]) -> int:
    """Keep all shrinkages, none included; returns the version of this document."""
    return save_document(connection, "shrinkages", to_json(tuple(values)))


def load_shrinkages(connection: Connection) -> tuple[Shrinkage, ...] | None:
    """All shrinkages; None where nobody ever said any."""
    body = load_document(connection, "shrinkages")
    return None if body is None else tuple(from_json(Shrinkage, item) for item in body)
