"""The running day: states of queues and agents, and forecasts of its rest."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imports", sa.Column("kind", sa.Text))
    _states("queue_states", "at_utc_s", "queue_id",
            sa.Column("waiting", sa.Integer, nullable=False),
            sa.Column("longest_wait_s", sa.Float))  # fmt: skip
    _states("agent_states", "since_utc_s", "agent_id", sa.Column("state", sa.Text, nullable=False))
    op.create_table(
        "intraday_forecasts",
        sa.Column("queue_id", sa.Text, primary_key=True),
        sa.Column("rest_utc_min", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seen", sa.Text, primary_key=True),
        sa.Column("version_id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False, index=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Float, nullable=False),
        sa.Column("total_before", sa.Float, nullable=False),
        sa.Column("low", sa.Float, nullable=False),
        sa.Column("high", sa.Float, nullable=False),
        sa.Column("strength", sa.Float, nullable=False),
        sa.Column("surge", sa.JSON),
        sa.Column("body", sa.LargeBinary),
        sa.Column("came", sa.Float),
        sa.Column("came_updated", sa.Float),
        sa.Column("came_before", sa.Float),
    )
    op.create_table(
        "day_updates",
        sa.Column("queue_id", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )


def _states(table: str, moment: str, whose: str, *values: "sa.Column[object]") -> None:
    op.create_table(
        table,
        sa.Column(moment, sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(whose, sa.Text, primary_key=True),
        sa.Column(
            "import_id",
            sa.Integer,
            sa.ForeignKey("imports.import_id"),
            primary_key=True,
            autoincrement=False,
        ),
        *values,
        sqlite_with_rowid=False,
    )
