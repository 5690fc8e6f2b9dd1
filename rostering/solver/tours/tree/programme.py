"""The linear programme over whole tours: one tour for each agent, heads against cover."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]

from data.model.grid import IntArray
from rostering.solver.stopping import WATCH
from rostering.solver.tours.instance import SCALE, beyond
from rostering.solver.tours.packed import NO_MOST, Packed
from rostering.solver.tours.search.annealing import Tours, along, heads_of_each
from rostering.solver.tours.search.master_state import hull_rises
from rostering.solver.tours.tree.cells import choices_of

WHOLE, _LEAST = 1e-6, 1e-7


@dataclass(frozen=True, eq=False)
class Solution:
    """A solved programme.

    Parameters
    ----------
    value
        Points, everything included.
    price
        What one more head is worth [points], rows as in `Packed.price_limits`, shape (rows, slots).
    worth
        What a head of each skill group is worth [points], shape (groups, slots).
    multipliers
        What a unit of each agent's end-of-tour counters costs [points], (agents, end counters).
    agent_price
        Price of each agent's row [points].
    absent
        Agents without a tour, and units beyond hard limits counted at the end [-].
    weights
        Of each column, in the order in which they were added; empty before `weighed`.
    """

    value: float
    price: np.ndarray
    worth: np.ndarray
    multipliers: np.ndarray
    agent_price: np.ndarray
    absent: float
    weights: np.ndarray = field(default_factory=lambda: np.zeros(0))


class Programme:
    """Linear programme over the tours found so far; keeps its basis between solves.

    Parameters
    ----------
    allowed
        Choices left; columns with others are closed.
    """

    def __init__(self, packed: Packed, allowed: np.ndarray) -> None:
        self.packed, self.allowed = packed, allowed
        self.choices: list[IntArray] = []
        self.owners: list[int] = []
        self.tours: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._known: set[tuple[int, bytes]] = set()
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self._closed = False
        self._columns: list[pywraplp.Variable] = []
        agents = packed.size
        self._agents = [self._solver.Constraint(1.0, 1.0) for _ in range(agents)]
        self._cover()
        self._absent: list[pywraplp.Variable] = []
        self._count()
        floor, people = packed.floor, packed.people
        dearest = float(floor.price.max() + floor.surplus.max() + floor.penalty.sum())
        dearest *= float(packed.shapes.slots.max(initial=1))
        costs = np.abs(people.cost[allowed[..., :-1].reshape(people.cost.shape)])
        dearest += float(costs.max(initial=0)) / SCALE
        for row in self._agents:
            self._absent.append(self._column(1.0 + 4.0 * packed.instance.days * dearest))
            row.SetCoefficient(self._absent[-1], 1.0)

    def add(self, tours: Tours, solution: Solution | None = None) -> int:
        """Add everybody's tours, or those that better a solution; returns how many were new."""
        packed = self.packed
        people, choices = packed.people, choices_of(packed, tours)
        heads = heads_of_each(packed, tours)
        points, units = along(packed, tours)
        better = points >= 0
        if solution is not None:
            worth = (solution.worth[people.group] * heads).sum(axis=1) + solution.agent_price
            worth -= (solution.multipliers * units).sum(axis=1)
            better &= points / SCALE - worth <= -_LEAST
        added = 0
        for agent in np.flatnonzero(better).tolist():
            key = (agent, heads[agent].tobytes() + choices[agent].tobytes())
            if key in self._known:
                continue
            self._known.add(key)
            self._add(agent, points[agent] / SCALE, heads[agent], units[agent])
            tour = tours.shift_types[agent], tours.starts[agent], tours.chosen[agent]
            self.tours.append((tour[0].copy(), tour[1].copy(), tour[2].copy()))
            self.choices.append(choices[agent])
            self.owners.append(agent)
            if not self._admits(len(self.owners) - 1):
                self._columns[-1].SetUb(0.0)
            added += 1
        return added

    def restrict(self, allowed: np.ndarray) -> None:
        """Close the tours with choices no longer allowed, open the others."""
        changed = (allowed != self.allowed).any(axis=(1, 2))
        self.allowed, self._closed = allowed, True
        for number, owner in enumerate(self.owners):
            if changed[owner]:
                most = self._solver.infinity() if self._admits(number) else 0.0
                self._columns[number].SetUb(most)

    def solve(self, over: Callable[[], bool]) -> Solution | None:
        """Best weights of the known tours; None once `over` says so."""
        # With preprocessing GLOP forgets its basis: ten times slower. Closing columns leaves prices
        # feasible, adding some leaves weights feasible.
        dual = str(self._closed).lower()
        self._closed = False
        for anew in ("false", "true"):  # from a basis GLOP may end with nothing, seldom
            way = f"use_preprocessing: {anew} use_dual_simplex: {dual}"
            self._solver.SetSolverSpecificParametersAsString(way)
            with WATCH.ended_by(self._solver.InterruptSolve, over):
                status = self._solver.Solve()
            if status == pywraplp.Solver.OPTIMAL:
                break
            if over():
                return None
        else:
            return None
        price, floor = _duals(self._rows), self.packed.floor
        worth = _duals(self._groups)
        for at in range(len(floor.penalty)):
            worth += floor.member[:, at, None] * price[len(floor.heads) + at]
        return Solution(
            value=self._objective.Value(),
            price=price,
            worth=worth,
            multipliers=-_duals(self._units),
            agent_price=np.array([row.dual_value() for row in self._agents]),
            absent=sum(variable.solution_value() for variable in self._absent),
        )

    def weighed(self, solution: Solution) -> Solution:
        """The last solution with its weights: most rounds need prices alone."""
        weights = np.array([column.solution_value() for column in self._columns])
        return replace(solution, weights=weights)

    def shares(self, solution: Solution) -> np.ndarray:
        """Share of each choice in a solution, shape (agents, days, choices)."""
        share = np.zeros_like(self.allowed, dtype=np.float64)
        days = np.arange(self.allowed.shape[1])
        for number in np.flatnonzero(solution.weights > 1e-9):
            share[self.owners[number], days, self.choices[number]] += solution.weights[number]
        return share

    def whole(self, solution: Solution) -> Tours | None:
        """The roster, if every agent has one tour."""
        return self._chosen(np.flatnonzero(solution.weights > 1 - WHOLE))

    def nearest(self, solution: Solution) -> Tours | None:
        """The roster of the greatest weights, where all agents have only breaks open."""
        best: dict[int, int] = {}
        for number in np.argsort(solution.weights, kind="stable").tolist():
            if solution.weights[number] > WHOLE:
                best[self.owners[number]] = number
        return self._chosen(np.array(list(best.values()), dtype=np.int64))

    def _chosen(self, numbers: IntArray) -> Tours | None:
        owners = [self.owners[number] for number in numbers.tolist()]
        if len(owners) < len(self._agents):
            return None
        in_order = [self.tours[numbers[at]] for at in np.argsort(owners).tolist()]
        return Tours(*(np.stack(parts) for parts in zip(*in_order, strict=True)))

    def _admits(self, number: int) -> bool:
        days = np.arange(self.allowed.shape[1])
        return bool(self.allowed[self.owners[number], days, self.choices[number]].all())

    def _cover(self) -> None:
        """Rows of queues and of presences, and of each skill group that serves several queues.

        Such a group's heads flow to the queues that it serves, or are idle.
        """
        floor, surplus = self.packed.floor, float(self.packed.floor.surplus.max())
        resting = [None] * self.packed.shapes.resting
        there = slice(self.packed.shapes.horizon)
        served = [[k for k in range(len(floor.heads)) if mask >> k & 1] for mask in floor.mask]
        self._rows: list[list[Any]] = []
        for queue, price in enumerate(floor.price.tolist()):
            alone = [queues == [queue] for queues in served]
            wanted = floor.heads[queue] - floor.fixed[alone].sum(axis=0)
            rows = [self._row(n, n, price, surplus) for n in wanted[there].tolist()]
            self._rows.append([*rows, *resting])
        self._groups: list[list[Any]] = []
        for queues, fixed in zip(served, floor.fixed[:, there].tolist(), strict=True):
            if len(queues) == 1:
                self._groups.append(self._rows[queues[0]])
                continue
            rows = [self._row(-n, -n, None, surplus) for n in fixed]
            self._groups.append([*rows, *resting])
            for slot, row in enumerate(rows):
                for queue in queues:
                    flow = self._column(0.0)
                    row.SetCoefficient(flow, -1.0)
                    self._rows[queue][slot].SetCoefficient(flow, 1.0)
        for at, penalty in enumerate(floor.penalty.tolist()):
            always = floor.fixed[floor.member[:, at] > 0].sum(axis=0)
            self._rows.append([
                self._row(least - n, most - n, penalty, penalty)
                if least > 0 or most < NO_MOST else None
                for least, most, n in zip(floor.least[at], floor.most[at], always, strict=True)
            ])  # fmt: skip

    def _count(self) -> None:
        """A row for each end-of-tour counter that may cost anything: units, and what they cost.

        Of points that bend down their lower hull counts, so the programme proves what prices do.
        """
        counters = self.packed.instance.end_counters
        self._units: list[list[Any]] = [[None] * counters for _ in self._agents]
        if not counters:
            return
        points, most = self.packed.people.end_counter_points, self.packed.most_units
        rises, steep = hull_rises(points, most), beyond(self.packed.instance.days)
        always = float(points[:, :, 0].sum())
        for agent, counter in np.argwhere(np.any(np.isfinite(rises) & (rises != 0), axis=2)):
            slopes, units = np.unique(rises[agent, counter, : most[counter]], return_counts=True)
            falling = float(units[slopes < 0].sum())
            row = self._units[agent][counter] = self._solver.Constraint(falling, falling)
            for slope, several in zip(slopes.tolist(), units.tolist(), strict=True):
                unit = self._column(abs(slope))  # falling: a unit that is missing
                unit.SetUb(float(several))
                row.SetCoefficient(unit, 1.0 if slope < 0 else -1.0)
                always += min(0.0, slope * several)
                if abs(slope) >= steep:
                    self._absent.append(unit)
        self._objective.SetOffset(always)

    def _row(self, least: float, most: float, missing: float | None, beyond: float | None) -> Any:
        row = self._solver.Constraint(float(least), float(most))
        for sign, cost in ((1.0, missing), (-1.0, beyond)):
            if cost is not None:
                row.SetCoefficient(self._column(cost), sign)
        return row

    def _counting(self, agent: int) -> list[list[Any]]:
        """Rows by slot that count an agent's heads."""
        floor, group = self.packed.floor, int(self.packed.people.group[agent])
        presences = np.flatnonzero(floor.member[group]).tolist()
        return [self._groups[group], *(self._rows[len(floor.heads) + at] for at in presences)]

    def _add(self, agent: int, cost: float, heads: np.ndarray, units: np.ndarray) -> None:
        variable = self._column(cost)
        self._columns.append(variable)
        self._agents[agent].SetCoefficient(variable, 1.0)
        for rows in self._counting(agent):
            for slot in np.flatnonzero(heads).tolist():
                if row := rows[slot]:
                    row.SetCoefficient(variable, float(heads[slot]))
        for row, several in zip(self._units[agent], units.tolist(), strict=True):
            if row and several:
                row.SetCoefficient(variable, float(several))

    def _column(self, cost: float) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._objective.SetCoefficient(variable, cost)
        return variable


def _duals(rows: list[list[Any]]) -> np.ndarray:
    return np.array([[row.dual_value() if row else 0.0 for row in of] for of in rows])
