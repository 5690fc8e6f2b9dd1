"""Aggregates that are read and saved as a whole: each save is a new version, none is lost."""

from typing import Any

from sqlalchemy import Connection, func, insert, select

from data.store.tables import documents


def save_document(connection: Connection, kind: str, body: Any) -> int:
    """Keep a JSON value as the newest version of its kind; unchanged values add none.

    Returns
    -------
    int
        The version now in force.
    """
    newest = connection.scalar(
        select(func.max(documents.c.version)).where(documents.c.kind == kind)
    )
    if newest is not None and load_document(connection, kind, newest) == body:
        return int(newest)
    version = (newest or 0) + 1
    connection.execute(insert(documents).values(kind=kind, version=version, body=body))
    return version


def load_document(connection: Connection, kind: str, version: int | None = None) -> Any:
    """A version of a kind's JSON value, the newest by default; None where nothing was saved."""
    query = select(documents.c.body).where(documents.c.kind == kind)
    if version is not None:
        query = query.where(documents.c.version == version)
    return connection.scalar(query.order_by(documents.c.version.desc()).limit(1))
