"""Writing history: imports replace values slot by slot, planners tag slots."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from data.model.audit import AuditEntry
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.model.queue import Queue
from data.model.series import KEEP_TAG, ImportCounts
from data.store.documents import QUEUES, add_queues, load, need_centre
from data.store.history import COLUMNS, Slots, from_frame, joined, read_slots
from data.store.schema import actuals, imports, rejected_rows, superseded_actuals
from data.store.trail.fingerprints import BROUGHT, REJECTED, REPLACED, slots_digest
from data.store.trail.seals import anchor, sha256

if TYPE_CHECKING:
    import pandas as pd


def save_actuals(
    connection: Connection,
    frame: "pd.DataFrame",
    rejected: "pd.DataFrame",
    source: str,
    entry: AuditEntry,
    digest: str = "",
    *,
    keep_tags: bool = True,
) -> ImportCounts:
    """Save the rows of a file; they replace older values of the same slots.

    Parameters
    ----------
    frame
        Canonical columns as `data.ingest.actuals.read_actuals` gives them; (queue, start) unique.
    rejected
        Rows that were set aside: `row`, `reason`, `text`.
    source
        Name of the file.
    digest
        Digest of the file's content; reading the same file again records no second import.
    keep_tags
        Whether slots that a planner tagged `keep` stay tagged where the rows have no tag.

    Notes
    -----
    The file read last wins slot by slot; the older value moves to `superseded_actuals`, with the
    import that brought it. New queues are added by their names.

    Raises
    ------
    NotFound
        If the store holds no centre yet.
    InvalidValue
        If a row's interval is not the centre's slot.
    """
    _check_intervals(frame, need_centre(connection).slot_min)
    add_queues(connection, _queues_in(frame))
    changes = [_compare(connection, slots, keep_tags) for slots in from_frame(frame)]
    counts = ImportCounts(
        new=sum(len(new.slot) for new, _, _, _ in changes),
        unchanged=sum(unchanged for _, _, _, unchanged in changes),
        superseded=sum(len(old.slot) for _, old, _, _ in changes),
        rejected=len(rejected),
    )
    if counts.new + counts.superseded or not is_known(connection, digest):
        import_id = insert_import(connection, source, digest, entry, counts)
        insert_rejected(connection, import_id, rejected)
        for new, old, better, _ in changes:
            _lay_over(connection, import_id, new, old, better)
        anchor(connection, "imports", import_id)
    return counts


def _compare(
    connection: Connection, slots: Slots, keep_tags: bool
) -> tuple[Slots, Slots, Slots, int]:
    """New rows, rows to be replaced, rows that replace them, and the number of unchanged ones."""
    stored = read_slots(connection, slots.queue_id, int(slots.slot[0]), int(slots.slot[-1]))
    mine, theirs = (
        np.isin(slots.slot, stored.slot, assume_unique=True),
        np.isin(stored.slot, slots.slot, assume_unique=True),
    )
    known, before = slots.take(mine), stored.take(theirs)
    if keep_tags:  # a file imported again does not have the planner's tags
        said = (before.columns["event_tag"] == KEEP_TAG) & (known.columns["event_tag"] == "")
        known.columns["event_tag"] = np.where(said, KEEP_TAG, known.columns["event_tag"])
    same = known.same(before)
    return slots.take(~mine), before.take(~same), known.take(~same), int(same.sum())


def _lay_over(
    connection: Connection, import_id: int, new: Slots, old: Slots, better: Slots
) -> None:
    if len(old.slot):
        columns = (*COLUMNS, "superseded_by")
        insert_rows(connection, superseded_actuals, columns, old.rows(import_id))
        gone = delete(actuals).where(
            actuals.c.queue_id == old.queue_id, actuals.c.slot_utc_min == bindparam("slot")
        )
        connection.execute(gone, [{"slot": slot} for slot in old.slot.tolist()])
    for slots in (new, better):
        insert_rows(connection, actuals, COLUMNS, slots.rows(import_id))
    if len(old.slot):
        sealed = slots_digest(old, np.arange(len(old.slot)))
        anchor(connection, REPLACED, import_id, old.queue_id, digest=sealed)
    brought = joined(new, better, import_id)
    if len(brought.slot):
        sealed = slots_digest(brought, np.argsort(brought.slot))
        anchor(connection, BROUGHT, import_id, new.queue_id, digest=sealed)


def _check_intervals(frame: "pd.DataFrame", slot_min: int) -> None:
    odd = frame.loc[frame["interval_minutes"] != slot_min, "interval_minutes"]
    if len(odd):
        raise InvalidValue(
            tr(
                "{odd} rows have intervals of {set} min, the centre works in slots "
                "of {slot_min} min; read the file with this centre",
                odd=len(odd),
                set=sorted(set(odd))[:3],
                slot_min=slot_min,
            )
        )


def _queues_in(frame: "pd.DataFrame") -> list[Queue]:
    named = frame.drop_duplicates("queue_id").sort_values("queue_id")
    columns = (named["queue_id"], named["queue_name"], named["channel"])
    return [
        Queue(str(queue_id), str(name or queue_id), str(channel or "voice"))
        for queue_id, name, channel in zip(*columns, strict=True)
    ]


def is_known(connection: Connection, digest: str) -> bool:
    """Whether a file of this content was read before."""
    if not digest:
        return False
    query = select(imports.c.import_id).where(imports.c.digest == digest).limit(1)
    return connection.scalar(query) is not None


def insert_import(
    connection: Connection,
    source: str,
    digest: str,
    entry: AuditEntry,
    counts: ImportCounts,
    kind: str | None = None,
) -> int:
    """Note that a file was read; returns its number.

    Parameters
    ----------
    kind
        Which events of a running day it held; None: history.
    """
    values = {"source": source, "digest": digest, "at": entry.at, "who": entry.who, "kind": kind}
    made = connection.execute(insert(imports).values(values | asdict(counts)))
    key = made.inserted_primary_key
    assert key is not None, "every database here returns new keys"
    return int(key[0])


def insert_rejected(connection: Connection, import_id: int, rejected: "pd.DataFrame") -> None:
    """Keep the rows of a file that were set aside (`row`, `reason`, `text`), and seal them."""
    columns = ("import_id", "position", "row_number", "reason", "text")
    lists = [rejected[name].tolist() for name in ("row", "reason", "text")]
    rows = (
        (import_id, position, int(row), str(reason), str(text))
        for position, (row, reason, text) in enumerate(zip(*lists, strict=True))
    )
    table: Table = rejected_rows
    insert_rows(connection, table, columns, rows)
    if len(rejected):
        plain = [[int(row), str(why), str(text)] for row, why, text in zip(*lists, strict=True)]
        anchor(connection, REJECTED, import_id, digest=sha256(plain))


def tag_slots(
    connection: Connection,
    queue_id: str,
    first: datetime,
    end: datetime,
    tag: str,
    entry: AuditEntry,
) -> ImportCounts:
    """Tag the slots of a queue that start in [first, end); an empty tag removes it.

    The older rows move to `superseded_actuals`, as with every correction.

    Raises
    ------
    NotFound
        If no slot of that time is stored.
    """
    last = int(end.timestamp() // 60) - 1
    slots = read_slots(connection, queue_id, int(first.timestamp() // 60), last)
    if not len(slots.slot):
        raise NotFound(
            tr(
                "no slot of queue {queue_id!r} is stored from {first} to {end}",
                queue_id=queue_id,
                first=first,
                end=end,
            )
        )
    slots.columns["event_tag"] = np.full(len(slots.slot), tag, dtype=object)
    import pandas as pd

    frame = _as_frame(connection, slots)
    nothing_rejected = pd.DataFrame({"row": [], "reason": [], "text": []})
    source = tr("tag {tag}", tag=tag or tr("none"))
    return save_actuals(connection, frame, nothing_rejected, source, entry, keep_tags=False)


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


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Insert plain tuples in the order of `columns`, in the fastest way each database has."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
        return
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"
    batch = list(rows)
    if batch:
        connection.exec_driver_sql(statement, batch)


def _copy(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    cursor = connection.connection.cursor()
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()
