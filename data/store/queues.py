"""Queues in the order in which they were given."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from data.model.codec import from_json, to_json
from data.model.errors import InvalidValue
from data.model.queue import Queue
from data.store.documents import load_document, save_document
from data.store.tables import actuals


def save_queues(connection: Connection, queues: Sequence[Queue]) -> int:
    """Keep the whole list of queues; returns the version of this document.

    Raises
    ------
    InvalidValue
        If two queues share an id, or a queue that has history is missing.
    """
    ids = [queue.queue_id for queue in queues]
    twice = sorted({queue_id for queue_id in ids if ids.count(queue_id) > 1})
    if twice:
        raise InvalidValue(f"queue ids given twice: {', '.join(twice)}; give each queue its own")
    dropped = [q.queue_id for q in load_queues(connection) if q.queue_id not in ids]
    kept = [queue_id for queue_id in dropped if _has_history(connection, queue_id)]
    if kept:
        raise InvalidValue(f"queues with history cannot be left out: {', '.join(kept)}")
    return save_document(connection, "queues", to_json(tuple(queues)))


def load_queues(connection: Connection) -> tuple[Queue, ...]:
    """All queues, in the order in which they were saved."""
    body = load_document(connection, "queues")
    return tuple(from_json(Queue, item) for item in body or ())


def add_queues(connection: Connection, queues: Iterable[Queue]) -> tuple[str, ...]:
    """Append the queues whose ids are new; returns those ids."""
    known = load_queues(connection)
    ids = {queue.queue_id for queue in known}
    fresh = tuple(queue for queue in queues if queue.queue_id not in ids)
    if fresh:
        save_queues(connection, (*known, *fresh))
    return tuple(queue.queue_id for queue in fresh)


def _has_history(connection: Connection, queue_id: str) -> bool:
    query = select(actuals.c.queue_id).where(actuals.c.queue_id == queue_id).limit(1)
    return connection.scalar(query) is not None
