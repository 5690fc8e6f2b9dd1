"""Every code that could be among the templates: one start, one length, its breaks."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN, ShiftTemplate
from rostering.rules.language.breaks import begins
from rostering.shift_design.lengths import (
    check_lengths,
    lengths_between,
    neighbours,
    of_new_length,
    shape,
    suits,
)
from rostering.shift_design.request import DesignRequest
from rostering.solver.template_needs import Code

Candidate = tuple[ShiftTemplate, Code]


def candidates(problem: RosterProblem, request: DesignRequest) -> list[Candidate]:
    """Every code that is asked for and that some contract may work.

    Raises
    ------
    InvalidValue
        If starts or lengths do not lie on the requirement's slots, or the breaks of a length
        asked for find no room in it.
    """
    slot_min = problem.requirement.grid.slot_min
    if request.step_min % slot_min:
        raise InvalidValue(
            tr(
                "starts every {step_min} min do not lie on slots of {slot_min} min",
                step_min=request.step_min,
                slot_min=slot_min,
            )
        )
    lengths = _lengths(problem, request)
    known = [t for t in problem.templates if t.length_min in lengths]
    fresh = sorted(lengths - {t.length_min for t in known})
    return _codes(
        problem,
        (
            *(_single(problem, t, s) for t in known for s in _starts([t], request)),
            *(code for length in fresh for code in _of_length(problem, length, request)),
        ),
    )


def current_codes(problem: RosterProblem) -> list[Candidate]:
    """Every start of today's templates, whatever is request."""
    return _codes(
        problem, [_single(problem, t, s) for t in problem.templates for s in t.starts_min]
    )


def _lengths(problem: RosterProblem, request: DesignRequest) -> frozenset[int]:
    slot_min = problem.requirement.grid.slot_min
    if isinstance(request.lengths, tuple):
        check_lengths(request.lengths, slot_min)
        return frozenset(request.lengths)
    today = frozenset(t.length_min for t in problem.templates)
    if request.lengths == "today":
        return today
    return today | {n for n in lengths_between(problem.templates) if n % slot_min == 0}


def _starts(templates: Sequence[ShiftTemplate], request: DesignRequest) -> Sequence[int]:
    if request.any_start:
        return range(0, DAY_MIN, request.step_min)
    starts = {start for template in templates for start in template.starts_min}
    return sorted(start for start in starts if start % request.step_min == 0)


def _of_length(
    problem: RosterProblem, length_min: int, request: DesignRequest
) -> Iterator[ShiftTemplate]:
    """Codes of a length that is new; by their starts today where the lengths beside it start."""
    slot_min = problem.requirement.grid.slot_min
    for start in _starts(neighbours(problem.templates, length_min), request):
        code = of_new_length(problem.templates, length_min, start, slot_min)
        if code is not None:
            yield code
        elif isinstance(request.lengths, tuple):
            raise InvalidValue(
                tr(
                    "a shift of {length_min:g} h has no room for the breaks of the "
                    "templates beside it: leave that length out",
                    length_min=length_min / 60,
                )
            )


def _codes(problem: RosterProblem, templates: Iterable[ShiftTemplate]) -> list[Candidate]:
    """Templates of one start that somebody may work, by start and length, no name twice."""
    present = sorted({agent.contract_id for agent in problem.agents})
    slot_min = problem.requirement.grid.slot_min
    found = {}
    for template in templates:
        contracts = frozenset(c for c in present if suits(problem, c, template))
        key = (template.earliest_start_min, *shape(template))
        if contracts and key not in found:
            found[key] = (template, contracts)
    rows, names = [], set[str]()
    for key in sorted(found, key=lambda k: (k[0], k[1], str(k[2]))):
        template, contracts = found[key]
        template = dataclasses.replace(template, code=_free_name(template.code, names))
        names.add(template.code)
        rows.append((template, _as_code(template, contracts, slot_min)))
    return rows


def _free_name(code: str, taken: set[str]) -> str:
    """A code, numbered where another shape has its name."""
    name, number = code, 2
    while name in taken:
        name, number = f"{code}-{number}", number + 1
    return name


def _single(problem: RosterProblem, template: ShiftTemplate, start: int) -> ShiftTemplate:
    """A template of one start, named after a template that has it today, else after its length.

    A template that has no other start stays as it is.
    """
    alike = [t for t in problem.templates if shape(t) == shape(template)]
    named = next((t for t in alike if start in t.starts_min), template)
    if named.starts_min == (start,):
        return named
    base = named.code.partition("-")[0] if len(named.starts_min) == 1 else named.code
    return dataclasses.replace(
        named,
        code=f"{base}-{start // 60:02d}{start % 60:02d}",
        earliest_start_min=start,
        latest_start_min=start,
        step_min=problem.requirement.grid.slot_min,
    )


def _as_code(template: ShiftTemplate, contracts: frozenset[str], slot_min: int) -> Code:
    return Code(
        template.code,
        template.earliest_start_min // slot_min,
        _presence(template, slot_min),
        template.paid_min,
        contracts,
    )


def _presence(template: ShiftTemplate, slot_min: int) -> FloatArray:
    """Share on the floor in each slot, breaks spread evenly over their windows."""
    start = template.earliest_start_min
    there = np.ones(template.length_min // slot_min)
    for window in template.breaks:
        minutes = begins(window, start, slot_min)
        for minute in minutes:
            first = (minute - start) // slot_min
            last = -(-(minute - start + window.length_min) // slot_min)
            there[first:last] -= 1 / len(minutes)
    return np.asarray(np.maximum(0.0, there))
