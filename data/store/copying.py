"""A whole database copied, as it stands at one moment, into an empty one of either kind."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    MetaData,
    Row,
    Select,
    Table,
    func,
    insert,
    select,
    text,
)  # fmt: skip
from sqlalchemy.types import LargeBinary

from data.model.errors import InvalidValue
from data.model.language import tr
from data.store.faults import in_plain_words
from data.store.schema import Body, metadata
from data.store.trail.seals import raw_columns

if TYPE_CHECKING:
    from data.store import Store

_AT_ONCE = 5000

Progress = Callable[[str, int, int], None]
"""Told what was copied, how many rows, of how many."""


def copy_store(source: "Store", target: "Store", progress: Progress) -> dict[str, int]:
    """Copy all that a store holds at this moment into an empty one, whole or not at all.

    Returns
    -------
    dict
        Rows by table.

    Raises
    ------
    InvalidValue
        If the target holds anything.
    """
    with (
        in_plain_words(source.where),
        _snapshot(source._engine) as mine,
        mine.begin(),
        target._change() as theirs,
    ):
        return _copy_all(partial(_read, mine, source.where), theirs, progress)


def _read(source: Connection, where: str, query: Select[Any]) -> Iterator[Row[Any]]:
    """Rows of the source; its faults are told of it, not of what is being filled."""
    with in_plain_words(where):
        yield from source.execution_options(yield_per=_AT_ONCE).execute(query)


def _snapshot(engine: Engine) -> Connection:
    """A connection whose transaction sees one moment, whatever others write meanwhile."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ")
    return connection  # an SQLite transaction reads one moment anyway


def _copy_all(
    read: Callable[[Select[Any]], Iterator[Row[Any]]], target: Connection, progress: Progress
) -> dict[str, int]:
    """Every row, byte for byte where bodies are packed."""
    tables = metadata.sorted_tables
    taken = [t.name for t in tables if target.scalar(select(func.count()).select_from(t))]
    if taken:
        raise InvalidValue(
            tr(
                "the database to fill holds a centre already ({taken}); name a new "
                "file or an empty database",
                taken=", ".join(taken[:3]),
            )
        )
    counts = {t.name: sum(n for (n,) in read(select(func.count()).select_from(t))) for t in tables}
    done, total = 0, sum(counts.values())
    for table in tables:
        # Rosters point to their parents, which were saved before them.
        query = select(*raw_columns(table)).order_by(*table.primary_key.columns)
        into = insert(_raw(table))
        every = (row._asdict() for row in read(query))
        while some := list(islice(every, _AT_ONCE)):
            target.execute(into, some)
            done += len(some)
            progress(table.name, done, total)
        _count_on(target, table)
    return counts


def _raw(table: Table) -> Table:
    """The table with packed bodies as the bytes they are, so that none is packed anew."""
    if not any(isinstance(column.type, Body) for column in table.columns):
        return table
    raw = table.to_metadata(MetaData())
    for column in raw.columns:
        if isinstance(column.type, Body):
            column.type = LargeBinary()
    return raw


def _count_on(target: Connection, table: Table) -> None:
    """Let a server number new rows after the copied ones; SQLite does so by itself."""
    (key, *others) = table.primary_key.columns
    numbered = isinstance(key.type, Integer) and key.autoincrement is True and not others
    if target.dialect.name == "postgresql" and numbered:
        target.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'), "
                f"(SELECT max({key.name}) FROM {table.name}))"
                f" WHERE EXISTS (SELECT 1 FROM {table.name})"
            )
        )
