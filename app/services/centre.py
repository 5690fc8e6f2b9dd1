"""The centre's own settings: clock, queues and their targets, special days, planning defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.services.context import Context, queues_of
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.grid import Grid
from data.model.queue import Centre, PlanningDefaults, Queue, ServiceTarget
from data.model.special_day import Kind, SpecialDay, SpecialDays
from data.store import documents
from forecasting.calendar.special_days import official_days

_ANY_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_DAYS = 60  # named at a time: more is a slip of the hand


def set_centre(context: Context, centre: Centre) -> None:
    """Save a centre.

    Raises
    ------
    InvalidValue
        If the name is empty, or zone, slot length or holiday calendar are unknown.
    """
    if not centre.name.strip():
        raise InvalidValue("the centre needs a name; it stands on every page")
    Grid(_ANY_INSTANT, 0, centre.slot_min, centre.zone)  # refuses unknown zones and odd slots
    official_days(centre.country, context.clock().year, context.clock().year)
    context.store.save(
        documents.CENTRE, centre, context.entry("set_centre", "centre", zone=centre.zone)
    )


def set_queue(
    context: Context,
    queue_id: str,
    changes: dict[str, Any] | None = None,
    target: ServiceTarget | dict[str, Any] | None = None,
    why: str = "",
) -> Queue:
    """Change fields of a queue and of its service level target; what is not named stays.

    Requirements built before keep the target they were built for.

    Parameters
    ----------
    target
        The whole new target, or only the parts of it that change.

    Raises
    ------
    NotFound
        If the queue is unknown.
    InvalidValue
        If nothing is changed, or a value is out of its range.
    """
    (queue,) = queues_of(context, (queue_id,))
    aimed = target if isinstance(target, ServiceTarget) else replace(queue.target, **target or {})
    changed = replace(queue, **{**(changes or {}), "target": aimed})
    if changed == queue:
        raise InvalidValue(f"queue {queue_id} is so already; change a number first")
    before, after = _differing(queue, changed)
    entry = context.entry("set_queue", f"queue:{queue_id}", why, before=before, after=after)
    known = context.store.load(documents.QUEUES)
    queues = tuple(changed if q.queue_id == queue_id else q for q in known)
    context.store.save(documents.QUEUES, queues, entry)
    return changed


def _differing(queue: Queue, changed: Queue) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as they were and as they are now."""
    pairs = {f.name: (getattr(queue, f.name), getattr(changed, f.name)) for f in fields(Queue)}
    moved = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    before = {name: to_json(pair[0]) for name, pair in moved.items()}
    return before, {name: to_json(pair[1]) for name, pair in moved.items()}


@dataclass(frozen=True)
class EventSeen:
    """A special day of the planners' table, and how often its name occurred before it."""

    special: SpecialDay
    times_before: int


def add_special_days(
    context: Context,
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
    table = context.store.load(documents.SPECIAL_DAYS).updated(SpecialDays(tuple(added)))
    detail = {"first": first.isoformat(), "last": last.isoformat(), "name": name.strip()}
    entry = context.entry(
        "add_special_days", "special_days", why, kind=kind, exclude=exclude, **detail
    )
    context.store.save(documents.SPECIAL_DAYS, table, entry)
    return table


def drop_special_day(context: Context, day: date, why: str = "") -> SpecialDays:
    """Take a day out of the planners' table; the official calendar shows through again.

    Raises
    ------
    NotFound
        If the table does not name that day.
    """
    table = context.store.load(documents.SPECIAL_DAYS)
    if day not in table:
        raise NotFound(f"{day} is not in the planners' table of special days")
    left = SpecialDays(tuple(special for special in table.values() if special.day != day))
    entry = context.entry("drop_special_day", "special_days", why, day=day.isoformat())
    context.store.save(documents.SPECIAL_DAYS, left, entry)
    return left


def events_seen(table: SpecialDays) -> tuple[EventSeen, ...]:
    """Each day of a table, newest first, with the days of its name before it."""
    ordered = sorted(table.values(), reverse=True)
    return tuple(
        EventSeen(s, sum(o.name == s.name and o.day < s.day for o in ordered)) for s in ordered
    )


def planning_of(context: Context) -> PlanningDefaults:
    """The figures in force where a command or form names no other."""
    return context.store.load(documents.PLANNING)


def set_planning(context: Context, changes: Mapping[str, int], why: str = "") -> PlanningDefaults:
    """Change some of the figures; what was built keeps those it was built with.

    Raises
    ------
    InvalidValue
        If a figure is unknown, out of its range, or nothing changes.
    """
    before = planning_of(context)
    known = [field.name for field in fields(PlanningDefaults)]
    if unknown := sorted(set(changes) - set(known)):
        raise InvalidValue(f"no planning default {', '.join(unknown)}; there are {known}")
    after = replace(before, **changes)
    moved = {name: getattr(after, name) for name in known
             if getattr(after, name) != getattr(before, name)}  # fmt: skip
    if not moved:
        raise InvalidValue("the planning defaults are so already; change a number first")
    old = {name: getattr(before, name) for name in moved}
    context.store.save(
        documents.PLANNING,
        after,
        context.entry("set_planning", "planning", why, before=old, after=moved),
    )
    return after
