"""A planner's word on slots of the history: tags laid over the rows, everything else kept."""

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection

from data.model.audit import AuditEntry
from data.model.errors import NotFound
from data.model.import_counts import ImportCounts
from data.store.actuals import save_actuals
from data.store.documents import QUEUES, load
from data.store.slots import Slots, read_slots

if TYPE_CHECKING:
    import pandas as pd


def tag_slots(
    connection: Connection,
    queue_id: str,
    first: datetime,
    end: datetime,
    tag: str,
    entry: AuditEntry,
) -> ImportCounts:
    """Give the slots of a queue that start in [first, end) a tag; an empty one takes it away.

    The rows as they were move to the superseded ones, as with any correction.

    Raises
    ------
    NotFound
        If no slot of that time is stored.
    """
    last = int(end.timestamp() // 60) - 1
    slots = read_slots(connection, queue_id, int(first.timestamp() // 60), last)
    if not len(slots.slot):
        raise NotFound(f"no slot of queue {queue_id!r} is stored from {first} to {end}")
    slots.columns["event_tag"] = np.full(len(slots.slot), tag, dtype=object)
    import pandas as pd

    frame = _as_frame(connection, slots)
    nothing_rejected = pd.DataFrame({"row": [], "reason": [], "text": []})
    source = f"tag {tag or 'none'}"
    return save_actuals(connection, frame, nothing_rejected, source, entry, keeps=False)


def _as_frame(connection: Connection, slots: Slots) -> "pd.DataFrame":
    import pandas as pd

    queue = next(q for q in load(connection, QUEUES) if q.queue_id == slots.queue_id)
    starts = pd.DatetimeIndex(slots.slot.astype("datetime64[m]").astype("datetime64[s]"), tz="UTC")
    return pd.DataFrame(slots.columns).assign(
        interval_start=starts,
        queue_id=queue.queue_id,
        queue_name=queue.name,
        channel=queue.channel,
    )
