"""A lower bound from a linear program over counts of equal agents.

Adding up every agent's hard totals and rests gives rows that every roster satisfies when its
duties are counted by class (contract and skills), day and duty. Whole numbers, patterns and priced
rules are dropped, so the program's least cost of shortfall and surplus is no more than any
roster's. Weak beside the tour engine's bound, but it needs nothing but the problem.
"""

import math
from collections import Counter, defaultdict
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
from rostering.rules.language.duty import Duty
from rostering.rules.language.presence import Clock, FloorCount, SkillGroups
from rostering.rules.language.statement import UNLIMITED, Hits, Step, Total
from rostering.solver.cpsat.conflicts import amounts, cliques
from rostering.solver.cpsat.cover_terms import halls
from rostering.solver.options import OptionTable
from rostering.solver.program import answered

METHOD = "linear program over counts of equal agents (GLOP)"
ClassId = tuple[str, int]
Columns = dict[Duty, mathopt.Variable]
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
    limits = mathopt.SolveParameters(time_limit=timedelta(seconds=time_limit_s), threads=1)
    program = _Program(problem)
    answer = answered(
        lambda: mathopt.solve(
            program.model, mathopt.SolverType.GLOP, params=limits, interrupter=interrupter
        )
    )
    if answer is None or answer.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return 0.0, tr("no bound but zero: every price is at least zero")
    value = answer.objective_value()
    safe = value - _SAFE * max(1.0, abs(value))
    return max(0.0, float(math.ceil(safe))), METHOD  # rosters cost whole points


class _Program:
    """The linear program: a column for each class, day and duty that some agent of it may work."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem, self.model = problem, mathopt.Model()
        self.options = OptionTable(problem)
        self.groups, self.clock = SkillGroups(problem), Clock(problem)
        people: dict[ClassId, list[Agent]] = defaultdict(list)
        for agent in problem.agents:
            people[agent.contract_id, self.groups.group_of[agent.agent_id]].append(agent)
        self.supply: dict[tuple[int, int], list[tuple[mathopt.Variable, float]]] = defaultdict(list)
        for (_, group), agents in people.items():
            days = [self._place(group, agents, day) for day in range(problem.days)]
            self._add_rests(agents, days)
            self._add_sums(agents, days)
        self._price()

    def _place(self, group: int, agents: list[Agent], day: int) -> Columns:
        """Duties of a day, each by at most as many as may work it, one for each agent."""
        allowed = [self.options.duties(agent.agent_id, day) for agent in agents]
        columns = {
            duty: self.model.add_variable(lb=0.0, ub=float(able))
            for duty, able in Counter(duty for duties in allowed for duty in duties).items()
        }
        for duty, column in columns.items():
            for slot in self.clock.slots(day, duty.start_min, duty.length_min, duty.away).tolist():
                self.supply[group, slot].append((column, 1.0))
        if columns:
            must = [a for a in agents if not self.options.may_be_off(a.agent_id, day)]
            worked = mathopt.fast_sum(columns.values())
            self.model.add_linear_constraint(worked <= float(sum(map(bool, allowed))))
            self.model.add_linear_constraint(worked >= float(len(must)))
        for template in self.problem.templates:
            mine = {
                d: c for d, c in columns.items() if d.template == template.code and d.breaks is None
            }
            for before, window in zip((None, *template.breaks), template.breaks, strict=False):
                self._add_break(group, day, mine, before, window)
        return columns

    def _add_break(
        self,
        group: int,
        day: int,
        columns: Columns,
        before: BreakWindow | None,
        window: BreakWindow,
    ) -> None:
        """A break spread over its windows at will: each shift's is one, in shares."""
        slot_min = self.problem.requirement.grid.slot_min
        spans = {duty: begins(window, duty.start_min, slot_min) for duty in columns}
        minutes = sorted({minute for span in spans.values() for minute in span})
        begun = {minute: self.model.add_variable(lb=0.0) for minute in minutes}
        for earlier, minute in pairwise(minutes):
            self.model.add_linear_constraint(begun[earlier] <= begun[minute])
        for minute in minutes:
            closed = [column for duty, column in columns.items() if spans[duty][-1] <= minute]
            opened = [column for duty, column in columns.items() if spans[duty][0] <= minute]
            self.model.add_linear_constraint(begun[minute] >= mathopt.fast_sum(closed))
            self.model.add_linear_constraint(begun[minute] <= mathopt.fast_sum(opened))
        for i, minute in enumerate(minutes):
            lost = slots_of_break(minute, window, slot_min, before)
            for slot in self.clock.slots(day, *lost).tolist():
                self.supply[group, slot].append((begun[minute], -1.0))
                if i:
                    self.supply[group, slot].append((begun[minutes[i - 1]], 1.0))

    def _add_rests(self, agents: list[Agent], days: list[Columns]) -> None:
        """Of duties of two days that nobody may work both, as many as there are agents."""
        for applied in self.options.rules:
            if not applied.setting.hard or not all(a.agent_id in applied.ids for a in agents):
                continue
            stated = applied.rule.tour(self.problem, agents[0])
            for step in (s for s in stated if isinstance(s, Step)):
                for day in (day for day in step.days if 0 < day < len(days)):
                    self._add_rest(step, days[day - 1], days[day], len(agents))

    def _add_rest(self, step: Step, one: Columns, two: Columns, agents: int) -> None:
        for before, after in cliques(amounts(step.amount, tuple(one), tuple(two)), 1):
            mine = [list(one.values())[i] for i in before]
            mine += [list(two.values())[j] for j in after]
            self.model.add_linear_constraint(mathopt.fast_sum(mine) <= float(agents))

    def _add_sums(self, agents: list[Agent], days: list[Columns]) -> None:
        """Hard totals and counts of days, summed over agents who share them."""
        rows: dict[Row, list[tuple[int, int]]] = defaultdict(list)
        for agent in agents:
            for row, limits in self._rows(agent, days).items():
                rows[row].append(limits)
        for row, found in rows.items():
            if len(found) < len(agents):
                continue
            sum_ = mathopt.fast_sum([days[day][duty] * float(add) for day, duty, add in row])
            least, most = sum(low for low, _ in found), sum(high for _, high in found)
            if least > 0:
                self.model.add_linear_constraint(sum_ >= float(least))
            if most < UNLIMITED:
                self.model.add_linear_constraint(sum_ <= float(most))

    def _rows(self, agent: Agent, days: list[Columns]) -> dict[Row, tuple[int, int]]:
        found: dict[Row, tuple[int, int]] = {}
        for applied in self.options.rules:
            if applied.setting.hard and agent.agent_id in applied.ids:
                for s in applied.rule.tour(self.problem, agent):
                    if isinstance(s, (Total, Hits)) and (row := _row(s, days)):
                        found.setdefault(row, (s.least, s.most))
        return found

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


def _row(statement: Total | Hits, days: list[Columns]) -> Row:
    """Coefficients by day and duty of a statement that is a plain sum over the horizon."""
    if isinstance(statement, Total):
        counted, add = statement.days, statement.add
    elif all(len(group) == 1 for group in statement.groups):
        counted = tuple(day for (day,) in statement.groups)
        add = lambda day, duty: int(statement.fits(duty))  # noqa: E731
    else:
        return ()
    if not counted or counted[0] < 0 or any(add(day, None) for day in counted):
        return ()
    cells = ((day, duty) for day in counted for duty in days[day])
    return tuple((day, duty, add(day, duty)) for day, duty in cells if add(day, duty))
