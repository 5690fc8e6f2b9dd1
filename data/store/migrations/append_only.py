"""Triggers that make a table append-only, for migrations."""

from collections.abc import Iterator

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION peakshift_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: what was written stays', TG_TABLE_NAME;
END $$
"""


Keys = tuple[tuple[str, ...], ...]
"""Unique keys of a table, each a tuple of columns."""


def statements(dialect: str, table: str, keys: Keys) -> Iterator[str]:
    """SQL that forbids changing or removing rows of a table.

    Parameters
    ----------
    dialect
        `sqlite` or `postgresql`.
    keys
        Every unique key of the table, for triggers against INSERT OR REPLACE.
    """
    yield from _postgres(table) if dialect == "postgresql" else _sqlite(table, keys)


def _sqlite(table: str, keys: Keys) -> Iterator[str]:
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only: what was written stays')"
    for verb in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN {refuse}; END"
        )
    # INSERT OR REPLACE removes rows without asking delete triggers unless a pragma is set.
    for i, key in enumerate(keys):
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        yield (
            f"CREATE TRIGGER {table}_no_replace_{i} BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN {refuse}; END"
        )


def _postgres(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION peakshift_append_only()"
    )
    # ALWAYS: holds even where a session calls itself a replica.
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only"
