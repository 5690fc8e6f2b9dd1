"""What was written stays, even for somebody with a database shell."""

import sqlite3

import pytest
import sqlalchemy as sa

from data.store import Store
from data.store.schema import metadata
from tests.data.builders import (
    a_draft,
    a_forecast,
    a_frame,
    a_requirement,
    a_saved_roster,
    an_entry,
)
from tests.data.store.test_history import TWO_REJECTED

PROTECTED = sorted(set(metadata.tables) - {"actuals"})


@pytest.fixture
def full(store: Store) -> Store:
    store.save_actuals(a_frame([1, 2]), TWO_REJECTED, "a.csv", an_entry())
    store.save_actuals(a_frame([1, 3]), TWO_REJECTED, "b.csv", an_entry())
    store.save_forecasts((a_forecast(),), an_entry())
    store.save_requirement(a_requirement(), an_entry())
    store.save_roster(a_saved_roster(), an_entry())
    store.publish(a_draft(), 0, an_entry())
    return store


@pytest.fixture
def shell(full: Store, url: str) -> sa.Engine:
    """A connection that knows nothing of PeakShift."""
    address = url.replace("postgresql://", "postgresql+psycopg://")
    return sa.create_engine(address if "://" in address else f"sqlite:///{address}")


def contents(shell: sa.Engine, table: str) -> list[tuple[object, ...]]:
    with shell.connect() as connection:
        rows = connection.execute(sa.text(f"SELECT * FROM {table}"))
        return sorted((tuple(row) for row in rows), key=str)


STATEMENTS = {
    "sqlite": (
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ),
    "postgresql": (
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "SET session_replication_role = replica; DELETE FROM {table}",
    ),
}


def test_rows_cannot_be_changed_or_removed(shell: sa.Engine) -> None:
    for table in PROTECTED:
        column = metadata.tables[table].columns.keys()[-1]
        before = contents(shell, table)
        assert before, table
        for statement in STATEMENTS[shell.dialect.name]:
            sql = statement.format(table=table, column=column)
            with pytest.raises(sa.exc.DBAPIError, match="append-only"), shell.begin() as opened:
                opened.execute(sa.text(sql))
            assert contents(shell, table) == before, sql


def test_a_row_cannot_be_replaced_under_either_of_its_keys(full: Store, url: str) -> None:
    if "://" in url:
        pytest.skip("INSERT OR REPLACE is SQLite's")
    for table, key in (("forecasts", "version_id"), ("rosters", "roster_id")):
        for kept, other in ((key, "seq"), ("seq", key)):
            names = metadata.tables[table].columns.keys()
            changed = ", ".join("99" if name == other else name for name in names)
            statement = f"INSERT OR REPLACE INTO {table} SELECT {changed} FROM {table}"
            with (
                sqlite3.connect(url) as connection,
                pytest.raises(sqlite3.DatabaseError, match="append-only"),
            ):
                connection.execute(statement)
            assert kept != other
