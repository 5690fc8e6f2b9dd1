"""Requirements: kept once, never overwritten."""

from sqlalchemy import Connection, select

from data.model.requirement import Requirement
from data.store.once import found_or_raise, keep_once
from data.store.packing import pack, unpack
from data.store.summaries import RequirementSummary
from data.store.tables import requirements


def save_requirement(connection: Connection, requirement: Requirement) -> None:
    """Keep a requirement.

    Raises
    ------
    Conflict
        If another requirement is kept under its id.
    """
    row = {
        "requirement_id": requirement.requirement_id,
        "first": requirement.grid.days[0],
        "days": len(requirement.grid.days),
        "basis": requirement.basis,
        "body": pack(requirement),
    }
    keep_once(connection, requirements, "requirement_id", row)


def load_requirement(connection: Connection, requirement_id: str) -> Requirement:
    """A kept requirement.

    Raises
    ------
    NotFound
        If there is none under the id.
    """
    row = found_or_raise(connection, requirements, "requirement_id", requirement_id, "requirement")
    return unpack(Requirement, row.body)


def list_requirements(connection: Connection) -> tuple[RequirementSummary, ...]:
    """Kept requirements, newest first."""
    names = ("requirement_id", "first", "days", "basis")
    query = select(*(requirements.c[name] for name in names))
    query = query.order_by(requirements.c.seq.desc())
    return tuple(RequirementSummary(*row) for row in connection.execute(query))
