"""The planners' own special days and events, laid over the official calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.services.desk import Desk
from data.model.errors import InvalidValue, NotFound
from data.model.special_day import Kind, SpecialDay, SpecialDays
from data.store import documents

_MOST_DAYS = 60


@dataclass(frozen=True)
class EventSeen:
    """A special day of the planners' table, and how often its name occurred before it."""

    special: SpecialDay
    times_before: int


def add_special_days(
    desk: Desk,
    first: date,
    last: date,
    name: str,
    *,
    kind: Kind = "event",
    exclude: bool = False,
    why: str = "",
) -> SpecialDays:
    """Name the days from first to last; days already named are named anew.

    Raises
    ------
    InvalidValue
        If the name is empty, or the days are in the wrong order or too many.
    """
    days = (last - first).days + 1
    if not name.strip():
        raise InvalidValue("a special day needs a name: days of one name share one effect")
    if not 1 <= days <= _MOST_DAYS:
        raise InvalidValue(f"{first} to {last} is {days} days; name 1 to {_MOST_DAYS} at a time")
    added = [
        SpecialDay(first + timedelta(days=k), name.strip(), kind, exclude) for k in range(days)
    ]
    table = desk.store.load(documents.SPECIAL_DAYS).updated(SpecialDays(tuple(added)))
    detail = {"first": first.isoformat(), "last": last.isoformat(), "name": name.strip()}
    entry = desk.entry(
        "add_special_days", "special_days", why, kind=kind, exclude=exclude, **detail
    )
    desk.store.save(documents.SPECIAL_DAYS, table, entry)
    return table


def drop_special_day(desk: Desk, day: date, why: str = "") -> SpecialDays:
    """Take a day out of the planners' table; the official calendar shows through again.

    Raises
    ------
    NotFound
        If the table does not name that day.
    """
    table = desk.store.load(documents.SPECIAL_DAYS)
    if day not in table:
        raise NotFound(f"{day} is not in the planners' table of special days")
    left = SpecialDays(tuple(special for special in table.values() if special.day != day))
    entry = desk.entry("drop_special_day", "special_days", why, day=day.isoformat())
    desk.store.save(documents.SPECIAL_DAYS, left, entry)
    return left


def events_seen(table: SpecialDays) -> tuple[EventSeen, ...]:
    """Each day of a table, newest first, with the days of its name before it."""
    ordered = sorted(table.values(), reverse=True)
    return tuple(
        EventSeen(s, sum(o.name == s.name and o.day < s.day for o in ordered)) for s in ordered
    )
