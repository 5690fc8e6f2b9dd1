"""The figures that planners usually ask for."""

from sqlalchemy import Connection

from data.model.codec import from_json, to_json
from data.model.planning import PlanningDefaults
from data.store.documents import load_document, save_document


def save_planning(connection: Connection, value: PlanningDefaults) -> int:
    """Keep them; returns the version of this document."""
    return save_document(connection, "planning", to_json(value))


def load_planning(connection: Connection) -> PlanningDefaults:
    """Those in force; the product's own where none were saved."""
    body = load_document(connection, "planning") or {}
    return from_json(PlanningDefaults, body)
