"""Fairness ledgers, one for each published version."""

from datetime import date, timedelta

from sqlalchemy import Connection, insert, select

from data.model.ledger import Ledger
from data.store.packing import pack, unpack
from data.store.tables import ledgers


def save_ledger(connection: Connection, ledger: Ledger) -> None:
    """Keep the ledger of a version, in the transaction that publishes it."""
    row = {
        "version": ledger.version,
        "first": ledger.first,
        "days": ledger.days,
        "body": pack(ledger),
    }
    connection.execute(insert(ledgers).values(row))


def load_ledgers(connection: Connection, since: date, until: date) -> tuple[Ledger, ...]:
    """Ledgers that cover any day of since <= day < until, oldest version first."""
    query = select(ledgers).where(ledgers.c.first < until).order_by(ledgers.c.version)
    return tuple(
        unpack(Ledger, row.body)
        for row in connection.execute(query)
        if row.first + timedelta(days=row.days) > since
    )
