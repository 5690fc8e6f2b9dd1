"""Digests of all that is stored, as seals hold them; of history an import and queue at a time.

A value that an import brought stays, in force or replaced: so the values that an import brought,
and those that it replaced, are the same sets for ever, whatever comes later.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, insert, select

from data.model.audit import AuditEntry
from data.store.history import COLUMNS, Slots, slots_of
from data.store.schema import VALUES, actuals, audit, rejected_rows, superseded_actuals
from data.store.trail.seals import (
    SEAL_FOUND,
    SEALED,
    Key,
    add_seal,
    canonical,
    end_of_chain,
    key_of,
    raw_columns,
    row_digest,
    sha256,
)

BROUGHT, REPLACED, REJECTED = "actuals", "superseded_actuals", "rejected_rows"
"""Sealed an import (and queue) at a time: values it brought, values it replaced, rows set aside."""


def slots_digest(slots: Slots, order: np.ndarray) -> str:
    """Digest of some rows of actuals, in the order given."""
    part = slots.take(order)
    hashed = hashlib.sha256(part.slot.astype("<i8").tobytes())
    for name, column in part.columns.items():
        if name in VALUES:
            # One form for what both databases store alike: no value, and zero without a sign.
            numbers = np.where(np.isnan(column), np.nan, column + 0.0).astype("<f8")
            hashed.update(numbers.tobytes())
        elif name == "interval_minutes":
            hashed.update(column.astype("<i8").tobytes())
        else:
            hashed.update(canonical(column.tolist()))
    hashed.update(part.import_id.astype("<i8").tobytes())
    return hashed.hexdigest()


def history_digests(connection: Connection, queue_id: str) -> dict[Key, str]:
    """Digests of a queue's values by the imports that brought and replaced them."""
    now, before = _stored(connection, queue_id, actuals), _stored(connection, queue_id, None)
    kept = slots_of(queue_id, [row[:-1] for row in before])
    every = slots_of(queue_id, [*now, *(row[:-1] for row in before)])
    replaced_by = np.array([row[-1] for row in before], np.int64)
    found = {
        (BROUGHT, f"{number}/{queue_id}"): slots_digest(every, order)
        for number, order in _by_import(every, every.import_id)
    }
    return found | {
        (REPLACED, f"{number}/{queue_id}"): slots_digest(kept, order)
        for number, order in _by_import(kept, replaced_by)
    }


def _stored(connection: Connection, queue_id: str, table: Table | None) -> Sequence[Any]:
    last = () if table is not None else (superseded_actuals.c.superseded_by,)
    source = superseded_actuals if table is None else table
    columns = [*(source.c[name] for name in COLUMNS[1:]), *last]
    return connection.execute(select(*columns).where(source.c.queue_id == queue_id)).all()


def _by_import(slots: Slots, numbers: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    order = np.lexsort((slots.slot, numbers))
    begins = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    for begin, part in zip(begins, np.split(order, begins[1:]), strict=False):
        yield int(numbers[order[begin]]), part


def rejected_digests(connection: Connection) -> dict[Key, str]:
    """Digests of the rows that each import set aside."""
    query = select(rejected_rows).order_by(rejected_rows.c.import_id, rejected_rows.c.position)
    by_import: dict[int, list[list[Any]]] = {}
    for row in connection.execute(query):
        by_import.setdefault(row.import_id, []).append([row.row_number, row.reason, row.text])
    return {(REJECTED, str(number)): sha256(rows) for number, rows in by_import.items()}


def seal_what_is_there(connection: Connection, at: datetime) -> None:
    """Seal a database of an earlier version as it is found; the chain counts from then on."""
    entries = connection.execute(select(audit).order_by(audit.c.seq)).all()
    if not entries or end_of_chain(connection):
        return
    previous = ""
    for row in entries:
        entry = AuditEntry(row.who, row.verb, row.subject, row.at, row.why, row.detail)
        previous = add_seal(connection, row.seq, entry, row.detail, {}, previous)
    found = dict(everything(connection))
    count = {"entries": len(entries), "saved": len(found)}
    why = "a database of an earlier version: what it held is sealed as it was found"
    entry = AuditEntry("peakshift", SEAL_FOUND, "audit", at, why, count)
    made = connection.execute(
        insert(audit).values(
            at=at, who=entry.who, verb=entry.verb, subject=entry.subject, why=why, detail=count
        )
    ).inserted_primary_key
    assert made is not None, "every database here returns new keys"
    add_seal(connection, int(made[0]), entry, count, found, previous)


def everything(connection: Connection) -> Iterator[tuple[Key, str]]:
    """Digest of everything that is stored and sealed."""
    for kind, (table, names, _) in SEALED.items():
        for row in connection.execute(select(*raw_columns(table))):
            found = row._asdict()
            yield (kind, key_of([found[name] for name in names])), row_digest(found)
    yield from rejected_digests(connection).items()
    for queue_id in queues_with_history(connection):
        yield from history_digests(connection, queue_id).items()


def queues_with_history(connection: Connection) -> list[str]:
    """Queues that have any value, of now or replaced."""
    return sorted(
        {
            str(queue_id)
            for table in (actuals, superseded_actuals)
            for queue_id in connection.scalars(select(table.c.queue_id).distinct())
        }
    )
