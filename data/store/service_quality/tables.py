"""Tables of the service loops; instants are whole seconds since 1970 UTC, small and quick to range.

Rows may change (a case gets its cause, a customer asks to be forgotten), so these tables bear no
guards; each import of them is an entry of the trail. Columns are the fields of the types.
"""

from dataclasses import Field, dataclass, fields
from datetime import datetime
from types import NoneType
from typing import Any, get_args

from sqlalchemy import BigInteger, Column, Float, Index, SmallInteger, Table, Text

from data.model.service_quality.records import Case, CaseStep, Order, OrderEvent, Score, Touch
from data.store.schema import metadata


def _sparse(table: str, name: str) -> Index:
    """An index of the rows alone that have a text: most contacts belong to no case, no order.

    Migration 0009 says "alone"; said here, it would load PostgreSQL's dialect for every command.
    """
    return Index(f"ix_{table}_{name}", name)


def _column(field: "Field[Any]") -> "Column[Any]":
    """A column for a field: what may be None is nullable, and a text is never null."""
    said = get_args(field.type) or (field.type,)
    kinds = {datetime: BigInteger, float: Float, bool: SmallInteger, int: SmallInteger}
    kind = next((kinds[one] for one in said if one in kinds), Text)
    return Column(field.name, kind, nullable=NoneType in said)


def _table(name: str, form: Any, *indexes: Index) -> Table:
    """The table of a type: its first field is the key."""
    key, *others = fields(form)
    columns = (Column(key.name, Text, primary_key=True), *map(_column, others))
    return Table(name, metadata, *columns, *indexes)


orders = _table(
    "orders",
    Order,
    Index("ix_orders_created_at", "created_at"),
    Index("ix_orders_customer", "customer"),
)
order_events = _table(
    "order_events",
    OrderEvent,
    Index("ix_order_events_order_id", "order_id"),
    Index("ix_order_events_at", "at"),
)
cases = _table(
    "cases", Case, Index("ix_cases_opened_at", "opened_at"), Index("ix_cases_customer", "customer")
)
case_steps = _table(
    "case_steps",
    CaseStep,
    Index("ix_case_steps_case_id", "case_id"),
    Index("ix_case_steps_begun_at", "begun_at"),
)
touches = _table(
    "touches",
    Touch,
    Index("ix_touches_at", "at"),
    *(_sparse("touches", name) for name in ("customer", "case_id", "order_id")),
)
scores = _table(
    "scores",
    Score,
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
