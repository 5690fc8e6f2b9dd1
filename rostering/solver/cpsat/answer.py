"""From a solved model back to shifts, breaks handed out first in, first out."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from data.model.roster import Roster
from data.model.shift import Break, Shift
from rostering.rules.language.duty import Duty, day_of
from rostering.solver.cpsat.floor_terms import ClassId, FloorTerms
from rostering.solver.cpsat.model import RosterModel
from rostering.solver.cpsat.terms import Literal

Value = Callable[[Literal], int]


def read_roster(model: RosterModel, floor: FloorTerms, fixed: Roster, value: Value) -> Roster:
    """The fixed roster with the free cells as solved."""
    kept = [
        shift
        for shift in fixed.shifts
        if (shift.agent_id, (shift.day - model.problem.first).days) not in model.free
    ]
    return Roster(fixed.first, fixed.days, (*kept, *_solved(model, floor, value)))


def _solved(model: RosterModel, floor: FloorTerms, value: Value) -> Iterator[Shift]:
    open_: dict[tuple[ClassId, int, str], list[tuple[int, str, Duty]]] = defaultdict(list)
    for (agent_id, day), choices in model.free.items():
        for duty, literal in choices:
            if not value(literal):
                continue
            if duty.breaks is not None:
                yield _shift(model, agent_id, day, duty, duty.breaks)
            else:
                class_ = floor.class_of[agent_id]
                open_[class_, day, duty.template].append((duty.start_min, agent_id, duty))
    for key, found in open_.items():
        queues = [
            iter(_begins(counts.begun, counts.minutes, value, counts.placed))
            for counts in floor.breaks[key]
        ]
        for _, agent_id, duty in sorted(found, key=lambda row: row[:2]):
            yield _shift(model, agent_id, key[1], duty, tuple(next(q) for q in queues))


def _begins(
    begun: tuple[Literal, ...],
    minutes: tuple[int, ...],
    value: Value,
    placed: Callable[[int], Break],
) -> Iterator[Break]:
    before = 0
    for literal, minute in zip(begun, minutes, strict=True):
        now = value(literal)
        for _ in range(now - before):
            yield placed(minute)
        before = now


def _shift(
    model: RosterModel, agent_id: str, day: int, duty: Duty, breaks: tuple[Break, ...]
) -> Shift:
    date = day_of(model.problem, day)
    return Shift(
        agent_id, date, duty.start_min, duty.length_min, duty.template, breaks, duty.activities
    )
