"""Rosters as iCalendar files."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from data.export.pieces import pieces, wall_time
from data.model.roster import Roster
from data.model.shift import Shift, clock
from data.model.staff import Agent

if TYPE_CHECKING:
    from icalendar import Event


def roster_ics(
    roster: Roster,
    agents: Sequence[Agent] = (),
    *,
    zone: str = "Asia/Shanghai",
    made_at: datetime | None = None,
    sequence: int = 0,
) -> bytes:
    """One calendar with the shifts of some agents (all, if none are named); pass one for a feed.

    Parameters
    ----------
    made_at
        Stamp of the events; the roster's first instant by default, so that the same roster is
        always the same file.
    sequence
        Published version; calendar programs show the event with the highest one.

    Notes
    -----
    Times are written in UTC: every calendar program shows them right without a zone table.
    The UID of an event stays the same when the roster changes, so that calendars move it instead
    of showing it twice.
    """
    from icalendar import Calendar

    names = {agent.agent_id: agent.name for agent in agents}
    stamp = (made_at or wall_time(roster.first, 0, zone)).astimezone(UTC)
    calendar = Calendar()
    calendar.add("prodid", "-//PeakShift//Roster//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if len(names) == 1:
        calendar.add("x-wr-calname", f"Roster {next(iter(names.values()))}")
    calendar.add("x-wr-timezone", zone)
    nth: Counter[tuple[str, date]] = Counter()
    for shift in roster.shifts:
        if not names or shift.agent_id in names:
            nth[shift.agent_id, shift.day] += 1
            event = _event(shift, names, zone)
            event.add("uid", _uid(shift, nth[shift.agent_id, shift.day]))
            event.add("dtstamp", stamp)
            event.add("sequence", sequence)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _uid(shift: Shift, nth: int) -> str:
    again = f"-{nth}" if nth > 1 else ""
    return f"{shift.day.isoformat()}{again}-{shift.agent_id}@peakshift"


def _event(shift: Shift, names: dict[str, str], zone: str) -> "Event":
    from icalendar import Event

    event = Event()
    who = names.get(shift.agent_id) or shift.agent_id
    event.add("summary", shift.template if len(names) == 1 else f"{who}: {shift.template}")
    event.add("dtstart", wall_time(shift.day, shift.start_min, zone).astimezone(UTC))
    event.add("dtend", wall_time(shift.day, shift.end_min, zone).astimezone(UTC))
    lines = [
        f"{clock(piece.start_min)}-{clock(piece.end_min)} {_plain(piece.activity)}"
        for piece in pieces(shift)
    ]
    event.add("description", "\n".join(lines))
    return event


def _plain(activity: str) -> str:
    return activity.removeprefix("break:").removeprefix("session:")
