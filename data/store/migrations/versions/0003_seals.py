"""The hash chain over the audit trail, with digests of everything that each entry saved.

What is there already is sealed after the last migration: see `seal_what_is_there` in
`data.store.trail.fingerprints`.
"""

import sqlalchemy as sa
from alembic import op

from data.store.migrations.append_only import statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seals",
        sa.Column(
            "seq", sa.Integer, sa.ForeignKey("audit.seq"), primary_key=True, autoincrement=False
        ),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_table(
        "anchors",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column(
            "seq", sa.Integer, sa.ForeignKey("audit.seq"), primary_key=True, autoincrement=False
        ),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_index("ix_anchors_seq", "anchors", ["seq"])
    op.create_table(
        "chain_head",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    dialect = op.get_bind().dialect.name
    keys = {"seals": (("seq",),), "anchors": (("kind", "key", "seq"),)}
    for table, unique in keys.items():
        for statement in statements(dialect, table, unique):
            op.execute(statement)
