"""Layers of the forecasts: hand edits and events, all queues together."""

from collections.abc import Sequence

from sqlalchemy import Connection

from data.model.codec import from_json, to_json
from data.model.layer import Layer
from data.store.documents import load_document, save_document


def save_layers(connection: Connection, layers: Sequence[Layer]) -> int:
    """Keep all layers in their order; returns the version of this document."""
    return save_document(connection, "layers", to_json(tuple(layers)))


def load_layers(connection: Connection) -> tuple[Layer, ...]:
    """All layers in the order in which they are applied, empty where none was saved."""
    body = load_document(connection, "layers") or ()
    return tuple(from_json(Layer, item) for item in body)
