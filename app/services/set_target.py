"""The promise to the callers of a queue, changed with a reason."""

from dataclasses import replace

from app.services.desk import Desk
from app.services.read_centre import queues_of
from data.model.codec import to_json
from data.model.errors import InvalidValue
from data.model.queue import Queue, ServiceTarget


def set_target(desk: Desk, queue_id: str, target: ServiceTarget, why: str = "") -> Queue:
    """Keep another promise for a queue; requirements built before keep theirs.

    Raises
    ------
    NotFound
        If the queue is unknown.
    InvalidValue
        If that is the promise already.
    """
    (queue,) = queues_of(desk, (queue_id,))
    if queue.target == target:
        raise InvalidValue(f"queue {queue_id} has this promise already; change a number first")
    changed = replace(queue, target=target)
    known = desk.store.load_queues()
    entry = desk.entry(
        "set_target",
        f"queue:{queue_id}",
        why,
        before=to_json(queue.target),
        after=to_json(target),
    )
    desk.store.save_queues([changed if q.queue_id == queue_id else q for q in known], entry)
    return changed
