"""What people wish of the next rosters: one wish more or less."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, agent_of, today_of
from data.files.cells import csv_bytes
from data.model.checks.days import refuse_far_days
from data.model.checks.staff import refuse, wish_fault, wish_overlap
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.model.staff import Staff, Wish
from data.store import documents


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
        If it says nothing, is for a day far away, falls into leave, or meets another wish of the
        same day.
    """
    staff = context.store.load(documents.STAFF)
    agent_of(staff, wish.agent_id)
    refuse(wish_fault(wish))
    refuse_far_days(today_of(context), wish.day)
    _refuse_leave(staff, wish)
    for other in staff.wishes:
        refuse(wish_overlap(wish, other) if other.agent_id == wish.agent_id else "")
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
        known = ", ".join(said(wish) for wish in mine) or tr("nothing")
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
