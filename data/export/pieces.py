"""Shifts as planners list them: stretches of work, breaks and off-phone activities in order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from data.files.cells import clock_text
from data.model.activity import Activity
from data.model.roster import Roster
from data.model.shift import Break, Shift
from data.model.staff import Agent


@dataclass(frozen=True)
class Piece:
    """A part of a shift, in minutes after midnight of the shift's day [min].

    Parameters
    ----------
    activity
        `work`, `break:LABEL` or, for an off-phone activity, `session:LABEL`.
    """

    activity: str
    start_min: int
    end_min: int
    paid_min: int


def pieces(shift: Shift) -> Iterator[Piece]:
    """Parts of a shift in time order: work, breaks and off-phone activities."""
    at = shift.start_min
    for pause in sorted(shift.away, key=lambda pause: (pause.start_min, pause.end_min)):
        if pause.start_min > at:
            yield Piece("work", at, pause.start_min, pause.start_min - at)
        yield _off_the_floor(pause)
        at = max(at, pause.end_min)
    if at < shift.end_min:
        yield Piece("work", at, shift.end_min, shift.end_min - at)


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


def wall_time(day: date, minute: int, zone: str) -> datetime:
    """Local clock time of a minute after a day's midnight, with its offset from UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return midnight + timedelta(minutes=minute)  # moves the wall clock, as a shift's start means


def span(shift: Shift) -> str:
    """`08:30-17:00`; a shift of more than a day ends beyond 24:00, so that nothing is lost."""
    end = shift.end_min if shift.length_min > 1440 else shift.end_min % 1440
    return f"{clock_text(shift.start_min)}-{clock_text(end)}"


def _off_the_floor(pause: Break | Activity) -> Piece:
    if isinstance(pause, Activity):
        activity = f"session:{pause.label}"
        return Piece(activity, pause.start_min, pause.end_min, pause.length_min)
    paid = pause.length_min if pause.paid else 0
    return Piece(f"break:{pause.label}", pause.start_min, pause.end_min, paid)
