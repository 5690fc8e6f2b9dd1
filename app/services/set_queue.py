"""How a queue is served and what is promised to its callers, changed with a reason."""

from dataclasses import fields, replace
from typing import Any

from app.services.desk import Desk
from app.services.read_centre import queues_of
from data.model.codec import to_json
from data.model.errors import InvalidValue
from data.model.queue import Queue, ServiceTarget
from data.store import documents


def set_queue(
    desk: Desk,
    queue_id: str,
    changes: dict[str, Any] | None = None,
    target: ServiceTarget | dict[str, Any] | None = None,
    why: str = "",
) -> Queue:
    """Change fields of a queue and of its promise; what is not named stays.

    Requirements built before keep the promise they were built for.

    Parameters
    ----------
    target
        The whole new promise, or only the parts of it that change.

    Raises
    ------
    NotFound
        If the queue is unknown.
    InvalidValue
        If nothing is changed, or a value is out of its range.
    """
    (queue,) = queues_of(desk, (queue_id,))
    promise = target if isinstance(target, ServiceTarget) else replace(queue.target, **target or {})
    changed = replace(queue, **{**(changes or {}), "target": promise})
    if changed == queue:
        raise InvalidValue(f"queue {queue_id} is so already; change a number first")
    before, after = _differing(queue, changed)
    entry = desk.entry("set_queue", f"queue:{queue_id}", why, before=before, after=after)
    known = desk.store.load(documents.QUEUES)
    queues = tuple(changed if q.queue_id == queue_id else q for q in known)
    desk.store.save(documents.QUEUES, queues, entry)
    return changed


def _differing(queue: Queue, changed: Queue) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as they were and as they are now."""
    pairs = {f.name: (getattr(queue, f.name), getattr(changed, f.name)) for f in fields(Queue)}
    moved = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    before = {name: to_json(pair[0]) for name, pair in moved.items()}
    return before, {name: to_json(pair[1]) for name, pair in moved.items()}
