"""Tables of the database, with the column types that SQLite and PostgreSQL share."""

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

from data.model.codec import json_text


class Instant(TypeDecorator[datetime]):
    """Aware instant, stored in UTC (naive UTC in SQLite, which has no time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; naive instants never come here, since the model refuses them."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def unpacked(value: bytes) -> Any:
    """JSON value of a body as it is stored."""
    return json.loads(zlib.decompress(value))


class Body(TypeDecorator[Any]):
    """JSON value, compressed; may hold NaN and infinities."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """To compressed JSON."""
        if value is None:
            return None
        return zlib.compress(json_text(value).encode(), 6)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """To a JSON value."""
        return None if value is None else unpacked(value)


REVISION = "0009"
"""Number of the newest migration in `migrations/`."""

metadata = MetaData()

VALUES = (
    "offered",
    "handled",
    "abandoned",
    "answered_in_threshold",
    "threshold_seconds",
    "handle_seconds_total",
    "wait_seconds_total",
    "temperature_c",
)
"""Numbers of an actual; missing is NULL."""


def _slot_columns() -> list[Column]:  # type: ignore[type-arg]
    values = [Column(name, Float) for name in VALUES]
    return [
        Column("queue_id", Text, primary_key=True),
        # Whole minutes since 1970-01-01 UTC: an integer key is small and quick to range over.
        Column("slot_utc_min", BigInteger, primary_key=True, autoincrement=False),
        Column("interval_minutes", Integer, nullable=False),
        *values,
        Column("event_tag", Text, nullable=False),
        Column("quality_flag", Text, nullable=False),
        Column("import_id", ForeignKey("imports.import_id"), nullable=False),
    ]


imports = Table(
    "imports",
    metadata,
    Column("import_id", Integer, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("digest", Text, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("new", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("superseded", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    # NULL: history; else which events of the running day the file held.
    Column("kind", Text),
)

actuals = Table("actuals", metadata, *_slot_columns(), sqlite_with_rowid=False)

superseded_actuals = Table(
    "superseded_actuals",
    metadata,
    *_slot_columns(),
    Column("superseded_by", ForeignKey("imports.import_id"), primary_key=True),
)

rejected_rows = Table(
    "rejected_rows",
    metadata,
    Column("import_id", ForeignKey("imports.import_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("row_number", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("text", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Body, nullable=False),
)

forecasts = Table(
    "forecasts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("version_id", Text, nullable=False, unique=True),
    Column("queue_id", Text, nullable=False),
    Column("origin", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("first", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_forecasts_newest", "queue_id", "made_at"),
)

requirements = Table(
    "requirements",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("requirement_id", Text, nullable=False, unique=True),
    Column("first", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("basis", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

rosters = Table(
    "rosters",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("roster_id", Text, nullable=False, unique=True),
    Column("requirement_id", ForeignKey("requirements.requirement_id"), nullable=False),
    Column("parent_id", ForeignKey("rosters.roster_id")),
    Column("first", Date),
    Column("days", Integer),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("objective", BigInteger),
    Column("bound", Float),
    Column("note", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

publications = Table(
    "publications",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("roster_id", ForeignKey("rosters.roster_id"), nullable=False),
    Column("first", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("proof", JSON, nullable=False),
)

ledgers = Table(
    "ledgers",
    metadata,
    Column("version", ForeignKey("publications.version"), primary_key=True, autoincrement=False),
    Column("first", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("verb", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    sqlite_autoincrement=True,
)

seals = Table(
    "seals",
    metadata,
    Column("seq", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
)
"""The hash chain: of each audit entry the digest of it, of what it saved, and of the one before."""

anchors = Table(
    "anchors",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("seq", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Index("ix_anchors_seq", "seq"),
)
"""Digests of what an audit entry saved; an empty digest where it took something away."""

chain_head = Table(
    "chain_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("digest", Text, nullable=False),
)
"""The end of the chain in one row, so that an end cut off is noticed."""

token_uses = Table(
    "token_uses",
    metadata,
    Column("token_id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)
"""When each token was used last."""

kept_answers = Table(
    "kept_answers",
    metadata,
    Column("caller", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("asked", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", Integer),
    Column("body", LargeBinary),
    Column("headers", JSON),
)
"""Answers of the HTTP interface, for requests that are sent again under the same key."""

queue_states = Table(
    "queue_states",
    metadata,
    Column("at_utc_s", BigInteger, primary_key=True, autoincrement=False),
    Column("queue_id", Text, primary_key=True),
    Column("import_id", ForeignKey("imports.import_id"), primary_key=True, autoincrement=False),
    Column("waiting", Integer, nullable=False),
    Column("longest_wait_s", Float),
    sqlite_with_rowid=False,
)
"""States of queues by moment; of several for one moment the newest import's is in force."""

agent_states = Table(
    "agent_states",
    metadata,
    Column("since_utc_s", BigInteger, primary_key=True, autoincrement=False),
    Column("agent_id", Text, primary_key=True),
    Column("import_id", ForeignKey("imports.import_id"), primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Changes of agents' states, in the telephone system's words; the newest import's is in force."""

intraday_forecasts = Table(
    "intraday_forecasts",
    metadata,
    Column("queue_id", Text, primary_key=True),
    Column("rest_utc_min", BigInteger, primary_key=True, autoincrement=False),
    Column("seen", Text, primary_key=True),
    Column("version_id", Text, nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("issued_at", Instant, nullable=False),
    Column("seen_until", Instant, nullable=False),
    Column("total", Float, nullable=False),
    Column("total_before", Float, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("strength", Float, nullable=False),
    Column("surge", JSON),
    Column("body", LargeBinary),
    # Sums over those slots of the rest that came, once the day is over.
    Column("came", Float),
    Column("came_updated", Float),
    Column("came_before", Float),
)
"""Versions of the rest of a day by queue, first slot of the rest and what was seen; thinned."""

day_updates = Table(
    "day_updates",
    metadata,
    Column("queue_id", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""What each queue's past days say of how a morning tells its rest, learnt once a day."""

LOOPS = ("orders", "order_events", "cases", "case_steps", "touches", "scores")
"""Tables of the service loops, `data.store.service_quality.tables`."""
CHANGING = (
    "actuals",
    "agent_states",
    "chain_head",
    "day_alerts",
    "day_updates",
    "intraday_forecasts",
    "kept_answers",
    "queue_states",
    "token_uses",
    *LOOPS,
)
"""Tables whose rows may change; those of every other one are guarded by triggers."""
