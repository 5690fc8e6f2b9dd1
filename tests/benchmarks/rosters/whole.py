"""The whole instance as one plain CP-SAT model: to compare, and to check the bound on small ones.

Each rule is followed state by state on its own, not through the automaton that joins them all.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import product

import numpy as np
from ortools.sat.python import cp_model

from data.model.errors import InvalidValue
from rostering.solver.cpsat.cover_terms import halls
from rostering.solver.cpsat.solving import new_solver, stopping
from rostering.solver.tours.engine import TourResult
from rostering.solver.tours.instance import FORBIDDEN, TourInstance
from rostering.solver.tours.resource import OFF
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.search.shared import Heard

Linear = cp_model.LinearExprT
Cell = tuple[int, int]  # shift type, start
Step = Callable[[int, int, int], tuple[int, int] | None]
_sum = cp_model.LinearExpr.sum


def solve_whole(
    instance: TourInstance,
    *,
    time_limit_s: float,
    seed: int = 0,
    progress: Heard | None = None,
    stop: threading.Event | None = None,
) -> TourResult:
    """Solve by CP-SAT alone; prices and multipliers of the result are zero and prove nothing.

    Raises
    ------
    InvalidValue
        If no roster was found in time, or before a stop.
    """
    began = time.monotonic()
    whole = _Whole(instance)
    solver = new_solver(time_limit_s, 2, seed)
    watch = _Watch(began, progress)
    with stopping(solver, stop):
        status = solver.solve(whole.model, watch)
    seconds = time.monotonic() - began
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise InvalidValue(
            f"CP-SAT found no roster in {seconds:.1f} s: {solver.status_name(status)}"
        )
    bound = max(0, int(np.ceil(solver.best_objective_bound - 1e-6)))
    objective = round(solver.objective_value)
    trace = (*watch.trace, (round(seconds, 3), objective, bound))
    prices = np.zeros((instance.cover.price_rows, instance.cover.slots), dtype=np.int32)
    multipliers = np.zeros((len(instance.agents), instance.end_counters), dtype=np.int32)
    return TourResult(whole.tours(solver), objective, bound, prices, multipliers, seconds, trace)


class _Watch(cp_model.CpSolverSolutionCallback):
    def __init__(self, began: float, progress: Heard | None) -> None:
        super().__init__()
        self.began, self.progress = began, progress
        self.trace: list[tuple[float, int | None, int]] = []

    def on_solution_callback(self) -> None:
        """Take note of a roster."""
        bound = max(0, int(np.ceil(self.best_objective_bound - 1e-6)))
        entry = (round(time.monotonic() - self.began, 3), round(self.objective_value), bound)
        self.trace.append(entry)
        if self.progress:
            self.progress(*entry)


class _Whole:
    """One literal for each agent, day, shift type and start, and one for each break variant."""

    def __init__(self, instance: TourInstance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.cells: list[list[dict[Cell, cp_model.IntVar]]] = []
        self.off: list[list[cp_model.IntVar]] = []
        self.variants: dict[tuple[int, int, Cell, int], list[cp_model.IntVar]] = {}
        self.cost: list[Linear] = []
        slots, groups = instance.cover.slots, len(instance.cover.served)
        self.present: list[list[list[Linear]]] = [[[] for _ in range(slots)] for _ in range(groups)]
        for agent in range(len(instance.agents)):
            self._place(agent)
            self._rest(agent)
            self._follow_all(agent)
            self._count_units(agent)
        self._cover()
        self.model.minimize(_sum(self.cost))

    def _place(self, agent: int) -> None:
        instance, model = self.instance, self.model
        self.cells.append([])
        self.off.append([])
        for day in range(instance.days):
            off = model.new_bool_var("")
            if instance.off_cost[agent, day] >= FORBIDDEN:
                model.add(off == 0)
            else:
                self.cost.append(int(instance.off_cost[agent, day]) * off)
            today: dict[Cell, cp_model.IntVar] = {}
            for shift_type, start in np.argwhere(instance.cost[agent, day] < FORBIDDEN).tolist():
                literal = model.new_bool_var("")
                today[shift_type, start] = literal
                self.cost.append(int(instance.cost[agent, day, shift_type, start]) * literal)
                self._stand(agent, day, (shift_type, start), literal)
            model.add_exactly_one([off, *today.values()])
            self.off[-1].append(off)
            self.cells[-1].append(today)

    def _stand(self, agent: int, day: int, cell: Cell, literal: cp_model.IntVar) -> None:
        instance = self.instance
        shape = instance.shift_types[cell[0]]
        first = int(instance.first_slot[day, cell[1]])
        self._count(agent, first, shape.slots, literal, 1)
        for number, several in enumerate(shape.breaks):
            taken = [self.model.new_bool_var("") for _ in several]
            self.model.add(_sum(taken) == literal)
            self.variants[agent, day, cell, number] = taken
            for gaps, variant in zip(several, taken, strict=True):
                for offset, length in gaps:
                    self._count(agent, first + offset, length, variant, -1)

    def _count(
        self, agent: int, first: int, length: int, literal: cp_model.IntVar, by: int
    ) -> None:
        slots = self.instance.cover.slots
        present = self.present[int(self.instance.group[agent])]
        for slot in range(first, first + length):
            if slot < slots or self.instance.wrap:
                present[slot % slots].append(by * literal)

    def _rest(self, agent: int) -> None:
        instance, step = self.instance, self.instance.step_min
        rest = instance.rules[instance.rule_of[agent]].rest_min
        for cell, literal in self.cells[agent][0].items():
            if cell[1] < instance.free_from[agent]:
                self.model.add(literal == 0)
        for day in range(1, instance.days):
            for (shift_type, start), literal in self.cells[agent][day - 1].items():
                free = start * step + instance.shift_types[shift_type].length_min + rest - 1440
                early = [v for (_, s), v in self.cells[agent][day].items() if s * step < free]
                if early:
                    self.model.add(_sum(early) == 0).only_enforce_if(literal)

    def _follow_all(self, agent: int) -> None:
        """Every rule along the tour, paid or kept."""
        instance = self.instance
        resources = instance.rules[instance.rule_of[agent]].resources
        given = instance.history[agent] if instance.history else ()
        for place, resource in enumerate(resources):
            begin = given[place] if given else resource.begin()
            paid, last = self._follow(agent, resource.table, resource.step, begin)
            self.cost.append(paid)
            for state, there in last.items():
                points = resource.finish(state)
                if points is None:
                    self.model.add(there == 0)
                else:
                    self.cost.append(points * there)

    def _follow(
        self, agent: int, table: np.ndarray, step: Step, state: int
    ) -> tuple[Linear, dict[int, Linear]]:
        """Steps from a state on the first morning: what they add up to, and where they may end."""
        added: list[Linear] = []
        layer: dict[int, Linear] = {state: 1}
        for day in range(self.instance.days):
            seen: dict[int, list[cp_model.IntVar]] = {OFF: [self.off[agent][day]]}
            for cell, literal in self.cells[agent][day].items():
                seen.setdefault(int(table[(day, *cell)]), []).append(literal)
            after: dict[int, list[Linear]] = defaultdict(list)
            taken: dict[int, list[Linear]] = defaultdict(list)
            for before, there in layer.items():
                moves = {feature: step(before, day, feature) for feature in seen}
                leaving = {
                    feature: self.model.new_bool_var("") for feature, m in moves.items() if m
                }
                self.model.add(_sum(list(leaving.values())) == there)
                for feature, arc in leaving.items():
                    ended, units = moves[feature]  # type: ignore[misc]
                    after[ended].append(arc)
                    taken[feature].append(arc)
                    added.append(units * arc)
            for feature, literals in seen.items():
                self.model.add(_sum(taken[feature]) == _sum(literals))
            layer = {state: _sum(arcs) for state, arcs in after.items()}
        return _sum(added), layer

    def _count_units(self, agent: int) -> None:
        """End-of-tour counters at the points of their final numbers."""
        instance, model = self.instance, self.model
        counters = instance.rules[instance.rule_of[agent]].end_counters
        numbers = [self._follow(agent, one.table, one.step, 0)[0] for one in counters]
        if instance.cell_units.size:
            own = [
                int(instance.cell_units[(agent, day, *cell)]) * literal
                for day, cells in enumerate(self.cells[agent])
                for cell, literal in cells.items()
            ]
            away = zip(instance.off_units[agent].tolist(), self.off[agent], strict=True)
            numbers.append(_sum([*own, *(units * off for units, off in away)]))
        for place, number in enumerate(numbers):
            points = instance.end_counter_points[agent, place].tolist()
            final = model.new_int_var(0, len(points) - 1, "")
            model.add_min_equality(final, [number, len(points) - 1])
            paid = model.new_int_var(min(points), max(points), "")
            model.add_element(final, points, paid)
            self.cost.append(paid)

    def _cover(self) -> None:
        """Heads met queue by queue, limited by Hall's condition on every subset of queues."""
        cover, model = self.instance.cover, self.model
        queues, rows = len(cover.shortfall), tuple(map(tuple, cover.served.tolist()))
        for slot in range(cover.slots):
            met = [model.new_int_var(0, int(cover.heads[k, slot]), "") for k in range(queues)]
            here = [
                _sum(terms[slot]) + int(cover.fixed[group, slot])
                for group, terms in enumerate(self.present)
            ]
            for chosen, groups in halls(rows, tuple(range(queues))):
                model.add(_sum([met[k] for k in chosen]) <= _sum([here[g] for g in groups]))
            for k in range(queues):
                self.cost.append(int(cover.shortfall[k]) * (int(cover.heads[k, slot]) - met[k]))
            self.cost.append(cover.surplus * (_sum(here) - _sum(met)))
            for presence in cover.presence:
                there = _sum(
                    [heads for heads, counts in zip(here, presence.groups, strict=True) if counts]
                )
                over = model.new_int_var(0, 1 << 20, "")
                model.add(over >= int(presence.least[slot]) - there)
                model.add(over >= there - int(presence.most[slot]))
                self.cost.append(presence.price * over)

    def tours(self, solver: cp_model.CpSolver) -> Tours:
        """The roster found."""
        agents, days = len(self.instance.agents), self.instance.days
        most = max(1, *(len(shift_type.breaks) for shift_type in self.instance.shift_types))
        shift_types = np.full((agents, days), -1, dtype=np.int32)
        starts = shift_types.copy()
        chosen = np.zeros((agents, days, most), dtype=np.int32)
        for agent, day in product(range(agents), range(days)):
            for cell, literal in self.cells[agent][day].items():
                if solver.boolean_value(literal):
                    shift_types[agent, day], starts[agent, day] = cell
                    for number in range(len(self.instance.shift_types[cell[0]].breaks)):
                        taken = self.variants[agent, day, cell, number]
                        chosen[agent, day, number] = list(map(solver.boolean_value, taken)).index(
                            True
                        )
        return Tours(shift_types, starts, chosen)
