"""The whole instance as one plain CP-SAT model: to compare, and to check the bound on small ones.

Every rule is posted in its own plain form (sums and windows), not through the automaton.
"""

import threading
import time

import numpy as np
from ortools.sat.python import cp_model

from data.model.errors import InvalidValue
from rostering.solver.cpsat.solving import new_solver, stopping
from rostering.solver.tours.engine import TourResult
from rostering.solver.tours.instance import TourInstance
from rostering.solver.tours.search.shared import Heard
from tests.benchmarks.rosters.whole.cells import WholeCells
from tests.benchmarks.rosters.whole.rules import post_rule


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
    whole = _whole(instance)
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


def _whole(instance: TourInstance) -> WholeCells:
    whole = WholeCells(instance)
    for agent, number in enumerate(instance.rule_of.tolist()):
        for resource in instance.rules[number].resources:
            post_rule(whole, agent, resource)
    whole.model.minimize(cp_model.LinearExpr.sum(whole.cost))
    return whole
