"""The centre's own settings: clock, queues and their targets, special days, planning defaults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.services.access.asking import asked
from app.services.changes import (
    change,
    meanwhile,
    merged,
    parts_of,
    save_changed,
    with_changes,
)
from app.services.context import Context, queues_of, today_of
from data.model.audit import AuditEntry
from data.model.centre import Centre, PlanningDefaults
from data.model.checks.days import refuse_far_days
from data.model.checks.figures import label_of
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.grid import Grid
from data.model.language import tr
from data.model.queue import Queue, ServiceTarget
from data.model.special_day import Kind, SpecialDay, SpecialDays
from data.store import documents
from forecasting.calendar.special_days import official_days

_ANY_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_DAYS = 60  # named at a time: more is a slip of the hand


@change
def set_centre(
    context: Context, centre: Centre, why: str = "", *, seen: Centre | None = None
) -> Centre:
    """Save a centre.

    Parameters
    ----------
    seen
        The centre as it was shown: only what differs from it is changed, and what others changed
        meanwhile stays. None: this one takes the place of whatever there is.

    Raises
    ------
    Conflict
        If somebody changed one of the same fields since.
    InvalidValue
        If the name is empty, zone, slot length or holiday calendar are unknown, or a form that
        says what it saw changes nothing.
    """
    now = context.store.load(documents.CENTRE)
    if seen is not None and now is not None:

        def conflict(name: str) -> Conflict:
            return meanwhile(context, CENTRE_LABELS[name](), str(getattr(now, name)), "centre")

        centre = Centre(**merged(conflict, *map(parts_of, (seen, centre, now))))
        if centre == now:
            raise InvalidValue(tr("the centre is so already; change something first"))
    if not centre.name.strip():
        raise InvalidValue(tr("the centre needs a name; it stands on every page"))
    Grid(_ANY_INSTANT, 0, centre.slot_min, centre.zone)  # refuses unknown zones and odd slots
    official_days(centre.country, context.clock().year, context.clock().year)
    told = {"before": to_json(now), "after": to_json(centre)} if now else {}
    entry = context.entry("set_centre", "centre", why, zone=centre.zone, **told)
    context.store.save(documents.CENTRE, centre, entry)
    return centre


CENTRE_LABELS: dict[str, Callable[[], str]] = {
    "name": lambda: tr("the name of the centre"),
    "zone": lambda: tr("the clock of the centre"),
    "country": lambda: tr("the country of the holiday calendar"),
    "slot_min": lambda: tr("the length of a slot"),
}
"""Field of a centre -> what people call it."""

QUEUE_LABELS: dict[str, Callable[[], str]] = {
    "name": lambda: tr("name"),
    "channel": lambda: tr("channel"),
    "group": lambda: tr("group"),
    "deferrable_due_min": lambda: tr("due time of deferrable work"),
    "patience_s": lambda: tr("patience"),
    "concurrency": lambda: tr("contacts held at once"),
    "concurrency_slowdown": lambda: tr("stretch for each further contact"),
    "ivr_contained_share": lambda: tr("share that the IVR settles"),
    "retry_share": lambda: tr("share of abandons who call again"),
    "opening": lambda: tr("opening hours"),
    "service_share": lambda: tr("share answered in time"),
    "threshold_s": lambda: tr("answer threshold"),
    "definition": lambda: tr("definition of the service level"),
    "occupancy_cap_share": lambda: tr("largest occupancy"),
    "asa_s": lambda: tr("largest average speed of answer"),
    "abandonment_share": lambda: tr("largest share of abandons"),
    "min_heads": lambda: tr("fewest agents on the floor"),
}
"""Field of a queue or of its target -> what people call it."""


@change
def set_queue(
    context: Context,
    queue_id: str,
    changes: dict[str, Any] | None = None,
    target: ServiceTarget | dict[str, Any] | None = None,
    why: str = "",
    *,
    seen: Queue | None = None,
) -> Queue:
    """Change fields of a queue and of its service level target; what is not named stays.

    Requirements built before keep the target they were built for.

    Parameters
    ----------
    target
        The whole new target, or only the parts of it that change.
    seen
        The queue as it was shown: only what differs from it is changed, and what others changed
        meanwhile stays. None: it is changed from what it is now.

    Raises
    ------
    Conflict
        If somebody changed one of the same fields since.
    NotFound
        If the queue is unknown.
    InvalidValue
        If nothing is changed, or a value is out of its range.
    """
    (queue,) = queues_of(context, (queue_id,))
    shown = seen or queue
    aimed = (
        target if isinstance(target, ServiceTarget) else with_changes(shown.target, target or {})
    )
    wanted = with_changes(shown, {**(changes or {}), "target": aimed})
    changed = _laid_over(context, shown, wanted, queue)
    if changed == queue:
        raise InvalidValue(
            tr("queue {queue_id} is so already; change a number first", queue_id=queue_id)
        )
    if changed.target != queue.target:
        changed.refuse_impossible_target()
    before, after = _differing(queue, changed)
    entry = context.entry("set_queue", f"queue:{queue_id}", why, before=before, after=after)
    known = context.store.load(documents.QUEUES)
    queues = tuple(changed if q.queue_id == queue_id else q for q in known)
    save_changed(
        context, documents.QUEUES, queues, entry, tr("queue {queue_id}", queue_id=queue_id)
    )
    return changed


def _laid_over(context: Context, seen: Queue, wanted: Queue, now: Queue) -> Queue:
    """A queue as it is now with what somebody changed of the one that was shown."""
    subject = f"queue:{now.queue_id}"

    def conflict(name: str, value: Any, touches: Callable[[AuditEntry], bool]) -> Conflict:
        label = QUEUE_LABELS[name]() if name in QUEUE_LABELS else name
        what = tr("{field} of queue {queue}", field=label, queue=now.queue_id)
        said = f"{value:.0%}" if name.endswith("_share") else str(to_json(value))
        return meanwhile(context, what, said, subject, touches)

    def of_target(name: str) -> Conflict:
        def touches(entry: AuditEntry) -> bool:
            before, after = (entry.detail[side].get("target", {}) for side in ("before", "after"))
            return bool(before.get(name) != after.get(name))

        return conflict(name, getattr(now.target, name), touches)

    def of_queue(name: str) -> Conflict:
        return conflict(name, getattr(now, name), lambda entry: name in entry.detail["after"])

    targets = (parts_of(queue.target) for queue in (seen, wanted, now))
    target = ServiceTarget(**merged(of_target, *targets))
    plain = ({**parts_of(queue), "target": target} for queue in (seen, wanted, now))
    return Queue(**merged(of_queue, *plain))


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


@change
def add_special_days(
    context: Context,
    first: date,
    last: date,
    name: str,
    *,
    kind: Kind = "event",
    exclude: bool = False,
    why: str = "",
    seen: SpecialDays | None = None,
) -> SpecialDays:
    """Name the days from first to last; days already named are named anew.

    Parameters
    ----------
    seen
        The table as it was shown; None: whatever these days are called is replaced.

    Raises
    ------
    Conflict
        If somebody named one of these days otherwise since.
    InvalidValue
        If the name is empty, or the days are in the wrong order or too many.
    """
    days = (last - first).days + 1
    refuse_far_days(today_of(context), last)
    if last < first:
        raise InvalidValue(
            tr("{first} to {last}: the days end before they begin", first=first, last=last)
        )
    if not name.strip():
        raise InvalidValue(tr("a special day needs a name: days of one name share one effect"))
    if not 1 <= days <= _MOST_DAYS:
        raise InvalidValue(
            tr(
                "{first} to {last} is {days} days; name 1 to {most_days} at a time",
                first=first,
                last=last,
                days=days,
                most_days=_MOST_DAYS,
            )
        )
    added = [
        SpecialDay(first + timedelta(days=k), name.strip(), kind, exclude) for k in range(days)
    ]
    now = context.store.load(documents.SPECIAL_DAYS)
    shown = now if seen is None else seen
    table = _named_in(context, shown, shown.updated(SpecialDays(tuple(added))), now)
    detail = {"first": first.isoformat(), "last": last.isoformat(), "name": name.strip()}
    entry = context.entry(
        "add_special_days", "special_days", why, kind=kind, exclude=exclude, **detail
    )
    named = tr("{first} to {last}", first=first, last=last) if days > 1 else f"{first}"
    save_changed(
        context, documents.SPECIAL_DAYS, table, entry, tr("{named} in the table", named=named)
    )
    return table


def _named_in(
    context: Context, seen: SpecialDays, wanted: SpecialDays, now: SpecialDays
) -> SpecialDays:
    """The table as it is now with what somebody changed of the one that was shown."""

    def conflict(day: date) -> Conflict:
        def touches(entry: AuditEntry) -> bool:
            dropped = entry.detail.get("day", "")
            first, last = (entry.detail.get(end, dropped) for end in ("first", "last"))
            return str(first) <= day.isoformat() <= str(last)

        became = f"{now[day].name!r} ({now[day].kind})" if day in now else ""
        return meanwhile(
            context, tr("{day} in the table", day=day), became, "special_days", touches
        )

    table = merged(conflict, seen, wanted, now)
    return SpecialDays(tuple(table[day] for day in sorted(table)))


@change
def drop_special_day(
    context: Context, day: date, why: str = "", *, seen: SpecialDays | None = None
) -> SpecialDays:
    """Take a day out of the planners' table; the official calendar shows through again.

    Parameters
    ----------
    seen
        The table as it was shown; None: whatever the day is called goes.

    Raises
    ------
    Conflict
        If somebody named the day otherwise since.
    NotFound
        If the table does not name that day.
    """
    table = context.store.load(documents.SPECIAL_DAYS)
    if day not in table:
        raise NotFound(tr("{day} is not in the planners' table of special days", day=day))
    shown = table if seen is None else seen
    rest = SpecialDays(tuple(special for special in shown.values() if special.day != day))
    left = _named_in(context, shown, rest, table)
    entry = context.entry("drop_special_day", "special_days", why, day=day.isoformat())
    save_changed(context, documents.SPECIAL_DAYS, left, entry, tr("{day} in the table", day=day))
    return left


def events_seen(table: SpecialDays) -> tuple[EventSeen, ...]:
    """Each day of a table, newest first, with the days of its name before it."""
    ordered = sorted(table.values(), reverse=True)
    return tuple(
        EventSeen(s, sum(o.name == s.name and o.day < s.day for o in ordered)) for s in ordered
    )


@asked
def planning_of(context: Context) -> PlanningDefaults:
    """The figures in force where a command or form names no other."""
    return context.store.load(documents.PLANNING)


@change
def set_planning(
    context: Context,
    changes: Mapping[str, int],
    why: str = "",
    *,
    seen: PlanningDefaults | None = None,
) -> PlanningDefaults:
    """Change some of the figures; what was built keeps those it was built with.

    Parameters
    ----------
    seen
        The figures as they were shown: only those that differ from them are changed. None: they
        are changed from what they are now.

    Raises
    ------
    Conflict
        If somebody changed one of the same figures since.
    InvalidValue
        If a figure is unknown, out of its range, or nothing changes.
    """
    before = planning_of(context)
    labels = {field.name: label_of(field) for field in fields(PlanningDefaults)}
    known = [field.name for field in fields(PlanningDefaults)]
    if unknown := sorted(set(changes) - set(known)):
        raise InvalidValue(
            tr(
                "no planning default {unknown}; there are {known}",
                unknown=", ".join(unknown),
                known=known,
            )
        )

    def conflict(name: str) -> Conflict:
        became, label = str(getattr(before, name)), labels[name]
        return meanwhile(context, label, became, "planning", lambda e: name in e.detail["after"])

    shown = before if seen is None else seen
    wanted = with_changes(shown, changes)
    after = PlanningDefaults(**merged(conflict, *map(parts_of, (shown, wanted, before))))
    moved = {name: getattr(after, name) for name in known
             if getattr(after, name) != getattr(before, name)}  # fmt: skip
    if not moved:
        raise InvalidValue(tr("the planning defaults are so already; change a number first"))
    old = {name: getattr(before, name) for name in moved}
    context.store.save(
        documents.PLANNING,
        after,
        context.entry("set_planning", "planning", why, before=old, after=moved),
    )
    return after
