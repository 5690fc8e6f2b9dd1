"""One wish more or less; everything else of the staff stays as it is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from app.services.desk import Desk
from app.services.read_centre import agent_of
from data.export.csv_text import csv_bytes
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.shift import DAY_MIN, clock
from data.model.staff import Staff, Wish
from data.store import documents

WEIGHTS = range(1, 6)


def wishes_kept(desk: Desk, agent_id: str = "") -> tuple[Wish, ...]:
    """The wishes that the next build reads, of one agent or of all; by agent and day.

    Raises
    ------
    NotFound
        If there is no such agent.
    """
    staff = desk.store.load(documents.STAFF)
    if agent_id:
        agent_of(staff, agent_id)
    found = (wish for wish in staff.wishes if agent_id in ("", wish.agent_id))
    return tuple(sorted(found, key=lambda w: (w.agent_id, w.day or date.min, w.what)))


def wishes_kept_csv(wishes: tuple[Wish, ...], names: Mapping[str, str]) -> bytes:
    """Wishes with the names of their agents, one a row."""
    rows = ((w.agent_id, names.get(w.agent_id, ""), _when(w.day), w.what, w.weight) for w in wishes)
    return csv_bytes(("agent_id", "name", "day", "wish", "weight"), rows)


def add_wish(desk: Desk, wish: Wish, why: str = "") -> Wish:
    """Keep one more wish; rosters already built stay as they are.

    Raises
    ------
    NotFound
        If there is no such agent.
    InvalidValue
        If it says nothing, falls into leave, or meets another wish of the same day.
    """
    staff = desk.store.load(documents.STAFF)
    agent_of(staff, wish.agent_id)
    _refuse_odd(wish)
    _refuse_leave(staff, wish)
    _refuse_other(staff, wish)
    entry = desk.entry("add_wish", f"agent:{wish.agent_id}", why, wish=to_json(wish))
    desk.store.save(
        documents.STAFF, replace(staff, wishes=(*staff.wishes, wish)), entry, seen=staff
    )
    return wish


def wishes_about(
    desk: Desk, agent_id: str, day: date | None, want: Literal["off", "on"] | None = None
) -> tuple[Wish, ...]:
    """The wishes of an agent about a day (None: every day) that `remove_wishes` would take away.

    Raises
    ------
    NotFound
        If there is no such agent or wish.
    InvalidValue
        If there are several of different kinds and none was named.
    """
    staff = desk.store.load(documents.STAFF)
    agent_of(staff, agent_id)
    mine = [wish for wish in staff.wishes if wish.agent_id == agent_id]
    found = [wish for wish in mine if wish.day == day and want in (None, wish.want)]
    if not found:
        known = ", ".join(said(wish) for wish in mine) or "nothing"
        raise NotFound(f"{agent_id} has no such wish for {_when(day)}; wishes: {known}")
    if len({wish.want for wish in found}) > 1:
        both = ", ".join(said(wish) for wish in found)
        raise InvalidValue(f"{agent_id} has several wishes for {_when(day)}: {both}; say off or on")
    return tuple(found)


def remove_wishes(desk: Desk, wishes: tuple[Wish, ...], why: str = "") -> tuple[Wish, ...]:
    """Take these wishes away; rosters already built stay as they are.

    Raises
    ------
    NotFound
        If one of them is not kept.
    """
    staff = desk.store.load(documents.STAFF)
    if gone := [wish for wish in wishes if wish not in staff.wishes]:
        raise NotFound(f"{gone[0].agent_id} no longer has the wish {said(gone[0])}")
    left = tuple(wish for wish in staff.wishes if wish not in wishes)
    subject = ", ".join(sorted({f"agent:{wish.agent_id}" for wish in wishes}))
    entry = desk.entry("remove_wish", subject, why, wishes=to_json(wishes))
    desk.store.save(documents.STAFF, replace(staff, wishes=left), entry, seen=staff)
    return wishes


def said(wish: Wish) -> str:
    """`2026-01-05 day off`, `every day no start 06:00-10:00`."""
    return f"{_when(wish.day)} {wish.what}"


def _when(day: date | None) -> str:
    return day.isoformat() if day else "every day"


def _refuse_odd(wish: Wish) -> None:
    if not 0 <= wish.earliest_start_min <= wish.latest_start_min < DAY_MIN:
        raise InvalidValue(
            f"starts from {clock(wish.earliest_start_min)} to {clock(wish.latest_start_min)} are "
            "no span of one day: give the earlier first, 00:00 to 23:59"
        )
    if wish.weight not in WEIGHTS:
        raise InvalidValue(f"a wish weighs 1 (mild) to 5 (strong), not {wish.weight}")
    if wish.day is None and wish.what == "work":
        raise InvalidValue(
            "a wish to work every day says nothing: name the starts that are liked, or a day"
        )


def _refuse_leave(staff: Staff, wish: Wish) -> None:
    for row in staff.leave:
        if wish.day and row.agent_id == wish.agent_id and row.first <= wish.day <= row.last:
            raise InvalidValue(
                f"{wish.agent_id} is on {row.kind} leave from {row.first} to {row.last}: there is "
                f"nothing to wish for {wish.day}; take the leave back first if it no longer holds"
            )


def _refuse_other(staff: Staff, wish: Wish) -> None:
    for other in staff.wishes:
        apart = (
            other.latest_start_min < wish.earliest_start_min
            or wish.latest_start_min < other.earliest_start_min
        )
        if (other.agent_id, other.day) == (wish.agent_id, wish.day) and not apart:
            raise InvalidValue(
                f"{wish.agent_id} already has a wish about the same starts: {said(other)}, weight "
                f"{other.weight}; take it back first"
            )
