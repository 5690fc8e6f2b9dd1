"""The audit trail: entries are appended and read, never changed."""

import dataclasses
import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from data.model.audit import AuditEntry
from data.model.codec import to_json
from data.model.errors import InvalidValue
from data.model.language import tr
from data.store.faults import reading
from data.store.schema import audit
from data.store.trail.seals import seal


def append_audit(connection: Connection, entry: AuditEntry, facts: Mapping[str, Any]) -> None:
    """Add one entry to the trail and seal it, in the open transaction.

    Parameters
    ----------
    facts
        Facts known only after the change (counts, version), added to the entry's detail.
    """
    row = {f.name: getattr(entry, f.name) for f in dataclasses.fields(entry)}
    row["detail"] = json.loads(json.dumps(plain_json({**entry.detail, **facts})))
    made = connection.execute(insert(audit).values(row)).inserted_primary_key
    assert made is not None, "every database here returns new keys"
    seal(connection, int(made[0]), entry, row["detail"])


def load_audit(
    connection: Connection,
    *,
    about: str = "",
    subject: str = "",
    verb: str = "",
    who: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 1000,
) -> tuple[AuditEntry, ...]:
    """Entries that match, newest first.

    Parameters
    ----------
    about
        Exact subject, e.g. `version 1`, which is no `version 12`; empty = any.
    subject
        Begin of the subject, e.g. `roster:`; empty = any.
    verb, who
        Exact verb and person; empty = any.
    since, until
        Only entries from the one instant on, and up to the other, itself included.
    limit
        Most entries returned [-].
    """
    query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    if about:
        query = query.where(audit.c.subject == about)
    if subject:
        query = query.where(audit.c.subject.startswith(subject, autoescape=True))
    if verb:
        query = query.where(audit.c.verb == verb)
    if who:
        query = query.where(audit.c.who == who)
    if since:
        query = query.where(audit.c.at >= since)
    if until:
        query = query.where(audit.c.at <= until)
    with reading(tr("an entry of the audit trail")):
        return tuple(
            AuditEntry(row.who, row.verb, row.subject, row.at, row.why, row.detail)
            for row in connection.execute(query)
        )


def plain_json(value: Any) -> Any:
    """JSON value that PostgreSQL accepts: NaN and infinities become null.

    Raises
    ------
    InvalidValue
        If a value has no place in JSON.
    """
    return _finite(to_json(value))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is not None and not isinstance(value, (str, int, float)):
        raise InvalidValue(
            tr(
                "{value!r} ({name}) cannot be stored as JSON",
                value=value,
                name=type(value).__name__,
            )
        )
    return value
