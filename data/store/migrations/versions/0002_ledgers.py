"""The fairness ledger of each published version."""

import sqlalchemy as sa
from alembic import op

from data.store.migrations.append_only import statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledgers",
        sa.Column(
            "version",
            sa.Integer,
            sa.ForeignKey("publications.version"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    for statement in statements(op.get_bind().dialect.name, "ledgers", (("version",),)):
        op.execute(statement)
