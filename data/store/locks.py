"""Cells of kept rosters that the next solve must leave as they are."""

from collections.abc import Collection

from sqlalchemy import Connection

from data.model.roster import AgentDay
from data.store import documents
from data.store.once import found_or_raise
from data.store.tables import rosters


def change_locks(
    connection: Connection,
    roster_id: str,
    built_with: Collection[AgentDay],
    locked: Collection[AgentDay],
    freed: Collection[AgentDay],
) -> tuple[int, int]:
    """Lock and free cells of a roster; what others locked meanwhile stays.

    Parameters
    ----------
    built_with
        Cells locked when it was built: they count until somebody changes any.

    Returns
    -------
    tuple
        How many cells were locked that were not, and freed that were locked [-].

    Raises
    ------
    NotFound
        If there is no such roster.
    """
    found_or_raise(connection, rosters, "roster_id", roster_id, "roster")
    document = documents.locks_of(roster_id)
    known = documents.load(connection, document)
    before = frozenset(built_with) if known is None else known
    after = (before | set(locked)) - set(freed)
    if after != before:
        documents.save(connection, document, after)
    return len(after - before), len(before - after)
