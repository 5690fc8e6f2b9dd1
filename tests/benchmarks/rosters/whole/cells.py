"""An instance's cells, breaks and cover in one CP-SAT model, with the forms that rules need."""

from itertools import product

import numpy as np
from ortools.sat.python import cp_model

from rostering.solver.cpsat.cover_terms import halls
from rostering.solver.tours.instance import FORBIDDEN, TourInstance
from rostering.solver.tours.resource import EndCounter, Limits
from rostering.solver.tours.search.annealing import Tours

Linear = cp_model.LinearExprT
Cell = tuple[int, int]  # shift type, start


class WholeCells:
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
            self._end_counter(agent, instance.rules[instance.rule_of[agent]].end_counters)
        self._cover()

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
            self.model.add(cp_model.LinearExpr.sum(taken) == literal)
            self.variants[agent, day, cell, number] = taken
            for gaps, variant in zip(several, taken, strict=True):
                for offset, length in gaps:
                    self._count(agent, first + offset, length, variant, -1)

    def _count(
        self, agent: int, first: int, length: int, literal: cp_model.IntVar, by: int
    ) -> None:
        slots, slot_at = self.instance.cover.slots, self.instance.slots_of_clock
        present = self.present[int(self.instance.group[agent])]
        for slot in range(int(slot_at[first]), int(slot_at[first + length])):
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
                    self.model.add(cp_model.LinearExpr.sum(early) == 0).only_enforce_if(literal)

    def _cover(self) -> None:
        """Heads met queue by queue, limited by Hall's condition on every subset of queues."""
        cover, model = self.instance.cover, self.model
        queues, rows = len(cover.shortfall), tuple(map(tuple, cover.served.tolist()))
        for slot in range(cover.slots):
            met = [model.new_int_var(0, int(cover.heads[k, slot]), "") for k in range(queues)]
            here = [
                cp_model.LinearExpr.sum(terms[slot]) + int(cover.fixed[group, slot])
                for group, terms in enumerate(self.present)
            ]
            for chosen, groups in halls(rows, tuple(range(queues))):
                mine, able = [met[k] for k in chosen], [here[g] for g in groups]
                model.add(cp_model.LinearExpr.sum(mine) <= cp_model.LinearExpr.sum(able))
            for k in range(queues):
                self.cost.append(int(cover.shortfall[k]) * (int(cover.heads[k, slot]) - met[k]))
            self.cost.append(
                cover.surplus * (cp_model.LinearExpr.sum(here) - cp_model.LinearExpr.sum(met))
            )
            for presence in cover.presence:
                there = cp_model.LinearExpr.sum(
                    [heads for heads, counts in zip(here, presence.groups, strict=True) if counts]
                )
                over = model.new_int_var(0, 1 << 20, "")
                model.add(over >= int(presence.least[slot]) - there)
                model.add(over >= there - int(presence.most[slot]))
                self.cost.append(presence.price * over)

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
        self.cost.append((limits.low_price or 0) * low_slack)
        if limits.high is not None:
            slack: Linear = 0 if limits.high_price is None else self.model.new_int_var(0, most, "")
            self.model.add(value <= cp_model.LinearExpr.sum([slack, limits.high]))
            self.cost.append((limits.high_price or 0) * slack)

    def forbid(self, literals: list[Linear], price: int | None) -> None:
        """Not all of some 0-1 terms together, or pay."""
        broken = 0 if price is None else self.model.new_bool_var("")
        self.model.add(cp_model.LinearExpr.sum(literals) - broken <= len(literals) - 1)
        if price:
            self.cost.append(price * broken)

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

    def _end_counter(self, agent: int, end_counters: tuple[EndCounter, ...]) -> None:
        instance, days = self.instance, range(self.instance.days)
        numbers = [
            self.touched(agent, t.table, t.spans) if t.spans else self.units(agent, t.table, days)
            for t in end_counters
        ]
        if instance.cell_units.size:
            away = [int(instance.off_units[agent, d]) * self.off[agent][d] for d in days]
            mine = self.units(agent, instance.cell_units[agent], days)
            numbers.append(cp_model.LinearExpr.sum([mine, *away]))
        for r, number in enumerate(numbers):
            points = [int(p) for p in instance.end_counter_points[agent, r]]
            final = self.model.new_int_var(0, len(points) - 1, "")
            beyond = self.model.new_int_var(0, 1000, "")
            full = self.model.new_bool_var("")
            self.model.add(beyond == 0).only_enforce_if(full.negated())
            self.model.add(final == len(points) - 1).only_enforce_if(full)
            self.model.add(number == final + beyond)
            paid = self.model.new_int_var(min(points), max(points), "")
            self.model.add_element(final, points, paid)
            self.cost.append(paid)

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
                        chosen[agent, day, number] = [solver.boolean_value(v) for v in taken].index(
                            True
                        )
        return Tours(shift_types, starts, chosen)
