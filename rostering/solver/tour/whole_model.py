"""The whole instance as one plain CP-SAT model: to compare, and to check the bound on small ones.

Every rule is posted in its own plain form (sums and windows), not through the automaton.
"""

import threading
import time
from collections.abc import Callable
from itertools import product

import numpy as np
from ortools.sat.python import cp_model

from data.model.errors import InvalidValue
from rostering.solver.cpsat.new_solver import new_solver
from rostering.solver.cpsat.solving import stopping
from rostering.solver.tour.annealing import Tours
from rostering.solver.tour.engine import TourResult
from rostering.solver.tour.instance import FORBIDDEN, SCALE, TourInstance
from rostering.solver.tour.rules import (
    Limits,
    Recovery,
    Run,
    Spans,
    Succession,
    Tally,
    Total,
    TourCounter,
)
from rostering.solver.tour.search import Heard

Linear = cp_model.LinearExprT
Cell = tuple[int, int]  # kind, start


def solve_whole(
    instance: TourInstance,
    *,
    time_limit_s: float,
    seed: int = 0,
    progress: Heard | None = None,
    stop: threading.Event | None = None,
) -> TourResult:
    """Solve by CP-SAT alone; prices and slopes of the result are zero and prove nothing.

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
    prices = np.zeros_like(instance.cover.heads, dtype=np.int32)
    slopes = np.zeros((len(instance.agents), instance.tallies), dtype=np.int32)
    return TourResult(whole.tours(solver), objective, bound, prices, slopes, seconds, trace)


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
    """One literal for each agent, day, kind and start, and one for each break variant."""

    def __init__(self, instance: TourInstance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.cells: list[list[dict[Cell, cp_model.IntVar]]] = []
        self.off: list[list[cp_model.IntVar]] = []
        self.variants: dict[tuple[int, int, Cell, int], list[cp_model.IntVar]] = {}
        self.bill: list[Linear] = []
        slots, groups = instance.cover.slots, len(instance.cover.served)
        self.present: list[list[list[Linear]]] = [[[] for _ in range(slots)] for _ in range(groups)]
        for agent in range(len(instance.agents)):
            self._place(agent)
            self._rest(agent)
            rules = instance.rules[instance.rule_of[agent]]
            for counter in rules.counters:
                _POSTS[type(counter)](self, agent, counter)
            self._tally(agent, rules.tallies)
        self._cover()
        self.model.minimize(cp_model.LinearExpr.sum(self.bill))

    def _place(self, agent: int) -> None:
        instance, model = self.instance, self.model
        self.cells.append([])
        self.off.append([])
        for day in range(instance.days):
            off = model.new_bool_var("")
            if instance.off_cost[agent, day] >= FORBIDDEN:
                model.add(off == 0)
            else:
                self.bill.append(int(instance.off_cost[agent, day]) * off)
            today: dict[Cell, cp_model.IntVar] = {}
            for kind, start in np.argwhere(instance.cost[agent, day] < FORBIDDEN).tolist():
                literal = model.new_bool_var("")
                today[kind, start] = literal
                self.bill.append(int(instance.cost[agent, day, kind, start]) * literal)
                self._stand(agent, day, (kind, start), literal)
            model.add_exactly_one([off, *today.values()])
            self.off[-1].append(off)
            self.cells[-1].append(today)

    def _stand(self, agent: int, day: int, cell: Cell, literal: cp_model.IntVar) -> None:
        instance = self.instance
        shape = instance.kinds[cell[0]]
        first = int(instance.first_slot[day, cell[1]])
        self._count(agent, first, shape.slots, literal, 1)
        for number, several in enumerate(shape.breaks):
            taken = [self.model.new_bool_var("") for _ in several]
            self.model.add(cp_model.LinearExpr.sum(taken) == literal)
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
            for (kind, start), literal in self.cells[agent][day - 1].items():
                free = start * step + instance.kinds[kind].length_min + rest - 1440
                early = [v for (_, s), v in self.cells[agent][day].items() if s * step < free]
                if early:
                    self.model.add(cp_model.LinearExpr.sum(early) == 0).only_enforce_if(literal)

    def _cover(self) -> None:
        """Heads met queue by queue, limited by Hall's condition on every subset of queues."""
        cover, model = self.instance.cover, self.model
        queues = len(cover.shortfall)
        for slot in range(cover.slots):
            met = [model.new_int_var(0, int(cover.heads[k, slot]), "") for k in range(queues)]
            here = [
                cp_model.LinearExpr.sum(terms[slot]) + int(cover.fixed[group, slot])
                for group, terms in enumerate(self.present)
            ]
            for chosen in product((False, True), repeat=queues):
                able = [
                    here[g]
                    for g in range(len(here))
                    if any(s and c for s, c in zip(cover.served[g], chosen, strict=True))
                ]
                mine = [met[k] for k in range(queues) if chosen[k]]
                model.add(cp_model.LinearExpr.sum(mine) <= cp_model.LinearExpr.sum(able))
            for k in range(queues):
                self.bill.append(int(cover.shortfall[k]) * (int(cover.heads[k, slot]) - met[k]))
            self.bill.append(
                cover.surplus * (cp_model.LinearExpr.sum(here) - cp_model.LinearExpr.sum(met))
            )

    def seen(self, agent: int, table: np.ndarray, day: int, value: int = 1) -> Linear:
        """Whether the day's shift has a value in a table."""
        mine = [v for cell, v in self.cells[agent][day].items() if table[(day, *cell)] == value]
        return cp_model.LinearExpr.sum(mine)

    def units(self, agent: int, table: np.ndarray, days: range) -> Linear:
        """Sum of a table over the shifts of some days."""
        return cp_model.LinearExpr.sum(
            [
                int(table[(day, *cell)]) * v
                for day in days
                for cell, v in self.cells[agent][day].items()
            ]
        )

    def outside(self, value: Linear, limits: Limits, most: int) -> None:
        """Hold a number between its limits, or pay."""
        low_slack: Linear = (
            0 if limits.low_price is None else self.model.new_int_var(0, limits.low, "")
        )
        self.model.add(cp_model.LinearExpr.sum([value, low_slack]) >= limits.low)
        self.bill.append((limits.low_price or 0) * low_slack)
        if limits.high is not None:
            slack: Linear = 0 if limits.high_price is None else self.model.new_int_var(0, most, "")
            self.model.add(value <= cp_model.LinearExpr.sum([slack, limits.high]))
            self.bill.append((limits.high_price or 0) * slack)

    def forbid(self, literals: list[Linear], price: int | None) -> None:
        """Not all of some 0-1 terms together, or pay."""
        broken = 0 if price is None else self.model.new_bool_var("")
        self.model.add(cp_model.LinearExpr.sum(literals) - broken <= len(literals) - 1)
        if price:
            self.bill.append(price * broken)

    def touched(self, agent: int, table: np.ndarray, spans: tuple[tuple[int, int], ...]) -> Linear:
        """Number of spans with a counted shift."""
        flags = []
        for first, last in spans:
            flag = self.model.new_bool_var("")
            for day in range(first, last + 1):
                self.model.add(self.seen(agent, table, day) <= flag)
            days = [self.seen(agent, table, day) for day in range(first, last + 1)]
            self.model.add(cp_model.LinearExpr.sum(days) >= flag)
            flags.append(flag)
        return cp_model.LinearExpr.sum(flags)

    def _tally(self, agent: int, tallies: tuple[Tally, ...]) -> None:
        instance, days = self.instance, range(self.instance.days)
        numbers = [
            self.touched(agent, t.table, t.spans) if t.spans else self.units(agent, t.table, days)
            for t in tallies
        ]
        if instance.cell_units.size:
            away = [int(instance.off_units[agent, d]) * self.off[agent][d] for d in days]
            mine = self.units(agent, instance.cell_units[agent], days)
            numbers.append(cp_model.LinearExpr.sum([mine, *away]))
        for r, number in enumerate(numbers):
            points = [int(p) for p in instance.tally_points[agent, r]]
            final = self.model.new_int_var(0, len(points) - 1, "")
            beyond = self.model.new_int_var(0, 1000, "")
            full = self.model.new_bool_var("")
            self.model.add(beyond == 0).only_enforce_if(full.negated())
            self.model.add(final == len(points) - 1).only_enforce_if(full)
            self.model.add(number == final + beyond)
            paid = self.model.new_int_var(min(points), max(points), "")
            self.model.add_element(final, points, paid)
            self.bill.append(paid)

    def tours(self, solver: cp_model.CpSolver) -> Tours:
        """The roster found."""
        agents, days = len(self.instance.agents), self.instance.days
        most = max(1, *(len(kind.breaks) for kind in self.instance.kinds))
        kinds = np.full((agents, days), -1, dtype=np.int32)
        starts = kinds.copy()
        chosen = np.zeros((agents, days, most), dtype=np.int32)
        for agent, day in product(range(agents), range(days)):
            for cell, literal in self.cells[agent][day].items():
                if solver.boolean_value(literal):
                    kinds[agent, day], starts[agent, day] = cell
                    for number in range(len(self.instance.kinds[cell[0]].breaks)):
                        taken = self.variants[agent, day, cell, number]
                        chosen[agent, day, number] = [solver.boolean_value(v) for v in taken].index(
                            True
                        )
        return Tours(kinds, starts, chosen)


