"""History, slot by slot: what a file brings, and what gives way to it."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from data.model.audit import AuditEntry
from data.model.errors import InvalidValue
from data.model.import_counts import ImportCounts
from data.model.queue import Queue
from data.model.series import KEEP_TAG
from data.store.bulk import insert_rows
from data.store.documents import add_queues, need_centre
from data.store.slots import COLUMNS, Slots, from_frame, read_slots
from data.store.tables import actuals, imports, rejected_rows, superseded_actuals

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
    keeps: bool = True,
) -> ImportCounts:
    """Lay the rows of a file over the history.

    Parameters
    ----------
    frame
        Canonical columns, checked by the ingest; (queue, start) unique.
    rejected
        Rows kept aside: `row`, `reason`, `text`.
    source
        Name of the file.
    digest
        Digest of the file's content; the same file again leaves no second import behind.
    keeps
        Whether slots that a planner tagged `keep` stay so where the rows bear no tag.

    Notes
    -----
    The file read last wins slot by slot; the value that gave way moves, with the import that
    brought it, to `superseded_actuals`. Queues met for the first time are added by name.

    Raises
    ------
    NotFound
        If the store holds no centre yet.
    InvalidValue
        If a row's interval is not the centre's slot.
    """
    _check_intervals(frame, need_centre(connection).slot_min)
    add_queues(connection, _queues_in(frame))
    changes = [_compare(connection, slots, keeps) for slots in from_frame(frame)]
    counts = ImportCounts(
        new=sum(len(new.slot) for new, _, _, _ in changes),
        unchanged=sum(unchanged for _, _, _, unchanged in changes),
        superseded=sum(len(old.slot) for _, old, _, _ in changes),
        rejected=len(rejected),
    )
    if counts.new + counts.superseded or not _known(connection, digest):
        import_id = _insert_import(connection, source, digest, entry, counts)
        _insert_rejected(connection, import_id, rejected)
        for new, old, better, _ in changes:
            _lay_over(connection, import_id, new, old, better)
    return counts


def _compare(connection: Connection, slots: Slots, keeps: bool) -> tuple[Slots, Slots, Slots, int]:
    """New rows, rows that give way, rows that replace them, and how many are the same."""
    stored = read_slots(connection, slots.queue_id, int(slots.slot[0]), int(slots.slot[-1]))
    mine, theirs = (
        np.isin(slots.slot, stored.slot, assume_unique=True),
        np.isin(stored.slot, slots.slot, assume_unique=True),
    )
    known, before = slots.take(mine), stored.take(theirs)
    if keeps:  # a feed delivered again knows nothing of what a planner said about it
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


def _check_intervals(frame: "pd.DataFrame", slot_min: int) -> None:
    odd = frame.loc[frame["interval_minutes"] != slot_min, "interval_minutes"]
    if len(odd):
        raise InvalidValue(
            f"{len(odd)} rows have intervals of {sorted(set(odd))[:3]} min, the centre works in "
            f"slots of {slot_min} min; read the file with this centre"
        )


def _queues_in(frame: "pd.DataFrame") -> list[Queue]:
    named = frame.drop_duplicates("queue_id").sort_values("queue_id")
    columns = (named["queue_id"], named["queue_name"], named["channel"])
    return [
        Queue(str(queue_id), str(name or queue_id), str(channel or "voice"))
        for queue_id, name, channel in zip(*columns, strict=True)
    ]


def _known(connection: Connection, digest: str) -> bool:
    if not digest:
        return False
    query = select(imports.c.import_id).where(imports.c.digest == digest).limit(1)
    return connection.scalar(query) is not None


def _insert_import(
    connection: Connection, source: str, digest: str, entry: AuditEntry, counts: ImportCounts
) -> int:
    values = {"source": source, "digest": digest, "at": entry.at, "who": entry.who}
    made = connection.execute(insert(imports).values(values | asdict(counts)))
    key = made.inserted_primary_key
    assert key is not None, "every database here returns new keys"
    return int(key[0])


def _insert_rejected(connection: Connection, import_id: int, rejected: "pd.DataFrame") -> None:
    columns = ("import_id", "position", "row_number", "reason", "text")
    lists = [rejected[name].tolist() for name in ("row", "reason", "text")]
    rows = (
        (import_id, position, int(row), str(reason), str(text))
        for position, (row, reason, text) in enumerate(zip(*lists, strict=True))
    )
    table: Table = rejected_rows
    insert_rows(connection, table, columns, rows)
