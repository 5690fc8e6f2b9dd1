"""Tables of the service loops; instants are whole seconds since 1970 UTC, small and quick to range.

Rows may change (a case gets its cause, a customer asks to be forgotten), so these tables bear no
guards; each import of them is an entry of the trail.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Float, Index, SmallInteger, Table, Text, text

from data.model.service_quality.records import Case, CaseStep, Order, OrderEvent, Score, Touch
from data.store.schema import metadata


def _key(name: str) -> "Column[str]":
    return Column(name, Text, primary_key=True)


def _texts(*names: str) -> "list[Column[str]]":
    return [Column(name, Text, nullable=False) for name in names]


def _at(name: str, *, nullable: bool = False) -> "Column[int]":
    return Column(name, BigInteger, nullable=nullable)


def _sparse(table: str, name: str) -> Index:
    """An index of the rows alone that have a text: most contacts belong to no case, no order."""
    some = text(f"{name} <> ''")
    return Index(f"ix_{table}_{name}", name, sqlite_where=some, postgresql_where=some)


orders = Table(
    "orders",
    metadata,
    _key("order_id"),
    *_texts("kind"),
    _at("created_at"),
    *_texts("region", "team", "agent_id", "customer", "topic", "touch_id"),
    Index("ix_orders_created_at", "created_at"),
    Index("ix_orders_customer", "customer"),
)
order_events = Table(
    "order_events",
    metadata,
    _key("event_id"),
    *_texts("order_id", "what"),
    _at("at"),
    *_texts("department", "fault", "right_kind"),
    Index("ix_order_events_order_id", "order_id"),
    Index("ix_order_events_at", "at"),
)
cases = Table(
    "cases",
    metadata,
    _key("case_id"),
    *_texts("kind"),
    _at("opened_at"),
    Column("praise", SmallInteger, nullable=False),
    *_texts("department", "region", "agent_id", "queue_id", "customer", "topic", "cause"),
    *_texts("order_id"),
    Column("substantiated", SmallInteger),
    *_texts("repeat_of"),
    Column("satisfied", SmallInteger),
    _at("occurred_at", nullable=True),
    _at("closed_at", nullable=True),
    Index("ix_cases_opened_at", "opened_at"),
    Index("ix_cases_customer", "customer"),
)
case_steps = Table(
    "case_steps",
    metadata,
    _key("step_id"),
    *_texts("case_id"),
    Column("step", SmallInteger, nullable=False),
    _at("begun_at"),
    _at("ended_at", nullable=True),
    *_texts("department"),
    Column("handling_min", Float),
    Index("ix_case_steps_case_id", "case_id"),
    Index("ix_case_steps_begun_at", "begun_at"),
)
touches = Table(
    "touches",
    metadata,
    _key("touch_id"),
    _at("at"),
    *_texts("channel", "queue_id", "case_id", "order_id", "customer", "agent_id", "region"),
    *_texts("outcome", "topic", "category"),
    Column("wait_s", Float),
    Column("handle_s", Float),
    Index("ix_touches_at", "at"),
    *(_sparse("touches", name) for name in ("customer", "case_id", "order_id")),
)
scores = Table(
    "scores",
    metadata,
    _key("score_id"),
    *_texts("kind"),
    _at("at"),
    *_texts("touch_id", "channel", "queue_id", "agent_id", "customer", "region", "criterion"),
    Column("value", Float),
    Column("second", Float),
    *_texts("reason", "scorer", "answer"),
    _at("answered_at", nullable=True),
    Index("ix_scores_at", "kind", "at"),
    Index("ix_scores_agent_id", "agent_id", "at"),
    Index("ix_scores_touch_id", "touch_id"),
)


@dataclass(frozen=True)
class Kind:
    """A kind of record: its type, table, key, and the instant that it is listed by."""

    form: Any
    table: Table
    key: str
    at: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns in the order of the type's fields."""
        return tuple(self.table.columns.keys())

    @property
    def sparse(self) -> tuple[str, ...]:
        """Columns whose index leaves out empty texts: a search has to say that it wants none."""
        partial = (
            i for i in self.table.indexes if i.dialect_options["sqlite"]["where"] is not None
        )
        return tuple(index.columns.keys()[0] for index in partial)

    @property
    def instants(self) -> tuple[str, ...]:
        """Columns that hold instants."""
        return tuple(c.name for c in self.table.columns if isinstance(c.type, BigInteger))

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns that hold measures."""
        return tuple(c.name for c in self.table.columns if isinstance(c.type, Float))

    @property
    def whole(self) -> tuple[str, ...]:
        """Columns that hold steps, and yes or no."""
        return tuple(c.name for c in self.table.columns if type(c.type) is SmallInteger)


KINDS: dict[str, Kind] = {
    "orders": Kind(Order, orders, "order_id", "created_at"),
    "order_events": Kind(OrderEvent, order_events, "event_id", "at"),
    "cases": Kind(Case, cases, "case_id", "opened_at"),
    "case_steps": Kind(CaseStep, case_steps, "step_id", "begun_at"),
    "touches": Kind(Touch, touches, "touch_id", "at"),
    "scores": Kind(Score, scores, "score_id", "at"),
}
"""Kinds by the name of their table."""
