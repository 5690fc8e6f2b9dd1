"""A lower bound from a linear program over counts of equal agents.

Adding up every agent's hard totals and rests gives rows that every roster satisfies when its
duties are counted by class (contract and skills), day and duty. Whole numbers, patterns and priced
rules are dropped, so the program's least cost of shortfall and surplus is no more than any
roster's. Weak beside the tour engine's bound, but it needs nothing but the problem.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import numpy as np
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]
from ortools.util.python.solve_interrupter import (  # type: ignore[import-untyped]
    SolveInterrupter,
)

from data.model.grid import IntArray
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import BreakWindow
from data.model.staff import Agent
from rostering.rules.language.breaks import begins, slots_of_break
from rostering.rules.language.duty import Duty, contract_templates, locked_cells
from rostering.rules.language.presence import Clock, FloorCount, SkillGroups
from rostering.rules.language.statement import UNLIMITED, Hits, Step, Total
from rostering.rules.rule_set import Applied, rule_set
from rostering.solver.cpsat.conflicts import conflicts
from rostering.solver.cpsat.cover_terms import halls
from rostering.solver.options import on_offer

METHOD = "linear program over counts of equal agents (GLOP)"
ClassId = tuple[str, int]
Column = tuple[ClassId, int, Duty]
Row = tuple[tuple[int, Duty, int], ...]
_SAFE = 1e-6  # relative tolerance of the solver, taken off the bound


def relaxed_bound(
    problem: RosterProblem,
    time_limit_s: float = 120.0,
    interrupter: SolveInterrupter | None = None,
) -> tuple[float, str]:
    """Points that no roster can undercut, and how they were found.

    Parameters
    ----------
    interrupter
        Ends the work from another thread.
    """
    if any(not _on_template(problem, agent) for agent in problem.agents):
        return 0.0, tr("no bound but zero: a locked shift is not among the templates")
    limits = mathopt.SolveParameters(time_limit=timedelta(seconds=time_limit_s), threads=1)
    program = _Program(problem)
    answer = mathopt.solve(
        program.model, mathopt.SolverType.GLOP, params=limits, interrupter=interrupter
    )
    if answer.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return 0.0, tr("no bound but zero: every price is at least zero")
    value = answer.objective_value()
    safe = value - _SAFE * max(1.0, abs(value))
    return max(0.0, float(math.ceil(safe))), METHOD  # rosters cost whole points


class _Program:
    """The linear program; columns are created where first used."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem, self.model = problem, mathopt.Model()
        self.rules = rule_set(problem)
        self.groups, self.clock = SkillGroups(problem), Clock(problem)
        self.columns: dict[Column, mathopt.Variable] = {}
        self.people: dict[ClassId, list[Agent]] = defaultdict(list)
        for agent in problem.agents:
            self.people[agent.contract_id, self.groups.group_of[agent.agent_id]].append(agent)
        self.supply: dict[tuple[int, int], list[tuple[mathopt.Variable, float]]] = defaultdict(list)
        for class_ in self.people:
            self._place(class_)
            self._add_rests(class_)
        self._add_sums()
        self._price()

    def _place(self, class_: ClassId) -> None:
        agents, duties = self.people[class_], contract_templates(self.problem, class_[0])
        for day in range(self.problem.days):
            able = [agent for agent in agents if self._available(agent, day)]
            for duty in duties:
                column = self.model.add_variable(lb=0.0, ub=float(len(able)))
                self.columns[class_, day, duty] = column
                for slot in self.clock.slots(day, duty.start_min, duty.length_min).tolist():
                    self.supply[class_[1], slot].append((column, 1.0))
            mine = [self.columns[class_, day, duty] for duty in duties]
            if mine:
                self.model.add_linear_constraint(mathopt.fast_sum(mine) <= float(len(able)))
            self._add_breaks(class_, day)

    def _available(self, agent: Agent, day: int) -> bool:
        locked = locked_cells(self.problem, agent)
        away = self.problem.leave_days.get(agent.agent_id, frozenset())
        hard_leave = any(a.setting.rule == "leave" and a.setting.hard for a in self._book(agent))
        if day in locked:
            return True
        return not (hard_leave and day in away)

    def _book(self, agent: Agent) -> list[Applied]:
        return [a for a in self.rules if agent.agent_id in a.ids]

    def _add_breaks(self, class_: ClassId, day: int) -> None:
        """Breaks spread over their windows at will: each shift's break is one, in shares."""
        slot_min = self.problem.requirement.grid.slot_min
        for template in self.problem.templates:
            for before, window in zip((None, *template.breaks), template.breaks, strict=False):
                self._add_break(class_, day, template.code, before, window, slot_min)

    def _add_break(
        self,
        class_: ClassId,
        day: int,
        code: str,
        before: BreakWindow | None,
        window: BreakWindow,
        slot_min: int,
    ) -> None:
        duties = [d for d in contract_templates(self.problem, class_[0]) if d.template == code]
        spans = {duty: begins(window, duty.start_min, slot_min) for duty in duties}
        minutes = sorted({minute for span in spans.values() for minute in span})
        begun = {minute: self.model.add_variable(lb=0.0) for minute in minutes}
        for earlier, minute in pairwise(minutes):
            self.model.add_linear_constraint(begun[earlier] <= begun[minute])
        for minute in minutes:
            closed = [self.columns[class_, day, d] for d in duties if spans[d][-1] <= minute]
            opened = [self.columns[class_, day, d] for d in duties if spans[d][0] <= minute]
            self.model.add_linear_constraint(begun[minute] >= mathopt.fast_sum(closed))
            self.model.add_linear_constraint(begun[minute] <= mathopt.fast_sum(opened))
        for i, minute in enumerate(minutes):
            lost = slots_of_break(minute, window, slot_min, before)
            for slot in self.clock.slots(day, *lost).tolist():
                self.supply[class_[1], slot].append((begun[minute], -1.0))
                if i:
                    self.supply[class_[1], slot].append((begun[minutes[i - 1]], 1.0))

    def _add_rests(self, class_: ClassId) -> None:
        agents, duties = self.people[class_], contract_templates(self.problem, class_[0])
        for applied in self.rules:
            if not applied.setting.hard or not all(a.agent_id in applied.ids for a in agents):
                continue
            steps = applied.rule.tour(self.problem, agents[0])
            for step in (s for s in steps if isinstance(s, Step)):
                for before, after in conflicts(step.amount, duties, duties):
                    self._add_rest(class_, [duties[i] for i in before], [duties[j] for j in after])

    def _add_rest(self, class_: ClassId, before: list[Duty], after: list[Duty]) -> None:
        most = float(len(self.people[class_]))
        for day in range(1, self.problem.days):
            mine = [self.columns[class_, day - 1, duty] for duty in before]
            mine += [self.columns[class_, day, duty] for duty in after]
            self.model.add_linear_constraint(mathopt.fast_sum(mine) <= most)

    def _add_sums(self) -> None:
        """Hard totals and counts of days, summed over the agents of a class that share them."""
        for class_, agents in self.people.items():
            rows: dict[Row, list[tuple[int, int]]] = defaultdict(list)
            for agent in agents:
                for row, limits in self._rows(agent):
                    rows[row].append(limits)
            for row, found in rows.items():
                if len(found) == len(agents):
                    self._add_sum(class_, row, found)

    def _rows(self, agent: Agent) -> Iterator[tuple[Row, tuple[int, int]]]:
        offered = contract_templates(self.problem, agent.contract_id)
        seen: set[Row] = set()
        for applied in self._book(agent):
            if not applied.setting.hard:
                continue
            for s in applied.rule.tour(self.problem, agent):
                row = _row(s, offered)
                if row and row not in seen and isinstance(s, (Total, Hits)):
                    seen.add(row)
                    yield row, (s.least, s.most)

    def _add_sum(
        self,
        class_: ClassId,
        row: Row,
        found: list[tuple[int, int]],
    ) -> None:
        terms = [self.columns[class_, day, duty] * float(add) for day, duty, add in row]
        least, most = sum(low for low, _ in found), sum(high for _, high in found)
        if least > 0:
            self.model.add_linear_constraint(mathopt.fast_sum(terms) >= float(least))
        if most < UNLIMITED:
            self.model.add_linear_constraint(mathopt.fast_sum(terms) <= float(most))

    def _price(self) -> None:
        heads, prices = self.problem.requirement.heads, self.groups.prices
        idle = float(self.problem.cover_prices.surplus)
        fixed = self._fixed_supply()
        skills = tuple(map(tuple, self.groups.skills.tolist()))
        cost: list[mathopt.LinearTypes] = []
        for slot in range(heads.shape[1]):
            needed = tuple(np.flatnonzero(heads[:, slot]).tolist())
            met = {q: self.model.add_variable(lb=0.0, ub=float(heads[q, slot])) for q in needed}
            present = []
            for group in range(len(skills)):
                terms = [v * c for v, c in self.supply[group, slot]]
                total = self.model.add_variable(lb=0.0)
                fixed_here = float(fixed[group, slot])
                self.model.add_linear_constraint(total == mathopt.fast_sum(terms) + fixed_here)
                present.append(total)
                cost.append(total * idle)
            for queues, groups in halls(skills, needed):
                able = mathopt.fast_sum([present[g] for g in groups])
                self.model.add_linear_constraint(mathopt.fast_sum([met[q] for q in queues]) <= able)
            for q in needed:
                cost.append(float(prices[q] * heads[q, slot]))
                cost.append(met[q] * -float(prices[q] + idle))
        self.model.minimize(mathopt.fast_sum(cost))

    def _fixed_supply(self) -> IntArray:
        """What history puts on the floor, shape (groups, slots)."""
        nobody = Roster(self.problem.first, self.problem.days)
        return self.groups.supply(FloorCount.of(self.problem, nobody))


def _row(statement: object, offered: tuple[Duty, ...]) -> Row:
    """Coefficients by day and duty of a statement that is a plain sum over the horizon."""
    if isinstance(statement, Total):
        days, add = statement.days, statement.add
    elif isinstance(statement, Hits) and all(len(group) == 1 for group in statement.groups):
        days = tuple(day for (day,) in statement.groups)
        add = lambda day, duty: int(statement.fits(duty))  # noqa: E731
    else:
        return ()
    if not days or days[0] < 0 or any(add(day, None) for day in days):
        return ()
    return tuple((day, duty, add(day, duty)) for day in days for duty in offered if add(day, duty))


def _on_template(problem: RosterProblem, agent: Agent) -> bool:
    """Whether every locked shift of an agent is a duty on offer with breaks as on offer."""
    locked = [shift for shift in locked_cells(problem, agent).values() if shift is not None]
    return all(on_offer(problem, agent, shift) for shift in locked)
