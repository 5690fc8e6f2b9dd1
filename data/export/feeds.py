"""A calendar to subscribe to, of one agent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.export.calendars import Entry, entries, event_of
from data.export.pieces import wall_time
from data.model.language import tr
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Agent, Leave

if TYPE_CHECKING:
    from icalendar import Event

_MOST_DAYS = 800


@dataclass(frozen=True)
class Standing:
    """The published version that last said anything of a day, and when (aware instant)."""

    version: int
    at: datetime


def feed_ics(
    agent: Agent,
    live: Sequence[Shift],
    earlier: Sequence[Sequence[Shift]],
    leave: Sequence[Leave],
    standing: Mapping[date, Standing],
    *,
    zone: str,
    first: date,
) -> bytes:
    """The shifts in force and the leave of an agent, in local time with the zone's rules.

    Parameters
    ----------
    live, earlier
        Shifts in force; and of every version: those that are no longer there are cancelled.
    standing
        By day; gives an event its SEQUENCE, so that programs keep the newest.
    first
        First day shown.

    Notes
    -----
    The same plan gives the same bytes, whenever it is asked for. The UID of an event is that of the
    calendars handed out as files.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//PeakShift//Roster//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", tr("Roster {name}", name=agent.name or agent.agent_id))
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    shown = {one.uid: one for one in _of(live, leave, first)}
    before = (one for shifts in earlier for one in _of(shifts, (), first))
    gone = {one.uid: one for one in before if one.uid not in shown}
    for entry in (*shown.values(), *gone.values()):
        event = event_of(entry, {}, zone, alone=True)
        _in_zone(event, ZoneInfo(zone))
        at = standing.get(entry.day, Standing(0, wall_time(entry.day, 0, zone)))
        event.add("uid", entry.uid)
        event.add("dtstamp", at.at.astimezone(UTC))
        event.add("sequence", at.version)
        event.add("status", "CANCELLED" if entry.uid in gone else "CONFIRMED")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _of(shifts: Sequence[Shift], leave: Sequence[Leave], first: date) -> Iterator[Entry]:
    """Entries of the days shown; what lies further ahead than two years is a typing mistake."""
    days = [shift.day for shift in shifts] + [row.last for row in leave]
    last = min(max([first, *days]), first + timedelta(days=_MOST_DAYS))
    mine = tuple(dict.fromkeys(shift for shift in shifts if first <= shift.day <= last))
    for entry in entries(Roster(first, (last - first).days + 1, mine), leave):
        if entry.day >= first:
            yield entry


def _in_zone(event: "Event", zone: ZoneInfo) -> None:
    """Have a shift's times in local time instead of UTC."""
    for name in ("dtstart", "dtend"):
        moment = event.decoded(name)
        if isinstance(moment, datetime):
            del event[name]
            event.add(name, moment.astimezone(zone))
