"""Rosters as iCalendar files, for everybody or one file an agent."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from data.export.pieces import agent_names, instant, leave_cells, pieces, wall_time
from data.model.language import tr
from data.model.roster import AgentDay, Roster
from data.model.shift import Shift, break_called, clock
from data.model.staff import Agent, Leave

if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True)
class Change:
    """Where a calendar stands among the published versions.

    Parameters
    ----------
    sequence
        Published version; 0 of a draft. Calendar programs keep the event with the highest one.
    earlier
        Rosters published before for some of the days: their shifts and leave that are no longer in
        force are cancelled.
    earlier_leave
        Leave that calendars of those versions showed.
    """

    sequence: int = 0
    made_at: datetime | None = None
    earlier: tuple[Roster, ...] = ()
    earlier_leave: tuple[Leave, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One event: who, from when to when, and whether it is a shift."""

    uid: str
    agent_id: str
    day: date
    shift: Shift | None = None
    kind: str = ""


def roster_ics(
    roster: Roster,
    agents: Sequence[Agent] = (),
    *,
    zone: str = "Asia/Shanghai",
    leave: Sequence[Leave] = (),
    change: Change | None = None,
    seats: Mapping[AgentDay, str] | None = None,
) -> bytes:
    """One calendar with the shifts and the leave of some agents (all, if none are named).

    Notes
    -----
    Times are written in UTC: every calendar program shows them right without a zone table.
    The UID of an event says its agent, day and which shift of the day it is, so that later versions
    move an event instead of showing it twice. Shifts of earlier versions that this one dropped are
    written again as cancelled: a program that has them takes them out.
    """
    change = change or Change()
    from icalendar import Calendar

    names = {agent.agent_id: agent.name for agent in agents} or agent_names(roster, ())
    stamp = (change.made_at or wall_time(roster.first, 0, zone)).astimezone(UTC)
    calendar = Calendar()
    calendar.add("prodid", "-//PeakShift//Roster//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    alone = len(agents) == 1
    if alone:
        calendar.add("x-wr-calname", tr("Roster {name}", name=agents[0].name or agents[0].agent_id))
    calendar.add("x-wr-timezone", zone)
    live = {entry.uid: entry for entry in entries(roster, leave)}
    before = (
        entry
        for found in change.earlier
        for entry in entries(found, change.earlier_leave)
        if roster.first <= entry.day <= roster.last and entry.uid not in live
    )
    dropped = {entry.uid: entry for entry in before}
    known = names.keys() if agents else None
    for entry, cancelled in _both(live.values(), dropped.values()):
        if known is None or entry.agent_id in known:
            event = event_of(entry, names, zone, alone=alone)
            event.add("uid", entry.uid)
            if seat := (seats or {}).get((entry.agent_id, entry.day)):
                event.add("location", tr("seat {seat}", seat=seat))
            event.add("dtstamp", stamp)
            event.add("sequence", change.sequence)
            if cancelled:
                event.add("status", "CANCELLED")
            elif not change.sequence:
                event.add("status", "TENTATIVE")
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def agent_calendars(
    roster: Roster,
    agents: Sequence[Agent],
    *,
    zone: str = "Asia/Shanghai",
    leave: Sequence[Leave] = (),
    change: Change | None = None,
    seats: Mapping[AgentDay, str] | None = None,
) -> bytes:
    """A zip archive with a calendar of each agent, `AGENT.ics`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        taken: Counter[str] = Counter()
        for agent in agents:
            name = re.sub(r"[^\w.-]+", "_", agent.agent_id).strip("._") or "agent"
            taken[name.lower()] += 1
            again = f"-{taken[name.lower()]}" if taken[name.lower()] > 1 else ""
            content = roster_ics(
                roster, (agent,), zone=zone, leave=leave, change=change, seats=seats
            )
            # A fixed stamp: the same roster is always the same file.
            packed.writestr(zipfile.ZipInfo(f"{name}{again}.ics", (1980, 1, 1, 0, 0, 0)), content)
    return target.getvalue()


def _both(live: Iterable[Entry], gone: Iterable[Entry]) -> Iterator[tuple[Entry, bool]]:
    yield from ((entry, False) for entry in live)
    yield from ((entry, True) for entry in gone)


def entries(roster: Roster, leave: Sequence[Leave]) -> Iterator[Entry]:
    """Events of a roster's shifts, and of the leave on its days."""
    nth: Counter[tuple[str, date]] = Counter()
    for shift in roster.shifts:
        nth[shift.agent_id, shift.day] += 1
        number = nth[shift.agent_id, shift.day]
        again = f"-{number}" if number > 1 else ""
        uid = f"{shift.day.isoformat()}{again}-{shift.agent_id}@peakshift"
        yield Entry(uid, shift.agent_id, shift.day, shift)
    for (agent_id, day), kind in leave_cells(leave, roster.first, roster.last).items():
        yield Entry(f"{day.isoformat()}-leave-{agent_id}@peakshift", agent_id, day, kind=kind)


def event_of(entry: Entry, names: dict[str, str], zone: str, *, alone: bool) -> "Event":
    """An event without identity and state; of somebody alone it does not say whose it is."""
    from icalendar import Event

    event = Event()
    who = names.get(entry.agent_id) or entry.agent_id
    shift = entry.shift
    what = shift.template if shift else _leave_words(entry.kind)
    event.add("summary", what if alone else f"{who}: {what}")
    if shift is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return event
    event.add("dtstart", instant(shift.day, shift.start_min, zone))
    event.add("dtend", instant(shift.day, shift.end_min, zone))
    lines = [
        f"{clock(piece.start_min)}-{clock(piece.end_min)} {_plain(piece.activity)}"
        for piece in pieces(shift)
    ]
    event.add("description", "\n".join(lines))
    return event


def _leave_words(kind: str) -> str:
    return kind if kind == "sick" else tr("{kind} leave", kind=kind)


def _plain(activity: str) -> str:
    kind, _, label = activity.partition(":")
    return break_called(label) if kind == "break" else label or tr(activity)
