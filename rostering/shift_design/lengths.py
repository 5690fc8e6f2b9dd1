"""Lengths that no template has yet: which they are, and the breaks that they get.

A new length takes the breaks of the next longer template (the next shorter where none is longer),
of those the one that starts nearest, in windows moved in proportion and kept apart.
"""

import dataclasses
from collections.abc import Sequence

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN, BreakWindow, ShiftTemplate, clock, is_night

_HOUR_MIN, _HALF_HOUR_MIN = 60, 30


def lengths_between(templates: Sequence[ShiftTemplate]) -> tuple[int, ...]:
    """Every length from the shortest to the longest template, and theirs [min].

    By the hour; by the half hour where the templates' own lengths differ by less than hours.
    """
    today = sorted({template.length_min for template in templates})
    hourly = all((length - today[0]) % _HOUR_MIN == 0 for length in today)
    step = _HOUR_MIN if hourly else _HALF_HOUR_MIN
    return tuple(sorted({*today, *range(today[0], today[-1] + 1, step)}))


def check_lengths(lengths_min: Sequence[int], slot_min: int) -> None:
    """Refuse lengths that no shift can have.

    Raises
    ------
    InvalidValue
        If one is not within a day or not made of whole slots.
    """
    for length in lengths_min:
        if not 0 < length <= DAY_MIN or length % slot_min:
            raise InvalidValue(
                tr(
                    "shifts of {length:g} h cannot be: lengths are whole slots of "
                    "{slot_min} min, up to 24 h",
                    length=length / 60,
                    slot_min=slot_min,
                )
            )


def neighbours(templates: Sequence[ShiftTemplate], length_min: int) -> tuple[ShiftTemplate, ...]:
    """Templates of the next shorter and of the next longer length."""
    return (*_beside(templates, length_min, -1), *_beside(templates, length_min, 1))


def of_new_length(
    templates: Sequence[ShiftTemplate], length_min: int, start_min: int, slot_min: int
) -> ShiftTemplate | None:
    """A code of a length that no template has; None where its breaks find no room."""
    pattern = _beside(templates, length_min, 1) or _beside(templates, length_min, -1)
    source = min(pattern, key=lambda t: (_apart(t, start_min), t.code))
    breaks = _moved(source, length_min, slot_min)
    if breaks is None:
        return None
    hours = tr("{length_min:g} h", length_min=length_min / 60)
    span = f"{clock(start_min)}-{clock(start_min + length_min)}"
    made = ShiftTemplate("?", hours, start_min, start_min, slot_min, length_min, breaks)
    paid = (
        tr(" ({paid_min:g} h paid)", paid_min=made.paid_min / 60)
        if made.paid_min < length_min
        else ""
    )
    return ShiftTemplate(
        f"{length_min / 60:g}h-{start_min // 60:02d}{start_min % 60:02d}",
        f"{hours} {span}{paid}",
        start_min,
        start_min,
        slot_min,
        length_min,
        breaks,
    )


def _beside(
    templates: Sequence[ShiftTemplate], length_min: int, side: int
) -> tuple[ShiftTemplate, ...]:
    there = [t for t in templates if (t.length_min - length_min) * side > 0]
    nearest = min((abs(t.length_min - length_min) for t in there), default=0)
    return tuple(t for t in there if abs(t.length_min - length_min) == nearest)


def _apart(template: ShiftTemplate, start_min: int) -> int:
    """How far the nearest start of a template lies on the clock [min]."""
    gaps = [abs(start - start_min) for start in template.starts_min]
    return min(min(gap, DAY_MIN - gap) for gap in gaps)


def _moved(source: ShiftTemplate, length_min: int, slot_min: int) -> tuple[BreakWindow, ...] | None:
    """Windows in proportion, each over before the next begins; None where there is no room."""
    found: list[BreakWindow] = []
    end = length_min
    for window in reversed(source.breaks):
        first, last = (
            minute * length_min // source.length_min // slot_min * slot_min
            for minute in (window.earliest_min, window.latest_min)
        )
        last = min(last, (end - window.length_min) // slot_min * slot_min)
        if last < 0:
            return None
        end = min(first, last)
        found.append(BreakWindow(window.label, window.length_min, end, last, window.paid))
    return tuple(reversed(found))


Shape = tuple[int, tuple[BreakWindow, ...]]


def with_templates(problem: RosterProblem, templates: Sequence[ShiftTemplate]) -> RosterProblem:
    """The problem with other templates; each contract may work the codes that suit it.

    Raises
    ------
    InvalidValue
        If a contract that somebody has would be left without a code.
    """
    contracts = tuple(
        dataclasses.replace(
            contract,
            templates=tuple(t.code for t in templates if suits(problem, contract.contract_id, t)),
        )
        for contract in problem.contracts
    )
    held = {agent.contract_id for agent in problem.agents}
    bare = [c.contract_id for c in contracts if not c.templates and c.contract_id in held]
    if bare:
        raise InvalidValue(
            tr("the templates have no code for contract {bare}", bare=", ".join(bare))
        )
    return dataclasses.replace(problem, templates=tuple(templates), contracts=contracts, locks=())


def suits(problem: RosterProblem, contract_id: str, code: ShiftTemplate) -> bool:
    """Whether a contract may work a code.

    Of a length and breaks that templates have today it works those that it works today; of a new
    length those beside which it works the next shorter or the next longer one. Nights only where
    it works nights today.
    """
    contract = next(c for c in problem.contracts if c.contract_id == contract_id)
    mine = [t for t in problem.templates if not contract.templates or t.code in contract.templates]
    if is_night(code.earliest_start_min, code.length_min) and not any(
        is_night(start, t.length_min) for t in mine for start in t.starts_min
    ):
        return False
    if any(shape(t) == shape(code) for t in problem.templates):
        return any(shape(t) == shape(code) for t in mine)
    near = {t.length_min for t in neighbours(problem.templates, code.length_min)}
    return any(t.length_min in near for t in mine)


def shape(template: ShiftTemplate) -> Shape:
    """What codes of different starts share."""
    return template.length_min, template.breaks
