"""Rows that are written once under an id of their own."""

from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select

from data.model.errors import Conflict, NotFound
from data.store.packing import same_content


def keep_once(connection: Connection, table: Table, key: str, row: dict[str, Any]) -> None:
    """Insert a row; the very same row again is no fault (a repeated nightly run).

    Raises
    ------
    Conflict
        If something else is kept under the id already.
    """
    column = table.c[key]
    kept = connection.execute(select(table.c.body).where(column == row[key])).first()
    if kept is None:
        connection.execute(insert(table).values(row))
    elif not same_content(kept.body, row["body"]):
        raise Conflict(
            f"{table.name} already hold another {row[key]}; versions are never overwritten: "
            "save under a new id"
        )


def found_or_raise(connection: Connection, table: Table, key: str, value: str, known: str) -> Any:
    """The row of an id.

    Parameters
    ----------
    known
        What to do to see the ids that exist.

    Raises
    ------
    NotFound
        If there is none; names the newest ids that exist.
    """
    column: Column[str] = table.c[key]
    row = connection.execute(select(table).where(column == value)).first()
    if row is None:
        newest = connection.scalars(select(column).order_by(table.c.seq.desc()).limit(3)).all()
        listed = ", ".join(newest) or "none is kept yet"
        raise NotFound(f"no {known} {value!r}; newest: {listed}")
    return row
