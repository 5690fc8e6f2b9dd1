"""One leave more or less; everything else of the staff stays as it is."""

from dataclasses import replace
from datetime import date

from app.services.desk import Desk
from app.services.read_centre import agent_of
from app.services.set_wishes import said
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.staff import LEAVE_KINDS, Leave, Staff
from data.store import documents

"""Usual kinds of leave; any other word will do as well."""

_MOST_DAYS = 400


def leave_kept(desk: Desk, agent_id: str = "") -> tuple[Leave, ...]:
    """The leave that the next build reads, of one agent or of all; by agent and day.

    Raises
    ------
    NotFound
        If there is no such agent.
    """
    staff = desk.store.load(documents.STAFF)
    if agent_id:
        agent_of(staff, agent_id)
    return tuple(sorted(row for row in staff.leave if agent_id in ("", row.agent_id)))


def add_leave(desk: Desk, leave: Leave, why: str = "") -> Leave:
    """Keep one more leave; rosters already built stay as they are.

    Raises
    ------
    NotFound
        If there is no such agent.
    InvalidValue
        If it has no kind, is far too long, or meets other leave or a wish of the agent.
    """
    staff = desk.store.load(documents.STAFF)
    agent_of(staff, leave.agent_id)
    leave = replace(leave, kind=leave.kind.strip())
    _refuse_odd(leave)
    _refuse_overlap(staff, leave)
    _refuse_wish(staff, leave)
    entry = desk.entry("add_leave", f"agent:{leave.agent_id}", why, leave=to_json(leave))
    desk.store.save(documents.STAFF, replace(staff, leave=(*staff.leave, leave)), entry, seen=staff)
    return leave


def remove_leave(desk: Desk, agent_id: str, first: date, why: str = "") -> Leave:
    """Take away the leave of an agent that begins on a day.

    Raises
    ------
    NotFound
        If there is no such agent, or no leave of theirs begins then.
    """
    staff = desk.store.load(documents.STAFF)
    agent_of(staff, agent_id)
    mine = sorted(row for row in staff.leave if row.agent_id == agent_id)
    found = next((row for row in mine if row.first == first), None)
    if found is None:
        known = ", ".join(f"{row.first} to {row.last} ({row.kind})" for row in mine) or "none"
        raise NotFound(f"no leave of {agent_id} begins on {first}; leave: {known}")
    left = tuple(row for row in staff.leave if row != found)
    entry = desk.entry("remove_leave", f"agent:{agent_id}", why, leave=to_json(found))
    desk.store.save(documents.STAFF, replace(staff, leave=left), entry, seen=staff)
    return found


def _refuse_odd(leave: Leave) -> None:
    days = (leave.last - leave.first).days + 1
    if not leave.kind:
        raise InvalidValue(f"leave needs a kind, such as {', '.join(LEAVE_KINDS)}")
    if days > _MOST_DAYS:
        raise InvalidValue(
            f"{leave.first} to {leave.last} is {days} days; give leave of at most {_MOST_DAYS}"
        )


def _refuse_overlap(staff: Staff, leave: Leave) -> None:
    for row in staff.leave:
        if row.agent_id == leave.agent_id and row.first <= leave.last and leave.first <= row.last:
            raise InvalidValue(
                f"{leave.agent_id} is already on {row.kind} leave from {row.first} to {row.last}: "
                "name days outside it, or take it back first"
            )


def _refuse_wish(staff: Staff, leave: Leave) -> None:
    for wish in staff.wishes:
        inside = wish.day is not None and leave.first <= wish.day <= leave.last
        if wish.agent_id == leave.agent_id and inside:
            raise InvalidValue(
                f"{leave.agent_id} has a wish for a day of this leave: {said(wish)}; take the wish "
                "back first, for a day of leave leaves nothing to wish"
            )