def _post_total(whole: _Whole, agent: int, rule: Total) -> None:
    days = range(rule.first, rule.last + 1)
    value = whole.units(agent, rule.table, days)
    whole.outside(value, rule.limits, int(rule.table.max()) * len(days))


def _post_run(whole: _Whole, agent: int, rule: Run) -> None:
    days = whole.instance.days
    inside: list[Linear] = [
        whole.off[agent][d] if rule.off else whole.seen(agent, rule.table, d) for d in range(days)
    ]
    high = rule.limits.high
    if high is not None:
        for day in range(days - high):
            whole.forbid(inside[day : day + high + 1], rule.limits.high_price)
    for length in range(1, rule.limits.low):
        price = rule.limits.low_price
        missing = None if price is None else price * (rule.limits.low - length)
        for day in range(days - length):
            before = [1 - inside[day - 1]] if day else []
            run = [*before, *inside[day : day + length], 1 - inside[day + length]]
            whole.forbid(run, missing)


def _post_spans(whole: _Whole, agent: int, rule: Spans) -> None:
    whole.outside(whole.touched(agent, rule.table, rule.spans), rule.limits, len(rule.spans))


def _post_succession(whole: _Whole, agent: int, rule: Succession) -> None:
    for day in range(1, whole.instance.days):
        for (a, b), price in np.ndenumerate(rule.price):
            if price:
                pair = [
                    whole.seen(agent, rule.table, day - 1, int(a)),
                    whole.seen(agent, rule.table, day, int(b)),
                ]
                whole.forbid(pair, None if price < 0 else int(price))


def _post_recovery(whole: _Whole, agent: int, rule: Recovery) -> None:
    days = whole.instance.days
    night = [whole.seen(agent, rule.table, day) for day in range(days)]
    for day in range(rule.after, days):
        run = night[day - rule.after : day]
        for off in range(min(rule.owed, days - day)):
            free = [whole.off[agent][day + i] for i in range(off)]
            works = 1 - whole.off[agent][day + off]
            stopped = [works, 1 - night[day]] if off == 0 else [*free, works]
            whole.forbid(
                [*run, *stopped], None if rule.price is None else rule.price * (rule.owed - off)
            )


_POSTS: dict[type[TourCounter], Callable[[_Whole, int, TourCounter], None]] = {
    Total: _post_total,  # type: ignore[dict-item]
    Run: _post_run,  # type: ignore[dict-item]
    Spans: _post_spans,  # type: ignore[dict-item]
    Succession: _post_succession,  # type: ignore[dict-item]
    Recovery: _post_recovery,  # type: ignore[dict-item]
}

__all__ = ["SCALE", "solve_whole"]
