"""Work orders, complaints, touches and scores of the service loops."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _key(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, primary_key=True)


def _texts(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _at(name: str, *, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger, nullable=nullable)


INDEXES = (
    ("ix_orders_created_at", "orders", ["created_at"]),
    ("ix_orders_customer", "orders", ["customer"]),
    ("ix_order_events_order_id", "order_events", ["order_id"]),
    ("ix_order_events_at", "order_events", ["at"]),
    ("ix_cases_opened_at", "cases", ["opened_at"]),
    ("ix_cases_customer", "cases", ["customer"]),
    ("ix_case_steps_case_id", "case_steps", ["case_id"]),
    ("ix_case_steps_begun_at", "case_steps", ["begun_at"]),
    ("ix_touches_at", "touches", ["at"]),
    ("ix_touches_customer", "touches", ["customer", "at"]),
    ("ix_touches_agent_id", "touches", ["agent_id", "at"]),
    ("ix_touches_case_id", "touches", ["case_id"]),
    ("ix_touches_order_id", "touches", ["order_id"]),
    ("ix_scores_at", "scores", ["kind", "at"]),
    ("ix_scores_agent_id", "scores", ["agent_id", "at"]),
    ("ix_scores_touch_id", "scores", ["touch_id"]),
)


def upgrade() -> None:
    op.create_table(
        "orders",
        _key("order_id"),
        *_texts("kind"),
        _at("created_at"),
        *_texts("region", "team", "agent_id", "customer", "topic", "touch_id"),
    )
    op.create_table(
        "order_events",
        _key("event_id"),
        *_texts("order_id", "what"),
        _at("at"),
        *_texts("department", "fault", "right_kind"),
    )
    op.create_table(
        "cases",
        _key("case_id"),
        *_texts("kind"),
        _at("opened_at"),
        sa.Column("praise", sa.SmallInteger, nullable=False),
        *_texts("department", "region", "agent_id", "queue_id", "customer", "topic", "cause"),
        *_texts("order_id"),
        sa.Column("substantiated", sa.SmallInteger),
        *_texts("repeat_of"),
        sa.Column("satisfied", sa.SmallInteger),
        _at("occurred_at", nullable=True),
        _at("closed_at", nullable=True),
    )
    op.create_table(
        "case_steps",
        _key("step_id"),
        *_texts("case_id"),
        sa.Column("step", sa.SmallInteger, nullable=False),
        _at("begun_at"),
        _at("ended_at", nullable=True),
        *_texts("department"),
        sa.Column("handling_min", sa.Float),
    )
    op.create_table(
        "touches",
        _key("touch_id"),
        _at("at"),
        *_texts("channel", "queue_id", "case_id", "order_id", "customer", "agent_id", "region"),
        *_texts("outcome", "topic", "category"),
        sa.Column("wait_s", sa.Float),
        sa.Column("handle_s", sa.Float),
    )
    op.create_table(
        "scores",
        _key("score_id"),
        *_texts("kind"),
        _at("at"),
        *_texts("touch_id", "channel", "queue_id", "agent_id", "customer", "region", "criterion"),
        sa.Column("value", sa.Float),
        sa.Column("second", sa.Float),
        *_texts("reason", "scorer", "answer"),
        _at("answered_at", nullable=True),
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
