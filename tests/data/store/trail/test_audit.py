"""The audit trail and every other table that is append-only, even with a database shell."""

import sqlite3
from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.model.audit import AuditEntry
from data.model.errors import InvalidValue
from data.store import Store, documents
from data.store.schema import CHANGING, metadata
from tests.data.builders import (
    NOW,
    a_centre,
    an_entry,
)

PROTECTED = sorted(set(metadata.tables) - set(CHANGING))


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


def test_entries_come_back_newest_first_and_can_be_searched(store: Store) -> None:
    later = AuditEntry("Zhao", "publish", "roster:50%_off", NOW + timedelta(days=1), "", {"n": [1]})
    store.append_audit(an_entry("import", "file:a.csv", rows=3))
    store.append_audit(later)
    assert store.audit()[0] == later
    assert [e.verb for e in store.audit()] == ["publish", "import", "save_centre"]
    assert store.audit(who="Zhao") == store.audit(verb="publish") == (later,)
    assert store.audit(subject="roster:50%_") == (later,)
    assert store.audit(subject="roster:50__") == ()
    assert store.audit(about="roster:50%_off") == (later,)
    assert store.audit(about="roster:50%") == ()
    assert store.audit(since=NOW + timedelta(hours=1)) == (later,)
    # Both ends belong to the span.
    assert store.audit(since=later.at) == store.audit(since=later.at, until=later.at) == (later,)
    assert [e.verb for e in store.audit(until=NOW)] == ["import", "save_centre"]
    assert len(store.audit(limit=2)) == 2


def test_a_deed_that_fails_leaves_no_entry_and_an_entry_that_fails_no_deed(store: Store) -> None:
    unwritable = AuditEntry("Zhao", "v", "s", NOW, "", {"what": object()})
    with pytest.raises(InvalidValue, match="object"):
        store.save(documents.CENTRE, a_centre(name="Other"), unwritable)
    assert store.load(documents.CENTRE) == a_centre()
    assert len(store.audit()) == 1
    with pytest.raises(InvalidValue):
        store.save(documents.CENTRE, a_centre(), AuditEntry("", "v", "s", NOW))


def test_details_keep_their_values_and_numbers_without_value_become_null(store: Store) -> None:
    store.append_audit(an_entry(nothing=float("nan"), text="王 'x' \"y\"", deep={"a": [1, 2.5]}))
    assert store.audit()[0].detail == {
        "nothing": None,
        "text": "王 'x' \"y\"",
        "deep": {"a": [1, 2.5]},
    }
