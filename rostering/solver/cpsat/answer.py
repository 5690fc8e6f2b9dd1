"""From a solved model back to shifts, breaks handed out first in, first out."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from data.model.roster import Roster
from data.model.shift import Break, Shift
from rostering.rules.language.duty import Duty, day_of
from rostering.solver.cpsat.floor_terms import BreakCounts, ClassId, FloorTerms
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
        for duty in (duty for duty, literal in choices if value(literal)):
            if duty.breaks is not None:
                yield duty.worked(agent_id, day_of(model.problem, day))
            else:
                row = duty.start_min, agent_id, duty
                open_[floor.class_of[agent_id], day, duty.template].append(row)
    for key, found in open_.items():
        date, queues = day_of(model.problem, key[1]), [_begun(c, value) for c in floor.breaks[key]]
        for _, agent_id, duty in sorted(found, key=lambda row: row[:2]):
            yield duty.worked(agent_id, date, tuple(next(queue) for queue in queues))


def _begun(counts: BreakCounts, value: Value) -> Iterator[Break]:
    before = 0
    for literal, minute in zip(counts.begun, counts.minutes, strict=True):
        now = value(literal)
        for _ in range(now - before):
            yield counts.placed(minute)
        before = now
