"""Breaks of many equal agents at once, as counts of breaks begun by each minute.

Agents who can serve the same queues and work the same template on the same day differ only in
their starts. Their k-th breaks can be matched first in, first out (start order = break order), so
`begun(t)` = breaks begun by t needs no more than: at least the shifts whose window has closed by
t, at most those whose window has opened. That is exact, whatever the number of agents.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from data.model.grid import IntArray
from data.model.shift import Break, BreakWindow, ShiftTemplate
from rostering.rules.language.breaks import begins, slots_of_break
from rostering.rules.language.duty import Duty
from rostering.rules.language.presence import Clock, SkillGroups
from rostering.rules.language.statement import Breaks, Floor
from rostering.solver.cpsat.model import RosterModel
from rostering.solver.cpsat.terms import Literal, Terms


@dataclass(frozen=True)
class BreakCounts:
    """Breaks of one window begun by each minute.

    Parameters
    ----------
    window
        The break of the template.
    minutes
        Possible begins, ascending [min].
    begun
        Breaks begun by each of them.
    """

    window: BreakWindow
    minutes: tuple[int, ...]
    begun: tuple[Literal, ...]

    def starting(self, i: int) -> Terms:
        """Breaks that begin at minute i."""
        found = Terms()
        found.add(self.begun[i])
        if i:
            found.add(self.begun[i - 1], -1)
        return found

    def placed(self, minute: int) -> Break:
        """The break begun at a minute."""
        return Break(minute, self.window.length_min, self.window.label, self.window.paid)


def count_breaks(
    model: RosterModel, template: ShiftTemplate, shifts: dict[int, Literal], most: int
) -> tuple[BreakCounts, ...]:
    """Post the breaks of the shifts of one template: start [min] -> number of shifts."""
    slot_min = model.problem.requirement.grid.slot_min
    found: list[BreakCounts] = []
    for window in template.breaks:
        found.append(_count(model, window, shifts, most, slot_min))
    for one, two in pairwise(found):
        if two.window.binds(one.window):
            _in_order(model, one, two)
    return tuple(found)


def _count(
    model: RosterModel, window: BreakWindow, shifts: dict[int, Literal], most: int, slot_min: int
) -> BreakCounts:
    spans = {start: begins(window, start, slot_min) for start in shifts}
    minutes = tuple(sorted({minute for span in spans.values() for minute in span}))
    counts = BreakCounts(window, minutes, tuple(model.number(most) for _ in minutes))
    for i, minute in enumerate(minutes):
        closed, opened = Terms(), Terms()
        for start, literal in shifts.items():
            closed.add(literal, int(spans[start][-1] <= minute))
            opened.add(literal, int(spans[start][0] <= minute))
        for sum_, sign in ((closed, 1), (opened, -1)):
            sum_.add(counts.begun[i], -1)
            model.cp.add(sign * sum_.expression <= 0)
        if i:
            model.cp.add(counts.begun[i] >= counts.begun[i - 1])
    return counts


def _in_order(model: RosterModel, one: BreakCounts, two: BreakCounts) -> None:
    """No second break begins before as many first ones have ended, and the time between is over."""
    for minute, begun in zip(two.minutes, two.begun, strict=True):
        over = minute - two.window.apart_min
        ended = [m for m in one.minutes if m + one.window.length_min <= over]
        model.cp.add(begun <= (one.begun[len(ended) - 1] if ended else 0))


_DEAR = 10_000  # points for each head and slot of a softened hard rule
_MOST_BREAKS = 12  # of one person that can touch one slot

ClassId = tuple[int, tuple[bool, ...]]


class FloorTerms:
    """Heads of each class of equal agents; equal = same required skills, same floor statements."""

    def __init__(self, model: RosterModel) -> None:
        self.model, self.clock = model, Clock(model.problem)
        self.groups = SkillGroups(model.problem)
        self.slots = model.problem.requirement.grid.slots
        self.terms: dict[tuple[ClassId, int], Terms] = defaultdict(Terms)
        self.running: dict[tuple[ClassId, int], Terms] = defaultdict(Terms)
        self.breaks: dict[tuple[ClassId, int, str], tuple[BreakCounts, ...]] = {}
        self._place_free()

    @cached_property
    def class_of(self) -> dict[str, ClassId]:
        """Class of each agent."""
        sets = [
            *(floor.agents for floor, _ in self.model.floors),
            *(breaks.agents for breaks, _ in self.model.breaks),
        ]
        return {
            agent.agent_id: (
                self.groups.group_of[agent.agent_id],
                tuple(agent.agent_id in chosen for chosen in sets),
            )
            for agent in self.model.problem.agents
        }

    @property
    def class_ids(self) -> list[ClassId]:
        """Every class once."""
        return list(dict.fromkeys(self.class_of.values()))

    @cached_property
    def constant(self) -> dict[ClassId, IntArray]:
        """Heads of each class from fixed cells and history, shape (slots,)."""
        return self._fixed(lambda day, duty: [self._slots(day, duty)])

    @cached_property
    def constant_running(self) -> dict[ClassId, IntArray]:
        """Breaks of each class in fixed cells and history, shape (slots,)."""
        return self._fixed(
            lambda day, duty: [self.clock.touched(day, rest) for rest in duty.breaks or ()]
        )

    def _fixed(self, touched: Callable[[int, Duty], Iterable[IntArray]]) -> dict[ClassId, IntArray]:
        found = {c: np.zeros(self.slots, dtype=np.int64) for c in self.class_of.values()}
        for agent_id, tour in self.model.fixed_tours.items():
            for day, duties in tour.items():
                if day >= -1 and (agent_id, day) not in self.model.free:
                    for slots in (slots for duty in duties for slots in touched(day, duty)):
                        found[self.class_of[agent_id]][slots] += 1
        return found

    def _slots(self, day: int, duty: Duty) -> IntArray:
        return self.clock.slots(day, duty.start_min, duty.length_min, duty.away)

    def _place_free(self) -> None:
        cells: dict[tuple[ClassId, int], list[tuple[Duty, Literal]]] = defaultdict(list)
        people: dict[tuple[ClassId, int], int] = defaultdict(int)
        for (agent_id, day), choices in self.model.free.items():
            cells[self.class_of[agent_id], day] += choices
            people[self.class_of[agent_id], day] += 1
        for (class_, day), mine in cells.items():
            counts = self._counts(mine, people[class_, day])
            for duty, count in counts.items():
                for slot in self._slots(day, duty).tolist():
                    self.terms[class_, slot].add(count)
                for rest in duty.breaks or ():
                    for slot in self.clock.touched(day, rest).tolist():
                        self.running[class_, slot].add(count)
            self._place_breaks(class_, day, counts, people[class_, day])

    def _counts(self, choices: list[tuple[Duty, Literal]], most: int) -> dict[Duty, Literal]:
        by_duty: dict[Duty, list[Literal]] = defaultdict(list)
        for duty, literal in choices:
            by_duty[duty].append(literal)
        return {duty: self._sum(literals, most) for duty, literals in by_duty.items()}

    def _sum(self, literals: list[Literal], most: int) -> Literal:
        if len(literals) == 1:
            return literals[0]
        sum_ = Terms()
        for literal in literals:
            sum_.add(literal)
        return self.define(sum_, most)

    def define(self, sum_: Terms, most: int) -> Literal:
        """A variable that equals a sum (or the plain number, or the one variable it is)."""
        if not sum_.variables:
            return sum_.constant
        if sum_.constant == 0 and sum_.coefficients == [1]:
            return sum_.variables[0]
        total = self.model.number(most)
        self.model.cp.add(sum_.expression == total)
        return total

    def _place_breaks(
        self, class_: ClassId, day: int, counts: dict[Duty, Literal], most: int
    ) -> None:
        by_template: dict[str, dict[int, Literal]] = defaultdict(dict)
        for duty, count in counts.items():
            if duty.breaks is None:
                by_template[duty.template][duty.start_min] = count
        for code, shifts in by_template.items():
            template = self.model.problem.template[code]
            placed = count_breaks(self.model, template, shifts, most)
            self.breaks[class_, day, code] = placed
            for before, counted in zip((None, *template.breaks), placed, strict=False):
                for i, minute in enumerate(counted.minutes):
                    starting, window = counted.starting(i), counted.window
                    lost = slots_of_break(minute, window, self.clock.grid.slot_min, before)
                    for slot in self.clock.slots(day, *lost).tolist():
                        self.terms[class_, slot].extend(starting, -1)
                    for slot in self.clock.touched(day, counted.placed(minute)).tolist():
                        self.running[class_, slot].extend(starting)

    def heads(self, classes: list[ClassId], slot: int) -> Terms:
        """Heads of some classes on the floor in a slot."""
        return _there(self.constant, self.terms, classes, slot)

    def breaks_at_once(self, classes: list[ClassId], slot: int) -> Terms:
        """Breaks of some classes that touch a slot."""
        return _there(self.constant_running, self.running, classes, slot)

    @cached_property
    def touched(self) -> list[int]:
        """Slots that free cells can reach."""
        return sorted({slot for (_, slot), terms in self.terms.items() if terms.variables})


def _there(
    constant: dict[ClassId, IntArray],
    terms: dict[tuple[ClassId, int], Terms],
    classes: list[ClassId],
    slot: int,
) -> Terms:
    sum_ = Terms()
    for class_ in classes:
        sum_.constant += int(constant[class_][slot])
        if (class_, slot) in terms:
            sum_.extend(terms[class_, slot])
    return sum_


def post_floors(floor_terms: FloorTerms, soften: bool = False) -> None:
    """Post every noted statement about heads and breaks; softened, hard ones only cost much."""
    model = floor_terms.model
    noted: list[tuple[Floor | Breaks, int | None]] = [*model.floors, *model.breaks]
    for i, (statement, weight) in enumerate(noted):
        price = _DEAR if weight is None and soften else weight
        classes = [class_ for class_ in floor_terms.class_ids if class_[1][i]]
        for slot in range(floor_terms.slots):
            if isinstance(statement, Floor):
                least, room = int(statement.least[slot]), len(statement.agents)
                there = floor_terms.heads(classes, slot)
            else:
                there = floor_terms.breaks_at_once(classes, slot)
                least, room = 0, there.constant + _MOST_BREAKS * len(statement.agents)
            if price is None:
                model.within(there, least, int(statement.most[slot]))
            else:
                _pay(model, there, (least, int(statement.most[slot])), room, price)


def _pay(model: RosterModel, there: Terms, limits: tuple[int, int], room: int, price: int) -> None:
    """Charge what lies outside its limits, at most so many."""
    least, most = limits
    if not there.variables:
        model.pay(1, price * max(0, least - there.constant, there.constant - most))
        return
    if least > 0:
        missing = model.number(least)
        model.cp.add(there.expression + missing >= least)
        model.pay(missing, price)
    if most < room:
        over = model.number(room)
        model.cp.add(there.expression - over <= most)
        model.pay(over, price)
