"""Fewer and leaner indexes of contacts: none by agent, which nothing reads, none of empty texts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_touches_agent_id", "touches")
    for name in ("customer", "case_id", "order_id"):
        some = sa.text(f"{name} <> ''")
        op.drop_index(f"ix_touches_{name}", "touches")
        op.create_index(
            f"ix_touches_{name}", "touches", [name], sqlite_where=some, postgresql_where=some
        )
