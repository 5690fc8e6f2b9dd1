"""The linear programme over whole tours: one tour for each agent, heads against cover."""

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]

from tests.benchmarks.staff_rostering.partition.part import Part


@dataclass(frozen=True, eq=False)
class MasterSolution:
    """A solved master.

    Parameters
    ----------
    value
        Points, everything included.
    cell_price
        What one more head is worth, shape (days, shift types).
    agent_price
        Price of each agent's row, shape (agents,).
    weights
        Weight of each column, in the order in which they were added.
    """

    value: float
    cell_price: np.ndarray
    agent_price: np.ndarray
    weights: np.ndarray
    missing: np.ndarray
    idle: np.ndarray
    absent: float


class Master:
    """Linear programme over the tours found so far; keeps its basis between solves."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.rows: list[np.ndarray] = []
        self.owners: list[int] = []
        self._known: set[tuple[int, bytes]] = set()
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._closed = False
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        instance = part.instance
        self._need = instance.need - part.fixed_heads
        self._cells = [
            [self._solver.Constraint(float(value), float(value)) for value in row]
            for row in self._need
        ]
        self._agents = [self._solver.Constraint(1.0, 1.0) for _ in part.agents]
        self._columns: list[pywraplp.Variable] = []
        self._missing = self._slack(instance.under, 1.0, np.maximum(self._need, 0))
        most = len(part.agents) + np.maximum(-self._need, 0)
        self._idle = self._slack(instance.over, -1.0, most)
        # Dearer than any tour, so only used while none is known
        dearest = int(instance.under.max() + instance.over.max() + np.abs(instance.cost).max())
        self._absent = [self._column(1.0 + 2.0 * instance.days * dearest) for _ in part.agents]
        for row, variable in zip(self._agents, self._absent, strict=True):
            row.SetCoefficient(variable, 1.0)

    @property
    def need(self) -> np.ndarray:
        """Heads still wanted from this part, shape (days, shift types)."""
        return np.asarray(self._need)

    def add(self, place: int, row: np.ndarray) -> bool:
        """Add a tour of an agent (by place in the part); False if it is there already."""
        key = (place, row.tobytes())
        if key in self._known:
            return False
        self._known.add(key)
        agent = self.part.agents[place]
        variable = self._column(float(self.part.instance.tour_cost(agent, row)))
        self._agents[place].SetCoefficient(variable, 1.0)
        for day in np.nonzero(row >= 0)[0]:
            self._cells[day][row[day]].SetCoefficient(variable, 1.0)
        if not self.part.admits(place, row):
            variable.SetUb(0.0)
        self._columns.append(variable)
        self.rows.append(row)
        self.owners.append(place)
        return True

    def restrict(self, part: Part) -> None:
        """Close the tours that use choices no longer allowed, open the others."""
        self._closed = True
        changed = (part.allowed != self.part.allowed).any(axis=(1, 2))
        self.part = part
        for variable, row, place in zip(self._columns, self.rows, self.owners, strict=True):
            if changed[place]:
                variable.SetUb(self._solver.infinity() if part.admits(place, row) else 0.0)

    def solve(self, time_limit_s: float) -> MasterSolution | None:
        """Best solution of the known tours, None if not solved in time or interrupted."""
        self._solver.SetTimeLimit(max(1, int(time_limit_s * 1000)))
        # With preprocessing GLOP forgets its basis: ten times slower.
        # Closing columns leaves prices feasible, adding some leaves weights feasible
        way = "use_dual_simplex: true" if self._closed else "use_dual_simplex: false"
        self._solver.SetSolverSpecificParametersAsString(f"use_preprocessing: false {way}")
        self._closed = False
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return MasterSolution(
            value=self._objective.Value() + self.part.constant,
            cell_price=np.array([[row.dual_value() for row in rows] for rows in self._cells]),
            agent_price=np.array([row.dual_value() for row in self._agents]),
            weights=np.array([column.solution_value() for column in self._columns]),
            missing=_values(self._missing),
            idle=_values(self._idle),
            absent=sum(variable.solution_value() for variable in self._absent),
        )

    def interrupt(self) -> None:
        """End a solve that runs in another thread; it answers None."""
        self._solver.InterruptSolve()

    def shares(self, solution: MasterSolution) -> np.ndarray:
        """Share of each choice in a solution, shape (agents, days, shift types + 1)."""
        share = np.zeros(self.part.allowed.shape)
        days = np.arange(self.part.instance.days)
        for number in np.nonzero(solution.weights > 1e-9)[0]:
            share[self.owners[number], days, self.rows[number]] += solution.weights[number]
        return share

    def best_rosters(self, cell_price: np.ndarray, count: int) -> list[np.ndarray]:
        """The `count` cheapest known rows of each agent at some prices, as rosters."""
        instance = self.part.instance
        mine: list[list[tuple[float, int]]] = [[] for _ in self.part.agents]
        for number, (row, place) in enumerate(zip(self.rows, self.owners, strict=True)):
            day = np.nonzero(row >= 0)[0]
            worth = float(cell_price[day, row[day]].sum())
            cost = instance.tour_cost(self.part.agents[place], row)
            mine[place].append((cost - worth, number))
        ranked = [sorted(rows)[:count] for rows in mine]
        deepest = max(len(rows) for rows in ranked)
        return [
            np.stack([self.rows[rows[min(rank, len(rows) - 1)][1]] for rows in ranked])
            for rank in range(deepest)
        ]

    def _column(self, cost: float) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._objective.SetCoefficient(variable, cost)
        return variable

    def _slack(
        self, price: np.ndarray, sign: float, most: np.ndarray
    ) -> list[list[pywraplp.Variable]]:
        found = [[self._column(float(cost)) for cost in row] for row in price]
        for rows, variables, limits in zip(self._cells, found, most, strict=True):
            for row, variable, limit in zip(rows, variables, limits, strict=True):
                row.SetCoefficient(variable, sign)
                variable.SetUb(float(limit))
        return found


def _values(variables: list[list[pywraplp.Variable]]) -> np.ndarray:
    return np.array([[variable.solution_value() for variable in row] for row in variables])
