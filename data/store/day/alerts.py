"""Alerts of the running day as rows: raised, taken on, over."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Integer, Table, Text, delete, insert, select

from data.model.audit import AuditEntry
from data.model.day.alerts import Alert
from data.model.errors import NotFound
from data.model.language import tr
from data.store.schema import Instant, metadata
from data.store.transactions import Transactions

day_alerts = Table(
    "day_alerts",
    metadata,
    Column("alert_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("raised_at", Instant, nullable=False),
    Column("level", Integer, nullable=False),
    Column("level_at", Instant, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("over_at", Instant),
    Column("acknowledged_by", Text, nullable=False),
    Column("acknowledged_at", Instant),
    Column("note", Text, nullable=False),
    Column("sent", Text, nullable=False),
)
"""Alerts of the running day; each changes as it goes up, is taken on and is over."""

_COLUMNS = tuple(field.name for field in fields(Alert))


class AlertMethods(Transactions):
    """Methods of the store, in a file of their own."""

    def load_alerts(self, first: date, last: date) -> tuple[Alert, ...]:
        """Alerts raised on some days and those of before that are not over, newest first."""
        return self._read(lambda c: _load(c, first, last))

    def load_alert(self, alert_id: str) -> Alert:
        """An alert.

        Raises
        ------
        NotFound
            If there is none of that id.
        """
        return self._read(lambda c: _one(c, alert_id))

    def save_alert(self, alert: Alert, entry: AuditEntry | None = None) -> None:
        """Save an alert as it stands now; with an entry where somebody or something acted."""
        if entry is not None:
            self._write(entry, lambda c: _save(c, alert))
            return
        with self._change() as connection:
            _save(connection, alert)


def _load(connection: Connection, first: date, last: date) -> tuple[Alert, ...]:
    table = day_alerts.c
    mine = ((table.day >= first) | table.over_at.is_(None)) & (table.day <= last)
    query = select(day_alerts).where(mine).order_by(table.raised_at.desc(), table.alert_id)
    return tuple(_read_row(row._mapping) for row in connection.execute(query))


def _one(connection: Connection, alert_id: str) -> Alert:
    row = connection.execute(select(day_alerts).where(day_alerts.c.alert_id == alert_id)).first()
    if row is None:
        raise NotFound(
            tr("there is no alert {alert_id}: see `peakshift day alerts`", alert_id=alert_id)
        )
    return _read_row(row._mapping)


def _read_row(row: Mapping[Any, Any]) -> Alert:
    return Alert(**{name: row[name] for name in _COLUMNS})


def _save(connection: Connection, alert: Alert) -> None:
    connection.execute(delete(day_alerts).where(day_alerts.c.alert_id == alert.alert_id))
    row = {name: getattr(alert, name) for name in _COLUMNS}
    connection.execute(insert(day_alerts).values(row))
