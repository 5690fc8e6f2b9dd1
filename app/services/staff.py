"""People: replaced as a whole, and one wish or leave more or less."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, agent_of, queues_of
from data.files.cells import csv_bytes
from data.model.checks.staff import leave_fault, leave_overlap, wish_fault, wish_overlap
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.model.staff import Leave, Staff, Wish
from data.store import documents


@change
def replace_staff(context: Context, staff: Staff, source: str) -> None:
    """Store a staff after checking its skills against the queues."""
    refuse_strange_skills(context, staff, source)
    entry = context.entry("import_staff", source, agents=len(staff.agents))
    context.store.save(documents.STAFF, staff, entry)


@asked
def refuse_strange_skills(context: Context, staff: Staff, source: str) -> None:
    """Refuse skills that are no queues.

    Raises
    ------
    InvalidValue
        If there are any; all of them are named, and what they may be a slip of.
    """
    known = {queue.queue_id for queue in queues_of(context)}
    strange = sorted({skill for agent in staff.agents for skill in agent.skills} - known)
    if strange:
        raise InvalidValue(
            tr(
                "{source}: skills {strange} are not queues; known: {known}",
                source=source,
                strange=", ".join(strange),
                known=", ".join(sorted(known)),
            )
        )


@asked
def wishes_kept(context: Context, agent_id: str = "") -> tuple[Wish, ...]:
    """The wishes that the next build reads, of one agent or of all; by agent and day.

    Raises
    ------
    NotFound
        If there is no such agent.
    """
    staff = context.store.load(documents.STAFF)
    if agent_id:
        agent_of(staff, agent_id)
    found = (wish for wish in staff.wishes if agent_id in ("", wish.agent_id))
    return tuple(sorted(found, key=lambda w: (w.agent_id, w.day or date.min, w.what)))


def wishes_kept_csv(wishes: tuple[Wish, ...], names: Mapping[str, str]) -> bytes:
    """Wishes with the names of their agents, one a row."""
    rows = ((w.agent_id, names.get(w.agent_id, ""), _when(w.day), w.what, w.weight) for w in wishes)
    return csv_bytes(("agent_id", "name", "day", "wish", "weight"), rows)


@change
def add_wish(context: Context, wish: Wish, why: str = "") -> Wish:
    """Save one more wish; rosters already built stay as they are.

    Raises
    ------
    NotFound
        If there is no such agent.
    InvalidValue
        If it says nothing, falls into leave, or meets another wish of the same day.
    """
    staff = context.store.load(documents.STAFF)
    agent_of(staff, wish.agent_id)
    _refuse(wish_fault(wish))
    _refuse_leave(staff, wish)
    for other in staff.wishes:
        _refuse(wish_overlap(wish, other) if other.agent_id == wish.agent_id else "")
    entry = context.entry("add_wish", f"agent:{wish.agent_id}", why, wish=to_json(wish))
    context.store.save(documents.STAFF, replace(staff, wishes=(*staff.wishes, wish)), entry)
    return wish


@asked
def wishes_about(
    context: Context, agent_id: str, day: date | None, want: Literal["off", "on"] | None = None
) -> tuple[Wish, ...]:
    """The wishes of an agent about a day (None: every day) that `remove_wishes` would take away.

    Raises
    ------
    NotFound
        If there is no such agent or wish.
    InvalidValue
        If there are several of different kinds and none was named.
    """
    staff = context.store.load(documents.STAFF)
    agent_of(staff, agent_id)
    mine = [wish for wish in staff.wishes if wish.agent_id == agent_id]
    found = [wish for wish in mine if wish.day == day and want in (None, wish.want)]
    if not found:
        known = ", ".join(said(wish) for wish in mine) or "nothing"
        raise NotFound(
            tr(
                "{agent_id} has no such wish for {when}; wishes: {known}",
                agent_id=agent_id,
                when=_when(day),
                known=known,
            )
        )
    if len({wish.want for wish in found}) > 1:
        both = ", ".join(said(wish) for wish in found)
        raise InvalidValue(
            tr(
                "{agent_id} has several wishes for {when}: {both}; say off or on",
                agent_id=agent_id,
                when=_when(day),
                both=both,
            )
        )
    return tuple(found)


@change
def remove_wishes(context: Context, wishes: tuple[Wish, ...], why: str = "") -> tuple[Wish, ...]:
    """Take these wishes away; rosters already built stay as they are.

    Raises
    ------
    NotFound
        If one of them is no longer there.
    """
    staff = context.store.load(documents.STAFF)
    if gone := [wish for wish in wishes if wish not in staff.wishes]:
        raise NotFound(
            tr(
                "{agent_id} no longer has the wish {said}",
                agent_id=gone[0].agent_id,
                said=said(gone[0]),
            )
        )
    left = tuple(wish for wish in staff.wishes if wish not in wishes)
    subject = ", ".join(sorted({f"agent:{wish.agent_id}" for wish in wishes}))
    entry = context.entry("remove_wish", subject, why, wishes=to_json(wishes))
    context.store.save(documents.STAFF, replace(staff, wishes=left), entry)
    return wishes


def said(wish: Wish) -> str:
    """`2026-01-05 day off`, `every day no start 06:00-10:00`."""
    return f"{_when(wish.day)} {wish.what}"


def _when(day: date | None) -> str:
    return day.isoformat() if day else tr("every day")


def _refuse(why: str) -> None:
    if why:
        raise InvalidValue(why)


def _refuse_leave(staff: Staff, wish: Wish) -> None:
    for row in staff.leave:
        if wish.day and row.agent_id == wish.agent_id and row.first <= wish.day <= row.last:
            raise InvalidValue(
                tr(
                    "{agent_id} is on {kind} leave from {first} to {last}: there is "
                    "nothing to wish for {day}; take the leave back first if it no "
                    "longer holds",
                    agent_id=wish.agent_id,
                    kind=row.kind,
                    first=row.first,
                    last=row.last,
                    day=wish.day,
                )
            )


@asked
def leave_kept(context: Context, agent_id: str = "") -> tuple[Leave, ...]:
    """The leave that the next build reads, of one agent or of all; by agent and day.

    Raises
    ------
    NotFound
        If there is no such agent.
    """
    staff = context.store.load(documents.STAFF)
    if agent_id:
        agent_of(staff, agent_id)
    return tuple(sorted(row for row in staff.leave if agent_id in ("", row.agent_id)))


@change
def add_leave(context: Context, leave: Leave, why: str = "") -> Leave:
    """Save one more leave; rosters already built stay as they are.

    Raises
    ------
    NotFound
        If there is no such agent.
    InvalidValue
        If it has no kind, is far too long, or meets other leave or a wish of the agent.
    """
    staff = context.store.load(documents.STAFF)
    agent_of(staff, leave.agent_id)
    leave = replace(leave, kind=leave.kind.strip())
    _refuse(leave_fault(leave))
    for row in staff.leave:
        _refuse(leave_overlap(leave, row) if row.agent_id == leave.agent_id else "")
    _refuse_wish(staff, leave)
    entry = context.entry("add_leave", f"agent:{leave.agent_id}", why, leave=to_json(leave))
    context.store.save(documents.STAFF, replace(staff, leave=(*staff.leave, leave)), entry)
    return leave


@change
def record_absences(context: Context, absent: Iterable[Leave], why: str = "") -> tuple[Leave, ...]:
    """Put down that people are absent, so that the next build knows; each an entry of the trail.

    Returns
    -------
    tuple
        What is new: days that are leave already stay as they are, as do people of a roster who
        have left the staff. A wish does not keep anybody from being sick.
    """
    staff = context.store.load(documents.STAFF)
    people = {agent.agent_id for agent in staff.agents}
    new = []
    for row in absent:
        for leave in _not_yet_away(staff, row) if row.agent_id in people else ():
            staff = replace(staff, leave=(*staff.leave, leave))
            entry = context.entry("add_leave", f"agent:{leave.agent_id}", why, leave=to_json(leave))
            context.store.save(documents.STAFF, staff, entry)
            new.append(leave)
    return tuple(new)


def _not_yet_away(staff: Staff, absent: Leave) -> tuple[Leave, ...]:
    """Runs of the days of an absence that are no leave yet."""
    taken = [row for row in staff.leave if row.agent_id == absent.agent_id]
    found: list[Leave] = []
    for number in range((absent.last - absent.first).days + 1):
        day = absent.first + timedelta(days=number)
        if any(row.first <= day <= row.last for row in taken):
            continue
        if found and (day - found[-1].last).days == 1:
            found[-1] = replace(found[-1], last=day)
        else:
            found.append(replace(absent, first=day, last=day))
    return tuple(found)


@change
def remove_leave(context: Context, agent_id: str, first: date, why: str = "") -> Leave:
    """Take away the leave of an agent that begins on a day.

    Raises
    ------
    NotFound
        If there is no such agent, or no leave of theirs begins then.
    """
    staff = context.store.load(documents.STAFF)
    agent_of(staff, agent_id)
    mine = sorted(row for row in staff.leave if row.agent_id == agent_id)
    found = next((row for row in mine if row.first == first), None)
    if found is None:
        known = (
            ", ".join(
                tr("{first} to {last} ({kind})", first=row.first, last=row.last, kind=row.kind)
                for row in mine
            )
            or "none"
        )
        raise NotFound(
            tr(
                "no leave of {agent_id} begins on {first}; leave: {known}",
                agent_id=agent_id,
                first=first,
                known=known,
            )
        )
    left = tuple(row for row in staff.leave if row != found)
    entry = context.entry("remove_leave", f"agent:{agent_id}", why, leave=to_json(found))
    context.store.save(documents.STAFF, replace(staff, leave=left), entry)
    return found


def _refuse_wish(staff: Staff, leave: Leave) -> None:
    for wish in staff.wishes:
        inside = wish.day is not None and leave.first <= wish.day <= leave.last
        if wish.agent_id == leave.agent_id and inside:
            raise InvalidValue(
                tr(
                    "{agent_id} has a wish for a day of this leave: {said}; take the "
                    "wish back first, for a day of leave leaves nothing to wish",
                    agent_id=leave.agent_id,
                    said=said(wish),
                )
            )
