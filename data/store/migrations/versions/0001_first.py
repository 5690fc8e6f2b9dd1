"""The first tables, and the triggers that keep what was written."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data.store.migrations.append_only import POSTGRES_FUNCTION, statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "imports": (("import_id",),),
    "superseded_actuals": (("queue_id", "slot_utc_min", "superseded_by"),),
    "rejected_rows": (("import_id", "position"),),
    "documents": (("kind", "version"),),
    "forecasts": (("seq",), ("version_id",)),
    "requirements": (("seq",), ("requirement_id",)),
    "rosters": (("seq",), ("roster_id",)),
    "publications": (("version",),),
    "audit": (("seq",),),
}
INSTANT = sa.DateTime(timezone=True)
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


def upgrade() -> None:
    create_history()
    create_versions()
    create_publications()
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(POSTGRES_FUNCTION)
    for table, keys in APPEND_ONLY.items():
        for statement in statements(dialect, table, keys):
            op.execute(statement)


def slot_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("queue_id", sa.Text, primary_key=True),
        sa.Column("slot_utc_min", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("interval_minutes", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Float) for name in VALUES),
        sa.Column("event_tag", sa.Text, nullable=False),
        sa.Column("quality_flag", sa.Text, nullable=False),
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.import_id"), nullable=False),
    ]


def create_history() -> None:
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False, index=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("new", "unchanged", "superseded", "rejected")
        ),
    )
    op.create_table("actuals", *slot_columns(), sqlite_with_rowid=False)
    op.create_table(
        "superseded_actuals",
        *slot_columns(),
        sa.Column(
            "superseded_by", sa.Integer, sa.ForeignKey("imports.import_id"), primary_key=True
        ),
    )
    op.create_table(
        "rejected_rows",
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.import_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("row_number", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )


def create_versions() -> None:
    op.create_table(
        "documents",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "forecasts",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("version_id", sa.Text, nullable=False, unique=True),
        sa.Column("queue_id", sa.Text, nullable=False),
        sa.Column("origin", INSTANT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Index("ix_forecasts_newest", "queue_id", "made_at"),
    )
    op.create_table(
        "requirements",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("requirement_id", sa.Text, nullable=False, unique=True),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )


def create_publications() -> None:
    op.create_table(
        "rosters",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("roster_id", sa.Text, nullable=False, unique=True),
        sa.Column(
            "requirement_id", sa.Text, sa.ForeignKey("requirements.requirement_id"), nullable=False
        ),
        sa.Column("parent_id", sa.Text, sa.ForeignKey("rosters.roster_id")),
        sa.Column("first", sa.Date),
        sa.Column("days", sa.Integer),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("objective", sa.BigInteger),
        sa.Column("bound", sa.Float),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "publications",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("roster_id", sa.Text, sa.ForeignKey("rosters.roster_id"), nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("proof", sa.JSON, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("verb", sa.Text, nullable=False, index=True),
        sa.Column("subject", sa.Text, nullable=False, index=True),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
