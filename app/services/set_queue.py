"""How a queue is served: patience, due time, chats at once, IVR, retries, promise."""

from dataclasses import replace
from typing import Any

from app.services.desk import Desk
from app.services.read_centre import queues_of
from data.model.errors import InvalidValue
from data.model.queue import Queue


def set_queue(
    desk: Desk, queue_id: str, changes: dict[str, Any], target: dict[str, Any], why: str = ""
) -> Queue:
    """Change fields of a queue and of its service target; what is not named stays.

    Raises
    ------
    NotFound
        If the queue is unknown.
    InvalidValue
        If nothing is changed, or a value is out of its range.
    """
    (queue,) = queues_of(desk, (queue_id,))
    changed = replace(queue, target=replace(queue.target, **target), **changes)
    if changed == queue:
        raise InvalidValue(f"queue {queue_id} is so already; name at least one change")
    known = desk.store.load_queues()
    entry = desk.entry("set_queue", f"queue:{queue_id}", why, **changes, target=target)
    desk.store.save_queues([changed if q.queue_id == queue_id else q for q in known], entry)
    return changed
