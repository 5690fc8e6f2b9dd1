"""The hash chain: each audit entry is sealed with what it saved and with the entry before it.

A seal is the SHA-256 of a canonical text (JSON, keys in order) of the entry, of the digests of the
rows that it saved, and of the seal before. Whoever writes holds the lock of all writers, so entries
are chained in the order in which they are committed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, insert, select, type_coerce, update

from data.model.audit import AuditEntry
from data.store.engine import PENDING
from data.store.schema import (
    Body,
    anchors,
    chain_head,
    documents,
    forecasts,
    imports,
    ledgers,
    publications,
    requirements,
    rosters,
    seals,
)

SEALED: dict[str, tuple[Table, tuple[str, ...], str]] = {
    "publications": (publications, ("version",), "publication"),
    "ledgers": (ledgers, ("version",), "fairness ledger of publication"),
    "rosters": (rosters, ("roster_id",), "roster"),
    "requirements": (requirements, ("requirement_id",), "requirement"),
    "forecasts": (forecasts, ("version_id",), "forecast"),
    "documents": (documents, ("kind", "version"), "document"),
    "imports": (imports, ("import_id",), "import"),
}
"""Tables whose rows are sealed one by one: their key, and what a row is called."""
SEAL_FOUND = "seal_trail"
"""Verb of the entry that seals what a database of an earlier version held."""

Key = tuple[str, str]
"""Kind and key of something sealed."""


# --- digests of what is stored ------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """The one text of a JSON value, whatever database it was stored in."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii")


def sha256(value: Any) -> str:
    """Digest of a JSON value."""
    return hashlib.sha256(canonical(value)).hexdigest()


def raw_columns(table: Table) -> list[Column[Any]]:
    """Columns with packed bodies as bytes: they need no unpacking to be compared."""
    return [
        type_coerce(column, LargeBinary).label(column.name)  # type: ignore[misc]
        if isinstance(column.type, Body)
        else column
        for column in table.columns
    ]


def row_digest(row: Mapping[str, Any]) -> str:
    """Digest of a row; a column without a value counts for nothing, so that some can be added."""
    return sha256({name: plain_value(value) for name, value in row.items() if value is not None})


def plain_value(value: Any) -> Any:
    """A stored value as JSON: instants in UTC, bytes by their digest."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return hashlib.sha256(value).hexdigest()
    return value


def key_of(parts: Sequence[Any]) -> str:
    """Key of something sealed, from the values of its key columns."""
    return "/".join(str(part) for part in parts)


# --- sealing ------------------------------------------------------------------------------------


def anchor(connection: Connection, kind: str, *key: Any, digest: str | None = None) -> None:
    """Have the next audit entry of this transaction seal what was saved.

    Parameters
    ----------
    kind, key
        A table of `SEALED` and the key of a row that was inserted, or a kind of its own.
    digest
        Taken from the row as it is stored, where not given; empty where it was taken away.
    """
    if digest is None:
        digest = stored_digest(connection, kind, key)
        assert digest is not None, "the row was inserted in this transaction"
    connection.info.setdefault(PENDING, {})[kind, key_of(key)] = digest


def stored_digest(connection: Connection, kind: str, key: Sequence[Any]) -> str | None:
    """Digest of a row of `SEALED` as it is stored now; None where there is none."""
    table, names, _ = SEALED[kind]
    query = select(*raw_columns(table)).where(
        *(table.c[name] == value for name, value in zip(names, key, strict=True))
    )
    row = connection.execute(query).first()
    return None if row is None else row_digest(row._asdict())


def seal(connection: Connection, seq: int, entry: AuditEntry, detail: Any) -> None:
    """Chain the entry that was just appended, with whatever was anchored for it."""
    pending: dict[Key, str] = connection.info.pop(PENDING, {})
    add_seal(connection, seq, entry, detail, pending, end_of_chain(connection))


def seal_digest(
    previous: str, seq: int, entry: AuditEntry, detail: Any, saved: Mapping[Key, str]
) -> str:
    """The seal of an entry, from the one before it, itself, and digests of what it saved."""
    return sha256(
        {
            "previous": previous,
            "seq": seq,
            "at": plain_value(entry.at),
            "who": entry.who,
            "verb": entry.verb,
            "subject": entry.subject,
            "why": entry.why,
            "detail": detail,
            "saved": sorted([*key, digest] for key, digest in saved.items()),
        }
    )


def end_of_chain(connection: Connection) -> str:
    """The newest seal; empty where nothing is sealed yet."""
    query = select(seals.c.digest).order_by(seals.c.seq.desc()).limit(1)
    return str(connection.scalar(query) or "")


def add_seal(
    connection: Connection,
    seq: int,
    entry: AuditEntry,
    detail: Any,
    saved: Mapping[Key, str],
    previous: str,
) -> str:
    """Write the seal of an entry; returns it."""
    digest = seal_digest(previous, seq, entry, detail, saved)
    connection.execute(insert(seals).values(seq=seq, previous=previous, digest=digest))
    if saved:
        rows = [
            {"kind": kind, "key": key, "seq": seq, "digest": one}
            for (kind, key), one in saved.items()
        ]
        connection.execute(insert(anchors), rows)
    moved = connection.execute(update(chain_head).values(seq=seq, digest=digest))
    if not moved.rowcount:
        connection.execute(insert(chain_head).values(one=1, seq=seq, digest=digest))
    return digest
