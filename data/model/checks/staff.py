"""What a staff may not hold, whichever way it came in: commands, pages and files ask here.

Values that were stored before a check existed can still be read; nothing of the kind is added.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from data.model.checks.ids import MOST_LETTERS, alike, id_fault
from data.model.errors import InvalidValue
from data.model.language import phrase, tr
from data.model.shift import DAY_MIN, ShiftTemplate, clock
from data.model.staff import LEAVE_KINDS, Availability, Leave, Staff, Wish

T = TypeVar("T")
WEIGHTS = range(1, 6)
"""How much a wish may weigh."""
MOST_LEAVE_DAYS = 400


class StaffFault(NamedTuple):
    """A value of a staff that may not be there, and why."""

    value: object
    why: str


def refuse(why: str) -> None:
    """Refuse a value for a fault of it.

    Raises
    ------
    InvalidValue
        If there is one.
    """
    if why:
        raise InvalidValue(why)


def staff_faults(staff: Staff) -> tuple[StaffFault, ...]:
    """Everything that is wrong with a staff beyond what its types refuse."""
    return (
        *_each(staff.templates, template_fault),
        *_each(staff.leave, leave_fault),
        *_each(staff.availability, availability_fault),
        *_each(staff.wishes, wish_fault),
        *_id_faults(staff),
        *_pair_faults(staff.leave, leave_overlap),
        *_pair_faults(staff.wishes, wish_overlap),
    )


def template_fault(template: ShiftTemplate) -> str:
    """Why a shift template cannot be worked; empty where it can."""
    ready, before = 0, ""
    for window in template.breaks:
        if window.latest_min < ready:
            return tr(
                "template {code}: break {label} must begin by minute {latest_min}, "
                "but {before} before it ends at minute {ready} or later: write "
                "breaks in their order through the shift",
                code=template.code,
                label=window.label,
                latest_min=window.latest_min,
                before=before,
                ready=ready,
            )
        ready = max(ready, window.earliest_min) + window.length_min
        before = tr("break {label}", label=window.label)
    return ""


def leave_fault(leave: Leave) -> str:
    """Why a leave cannot be; empty where it can."""
    days = (leave.last - leave.first).days + 1
    if not leave.kind.strip():
        return tr("leave needs a kind, such as {leave_kinds}", leave_kinds=", ".join(LEAVE_KINDS))
    if days > MOST_LEAVE_DAYS:
        return tr(
            "{first} to {last} is {days} days; give leave of at most {most_leave_days}",
            first=leave.first,
            last=leave.last,
            days=days,
            most_leave_days=MOST_LEAVE_DAYS,
        )
    return ""


def availability_fault(hours: Availability) -> str:
    """Why hours of availability make no sense; empty where they do."""
    if hours.latest_min < hours.earliest_min:
        late = hours.latest_min + DAY_MIN
        return tr(
            "hours of {agent_id} end before they begin: write {late}:{late2:02d} "
            "for the day after, or twice the same time for never",
            agent_id=hours.agent_id,
            late=late // 60,
            late2=late % 60,
        )
    return ""


def wish_fault(wish: Wish) -> str:
    """Why a wish makes no sense; empty where it does."""
    if not 0 <= wish.earliest_start_min <= wish.latest_start_min < DAY_MIN:
        return tr(
            "starts from {earliest_start_min} to {latest_start_min} are no span "
            "of one day: give the earlier first, 00:00 to 23:59",
            earliest_start_min=clock(wish.earliest_start_min),
            latest_start_min=clock(wish.latest_start_min),
        )
    if wish.weight not in WEIGHTS:
        return tr("a wish weighs 1 (mild) to 5 (strong), not {weight}", weight=wish.weight)
    if wish.day is None and wish.what == "work":
        return tr("a wish to work every day says nothing: name the starts that are liked, or a day")
    return ""


def leave_overlap(leave: Leave, other: Leave) -> str:
    """Why a leave cannot stand beside another of the same agent; empty where it can."""
    if other.first > leave.last or leave.first > other.last:
        return ""
    return tr(
        "{agent_id} is already on {kind} leave from {first} to {last}: name "
        "days outside it, or take it back first",
        agent_id=leave.agent_id,
        kind=other.kind,
        first=other.first,
        last=other.last,
    )


def wish_overlap(wish: Wish, other: Wish) -> str:
    """Why a wish cannot stand beside another of the same agent; empty where it can."""
    apart = (
        other.latest_start_min < wish.earliest_start_min
        or wish.latest_start_min < other.earliest_start_min
    )
    if wish.day != other.day or apart:
        return ""
    when = wish.day.isoformat() if wish.day else tr("every day")
    return tr(
        "{agent_id} already has a wish about the same starts: {when} {what}, "
        "weight {weight}; take it back first",
        agent_id=wish.agent_id,
        when=when,
        what=other.what,
        weight=other.weight,
    )


def _each(values: Iterable[T], fault: Callable[[T], str]) -> Iterator[StaffFault]:
    return (StaffFault(value, why) for value in values if (why := fault(value)))


def _pair_faults(values: Iterable[T], fault: Callable[[T, T], str]) -> Iterator[StaffFault]:
    mine: dict[Hashable, list[T]] = {}
    for value in values:
        mine.setdefault(getattr(value, "agent_id"), []).append(value)  # noqa: B009
    for several in mine.values():
        for at, value in enumerate(several):
            why = next(filter(None, (fault(value, other) for other in several[:at])), "")
            if why:
                yield StaffFault(value, why)


def _id_faults(staff: Staff) -> Iterator[StaffFault]:
    named = (
        (phrase("agents"), [(a.agent_id, a) for a in staff.agents]),
        (phrase("names of agents"), [(a.name, a) for a in staff.agents]),
        (phrase("teams"), [(a.team, a) for a in staff.agents]),
        (phrase("skills"), [(skill, a) for a in staff.agents for skill in a.skills]),
        (phrase("contracts"), [(c.contract_id, c) for c in staff.contracts]),
        (phrase("shift templates"), [(t.code, t) for t in staff.templates]),
    )
    for what, pairs in named:
        for text, value in pairs:
            if len(text) > MOST_LETTERS or (what != "names of agents" and id_fault(text)):
                yield StaffFault(value, f"{tr(what)}: {id_fault(text)}")
        if what == "names of agents":
            continue  # two people may have one name
        owner = dict[str, object]()
        for text, value in pairs:
            owner.setdefault(text, value)
        for group in alike(owner):
            shown = ", ".join(map(repr, group))
            yield StaffFault(
                owner[group[-1]],
                tr(
                    "{what} {shown} differ only in case, width or blanks: write them "
                    "alike if they are one, or give one another name",
                    what=what,
                    shown=shown,
                ),
            )
