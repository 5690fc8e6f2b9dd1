"""The triggers that keep rows as they were written: whether they stand, and putting them back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, UniqueConstraint, text

from data.model.language import tr
from data.store.migrations.append_only import POSTGRES_FUNCTION, Keys, statements
from data.store.schema import CHANGING, metadata

GUARDED = tuple(sorted(set(metadata.tables) - set(CHANGING)))
"""Tables whose rows never change."""

_POSTGRES_TRIGGERS = """
SELECT c.relname FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE n.nspname = current_schema() AND t.tgname = c.relname || '_append_only'
AND t.tgenabled = 'A' AND t.tgqual IS NULL
AND p.prosrc LIKE '%RAISE EXCEPTION%append-only%' AND p.prosrc NOT LIKE '%RETURN%'
"""


def unguarded(connection: Connection) -> tuple[str, ...]:
    """Tables whose triggers are missing, switched off or changed."""
    if connection.dialect.name == "postgresql":
        standing = set(connection.scalars(text(_POSTGRES_TRIGGERS)))
        return tuple(table for table in GUARDED if table not in standing)
    query = text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
    found = {_words(sql) for sql in connection.scalars(query) if sql}
    return tuple(
        table
        for table in GUARDED
        if any(_words(sql) not in found for sql in statements("sqlite", table, _keys(table)))
    )


def restore_guards(connection: Connection) -> tuple[str, ...]:
    """Put the triggers back; returns the tables that lacked any."""
    lacking = unguarded(connection)
    postgres = connection.dialect.name == "postgresql"
    if postgres and lacking:
        connection.execute(text(POSTGRES_FUNCTION))
    for table in lacking:
        if postgres:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"))
        else:
            for name in _names(table):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements(connection.dialect.name, table, _keys(table)):
            connection.exec_driver_sql(statement)
    return lacking


@contextmanager
def lifted(connection: Connection, table: str) -> Iterator[None]:
    """Let rows of a table be deleted until the end, in the open transaction of a writer.

    Notes
    -----
    Nobody else sees the table without its guard: the trigger is taken away and put back in one
    transaction, and an error or a kill in between takes back both.
    """
    postgres = connection.dialect.name == "postgresql"
    name = f"{table}_append_only" if postgres else f"{table}_no_delete"
    if postgres:
        off = f"ALTER TABLE {table} DISABLE TRIGGER {name}"
        on = f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
    else:
        off = f"DROP TRIGGER {name}"
        every = statements("sqlite", table, _keys(table))
        on = next(sql for sql in every if sql.startswith(f"CREATE TRIGGER {name} "))
    with connection.begin_nested():
        connection.exec_driver_sql(off)
        yield
        connection.exec_driver_sql(on)


def warning(tables: tuple[str, ...]) -> str:
    """What somebody who opens the database must know; empty where all stands."""
    if not tables:
        return ""
    return tr(
        "the guards of {tables} are missing or changed: somebody could have "
        "altered what was saved. Run `peakshift audit verify` to see whether "
        "anybody did, then `peakshift audit restore-guards`",
        tables=", ".join(tables),
    )


def _keys(table: str) -> Keys:
    """Unique keys of a table, in the order in which the migrations give them."""
    found = metadata.tables[table]
    single = [(column.name,) for column in found.columns if column.unique]
    several = [
        tuple(column.name for column in one.columns)
        for one in found.constraints
        if isinstance(one, UniqueConstraint) and len(one.columns) > 1
    ]
    return (tuple(column.name for column in found.primary_key.columns), *single, *several)


def _names(table: str) -> tuple[str, ...]:
    replaced = (f"{table}_no_replace_{i}" for i in range(len(_keys(table))))
    return (f"{table}_no_update", f"{table}_no_delete", *replaced)


def _words(sql: str) -> str:
    return " ".join(sql.split())
