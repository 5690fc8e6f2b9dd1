"""Cells of kept rosters that the next solve must leave as they are."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from data.model.roster import AgentDay
from data.store.documents import load_document, save_document
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
    known = load_locks(connection, roster_id)
    before = frozenset(built_with) if known is None else known
    after = (before | set(locked)) - set(freed)
    if after != before:
        body = [[agent_id, day.isoformat()] for agent_id, day in sorted(after)]
        save_document(connection, _kind(roster_id), body)
    return len(after - before), len(before - after)


def load_locks(connection: Connection, roster_id: str) -> frozenset[AgentDay] | None:
    """Cells locked in a roster; None where nobody changed those it was built with."""
    body = load_document(connection, _kind(roster_id))
    if body is None:
        return None
    return frozenset((agent_id, date.fromisoformat(day)) for agent_id, day in body)


def _kind(roster_id: str) -> str:
    return f"locks:{roster_id}"
