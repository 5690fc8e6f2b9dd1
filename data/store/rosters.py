"""Rosters with everything they were built from: kept once, never overwritten."""

from sqlalchemy import Connection, select

from data.model.saved_roster import SavedRoster
from data.store.once import found_or_raise, keep_once
from data.store.packing import pack, unpack_plain
from data.store.requirements import load_requirement
from data.store.summaries import RosterSummary
from data.store.tables import requirements, rosters


def save_roster(connection: Connection, saved: SavedRoster) -> None:
    """Keep a roster.

    Raises
    ------
    Conflict
        If another roster is kept under its id.
    NotFound
        If its requirement or its parent is not kept: it could not be judged again.
    """
    if saved.parent_id:
        found_or_raise(connection, rosters, "roster_id", saved.parent_id, "parent roster")
    known = "requirement (save it before the roster)"
    found_or_raise(connection, requirements, "requirement_id", saved.requirement_id, known)
    roster = saved.result.roster
    row = {
        "roster_id": saved.roster_id,
        "requirement_id": saved.requirement_id,
        "parent_id": saved.parent_id or None,
        "first": roster.first if roster else None,
        "days": roster.days if roster else None,
        "made_at": saved.made_at,
        "made_by": saved.made_by,
        "status": saved.result.status,
        "objective": saved.result.objective,
        "bound": saved.result.bound,
        "note": saved.note,
        "body": pack(saved.stored()),
    }
    keep_once(connection, rosters, "roster_id", row)


def load_roster(connection: Connection, roster_id: str) -> SavedRoster:
    """A kept roster.

    Raises
    ------
    NotFound
        If there is none under the id.
    """
    row = found_or_raise(connection, rosters, "roster_id", roster_id, "roster")
    requirement = load_requirement(connection, row.requirement_id)
    return SavedRoster.from_stored(unpack_plain(row.body), requirement)


def list_rosters(connection: Connection) -> tuple[RosterSummary, ...]:
    """Kept rosters, newest first."""
    names = RosterSummary.__dataclass_fields__
    query = select(*(rosters.c[name] for name in names)).order_by(rosters.c.seq.desc())
    return tuple(
        RosterSummary(**{**row._asdict(), "parent_id": row.parent_id or ""})
        for row in connection.execute(query)
    )
