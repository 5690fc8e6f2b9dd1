"""Shifts as planners list them: stretches of work, breaks and off-phone activities in order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from data.model.activity import Activity
from data.model.problem import SICK
from data.model.roster import AgentDay, Roster
from data.model.shift import Break, Shift, clock_text
from data.model.staff import Agent, Leave


@dataclass(frozen=True)
class Piece:
    """A part of a shift, in minutes after midnight of the shift's day [min].

    Parameters
    ----------
    activity
        `work`, `break:LABEL` or, for an off-phone activity, `session:LABEL`.
    paid
        Whether it is paid time.
    """

    activity: str
    start_min: int
    end_min: int
    paid: bool = True


def pieces(shift: Shift) -> Iterator[Piece]:
    """Parts of a shift in time order: work, breaks and off-phone activities."""
    at = shift.start_min
    for pause in sorted(shift.away, key=lambda pause: (pause.start_min, pause.end_min)):
        if pause.start_min > at:
            yield Piece("work", at, pause.start_min)
        yield _off_the_floor(pause)
        at = max(at, pause.end_min)
    if at < shift.end_min:
        yield Piece("work", at, shift.end_min)


def agent_names(roster: Roster, agents: Sequence[Agent]) -> dict[str, str]:
    """Name of each agent by id: those given, in their order, then others of the roster."""
    names = {agent.agent_id: agent.name for agent in agents}
    return names | {agent_id: "" for agent_id in roster.by_agent if agent_id not in names}


def codes(roster: Roster) -> Iterator[tuple[Shift, str]]:
    """Shifts with a code that is unique within their agent's day: `D8 08:30`, `D8 08:30 #2`."""
    seen: Counter[tuple[str, date, str]] = Counter()
    for shift in roster.shifts:
        key = (shift.agent_id, shift.day, shift.code)
        seen[key] += 1
        yield shift, shift.code if seen[key] == 1 else f"{shift.code} #{seen[key]}"


def leave_cells(leave: Iterable[Leave], first: date, last: date) -> dict[AgentDay, str]:
    """Kind of leave of each agent and day of first .. last; sickness covers every other kind."""
    found: dict[AgentDay, str] = {}
    for row in sorted(leave, key=lambda row: row.kind == SICK):
        day = max(row.first, first)
        while day <= min(row.last, last):
            found[row.agent_id, day] = row.kind
            day += timedelta(days=1)
    return dict(sorted(found.items()))


def wall_time(day: date, minute: int, zone: str, *, second: bool = False) -> datetime:
    """Local clock time of a minute after a day's midnight, with its offset from UTC.

    Parameters
    ----------
    second
        Of a time that the clock shows twice the second one.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    # moves the wall clock, as a shift's start means
    return (midnight + timedelta(minutes=minute)).replace(fold=int(second))


def instant(day: date, minute: int, zone: str, *, second: bool = False) -> datetime:
    """The instant (UTC) of a minute after a day's midnight on the local clock.

    Notes
    -----
    A time that the clock skips is the instant of the skip, so that instants never run backwards.
    """
    at = wall_time(day, minute, zone, second=second)
    skipped = 0
    while not _exists(at):
        skipped += 1
        at = wall_time(day, minute - skipped, zone)
    return at.astimezone(UTC) + timedelta(minutes=bool(skipped))


def changes_clock(shift: Shift, zone: str) -> bool:
    """Whether clocks change during a shift."""
    first, last = (wall_time(shift.day, m, zone) for m in (shift.start_min, shift.end_min))
    return first.utcoffset() != last.utcoffset()


def piece_instants(shift: Shift, piece: Piece, zone: str) -> tuple[datetime, datetime]:
    """Begin and end of a piece (UTC).

    Notes
    -----
    Where the clock shows an hour twice, a break in it begins so that it lasts as long as it was
    planned; work takes the rest.
    """
    ends = {pause.start_min: pause for pause in shift.away}

    def at(minute: int) -> datetime:
        first = instant(shift.day, minute, zone)
        pause = ends.get(minute)
        if pause is None:
            return first
        lasts = timedelta(minutes=pause.length_min)
        over = instant(shift.day, pause.end_min, zone) - lasts
        again = instant(shift.day, minute, zone, second=True)
        return again if first < again == over else first

    begin = at(piece.start_min)
    return begin, max(begin, at(piece.end_min))


def span(shift: Shift) -> str:
    """`08:30-17:00`; a shift of more than a day ends beyond 24:00, so that nothing is lost."""
    end = shift.end_min if shift.length_min > 1440 else shift.end_min % 1440
    return f"{clock_text(shift.start_min)}-{clock_text(end)}"


def _exists(at: datetime) -> bool:
    return at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) == at.replace(tzinfo=None)


def _off_the_floor(pause: Break | Activity) -> Piece:
    if isinstance(pause, Activity):
        return Piece(f"session:{pause.label}", pause.start_min, pause.end_min)
    return Piece(f"break:{pause.label}", pause.start_min, pause.end_min, pause.paid)
