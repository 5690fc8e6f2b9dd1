"""A mixed-integer programme gathered row by row, and HiGHS's, GLOP's or CP-SAT's answer."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import NamedTuple, TypeVar

import numpy as np
from ortools.math_opt import model_pb2  # type: ignore[import-untyped]
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]

from rostering.solver.stopping import unless_stopped

Column = int


class Block(NamedTuple):
    """Coefficients of many rows: a weight at each (row, column), or one for all."""

    row: np.ndarray
    column: np.ndarray
    weight: float | np.ndarray = 1.0


Answer = TypeVar("Answer")


def answered(solve: Callable[[], Answer]) -> Answer | None:
    """What a solver of MathOpt answers; None where it lost its way in its own arithmetic.

    GLOP ends as ABNORMAL then, which MathOpt raises; OR-Tools 9.15 errs even in raising it.
    """
    try:
        return solve()
    except (AttributeError, RuntimeError):
        return None


WHOLE = 1 - 1e-6
"""A gap within which bills of whole points are the same."""


@dataclass(frozen=True)
class Solved:
    """Values of the columns (None where the time found none), their cost, and the least cost."""

    values: np.ndarray | None
    cost: float
    bound: float


@dataclass(eq=False)
class Program:
    """Columns with costs and rows with limits.

    Notes
    -----
    Written to MathOpt's message at once: a call for each of 200,000 coefficients takes seconds.
    """

    stop: threading.Event | None = None
    offset: float = 0.0
    cost: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def flag(self, cost: float = 0.0) -> Column:
        """A new choice, 0 or 1."""
        return self.number(1, cost, whole=True)

    def number(self, most: float, cost: float = 0.0, whole: bool = False) -> Column:
        """A new column from 0 to `most`."""
        self.cost.append(cost)
        self.most.append(most)
        self.whole.append(whole)
        return len(self.cost) - 1

    def numbers(self, most: np.ndarray, cost: np.ndarray, whole: bool = False) -> np.ndarray:
        """New columns from 0 to `most` each."""
        first = len(self.cost)
        self.cost += cost.tolist()
        self.most += most.tolist()
        self.whole += [whole] * len(cost)
        return np.arange(first, len(self.cost))

    def pay(self, columns: np.ndarray, cost: np.ndarray) -> None:
        """Columns that cost more."""
        for column, more in zip(columns.tolist(), cost.tolist(), strict=True):
            self.cost[column] += more

    def forbid(self, columns: np.ndarray) -> None:
        """Columns that stay 0."""
        for column in columns.tolist():
            self.most[column] = 0

    def hold_all(self, blocks: list[Block], least: np.ndarray, most: np.ndarray) -> None:
        """Many rows at once, each between its limits; row numbers of blocks count from these."""
        row = np.concatenate([block.row for block in blocks])
        column = np.concatenate([block.column for block in blocks])
        weight = np.concatenate([np.full(len(block.row), block.weight) for block in blocks])
        order = np.lexsort((column, row))
        self.rows += (row[order] + len(self.low)).tolist()
        self.columns += column[order].tolist()
        self.weights += weight[order].tolist()
        self.low += least.tolist()
        self.high += most.tolist()

    def hold(
        self,
        columns: list[Column],
        other: tuple[Column, float] | None = None,
        least: float = -np.inf,
        most: float = np.inf,
    ) -> None:
        """Least <= sum of the columns + the other with its weight <= most."""
        terms = [*((column, 1.0) for column in columns), *([other] if other else [])]
        self.weigh(terms, least, most)

    def balance(self, into: list[Column], out: list[Column], amount: float) -> None:
        """Sum of some columns less that of others is an amount."""
        terms = [*((column, 1.0) for column in into), *((column, -1.0) for column in out)]
        self.weigh(terms, amount, amount)

    def weigh(
        self, terms: list[tuple[Column, float]], least: float = -np.inf, most: float = np.inf
    ) -> None:
        """Least <= sum of columns by their weights <= most; a column may come more than once."""
        sums: dict[Column, float] = {}
        for column, weight in terms:
            sums[column] = sums.get(column, 0.0) + weight
        terms = sorted(one for one in sums.items() if one[1])
        self.rows += [len(self.low)] * len(terms)
        self.columns += [column for column, _ in terms]
        self.weights += [weight for _, weight in terms]
        self.low.append(least)
        self.high.append(most)

    def solve(self, time_s: float, seed: int = 0, *, relaxed: bool = False) -> Solved:
        """The cheapest values within a time or until a stop; relaxed, choices may be shares."""
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(0.1, time_s)),
            random_seed=seed,
            absolute_gap_tolerance=WHOLE,
            relative_gap_tolerance=0.0,
        )
        return self._answer(relaxed, mathopt.SolverType.HIGHS, parameters)

    def prove(self, time_s: float, start: np.ndarray) -> Solved:
        """The cheapest values of a small programme of whole columns, by CP-SAT, on one thread.

        Notes
        -----
        Of a day of 300 agents that leaves 20 of them free it proves the best in 0.3 to 1.5 s where
        HiGHS has found nothing after 3. A linear relaxation of all rows from the beginning halves
        its time; probing and symmetries lose what they take.
        """
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(0.1, time_s)), threads=1
        )
        parameters.cp_sat.linearization_level = 2
        parameters.cp_sat.cp_model_probing_level = 0
        parameters.cp_sat.symmetry_level = 0
        return self._answer(False, mathopt.SolverType.CP_SAT, parameters, start)

    def corner(self, time_s: float, towards: np.ndarray, by: float) -> Solved:
        """A corner of the relaxed programme, where few choices are shared, by GLOP.

        Parameters
        ----------
        towards, by
            Columns that count as so much cheaper, to choose between corners that cost the same.

        Notes
        -----
        For 13,000 columns and 285,000 coefficients GLOP's primal simplex takes 2 to 3 s, its dual
        16, HiGHS 4 to 7; HiGHS's interior point leaves half as many agents again undecided.
        """
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(0.1, time_s)),
            lp_algorithm=mathopt.LPAlgorithm.PRIMAL_SIMPLEX,
        )
        leaning = replace(self, cost=self.cost.copy())
        leaning.pay(towards, np.full(len(towards), -by))
        found = leaning._answer(True, mathopt.SolverType.GLOP, parameters)
        if found.values is None:
            return found
        return replace(found, cost=self.offset + float(found.values @ np.array(self.cost)))

    def _answer(
        self,
        relaxed: bool,
        solver: mathopt.SolverType,
        parameters: mathopt.SolveParameters,
        start: np.ndarray | None = None,
    ) -> Solved:
        model = mathopt.Model.from_model_proto(self._message(relaxed))
        columns = list(model.variables())
        hints = mathopt.ModelSolveParameters()
        if start is not None:
            values = dict(zip(columns, start.tolist(), strict=True))
            hints.solution_hints.append(mathopt.SolutionHint(variable_values=values))
        solve = partial(mathopt.solve, model, solver, params=parameters, model_params=hints)
        answer = unless_stopped(lambda: answered(solve), self.stop)
        if answer is None:
            return Solved(None, np.inf, -np.inf)
        bound = answer.best_objective_bound()
        if not answer.has_primal_feasible_solution():
            return Solved(None, np.inf, bound)
        return Solved(np.array(answer.variable_values(columns)), answer.objective_value(), bound)

    def _message(self, relaxed: bool) -> model_pb2.ModelProto:
        made = model_pb2.ModelProto()
        count = len(self.cost)
        made.variables.ids.extend(range(count))
        made.variables.lower_bounds.extend([0.0] * count)
        made.variables.upper_bounds.extend(self.most)
        made.variables.integers.extend([False] * count if relaxed else self.whole)
        priced = [column for column in range(count) if self.cost[column]]
        made.objective.offset = self.offset
        made.objective.linear_coefficients.ids.extend(priced)
        made.objective.linear_coefficients.values.extend(self.cost[column] for column in priced)
        made.linear_constraints.ids.extend(range(len(self.low)))
        made.linear_constraints.lower_bounds.extend(self.low)
        made.linear_constraints.upper_bounds.extend(self.high)
        made.linear_constraint_matrix.row_ids.extend(self.rows)
        made.linear_constraint_matrix.column_ids.extend(self.columns)
        made.linear_constraint_matrix.coefficients.extend(self.weights)
        return made
