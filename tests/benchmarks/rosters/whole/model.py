"""The whole instance as one plain CP-SAT model: to compare, and to check the bound on small ones.

Every rule is posted in its own plain form (sums and windows), not through the automaton.
"""

import threading
import time
from collections.abc import Callable

import numpy as np
from ortools.sat.python import cp_model

from data.model.errors import InvalidValue
from rostering.solver.cpsat.solving import new_solver, stopping
from rostering.solver.tours.engine import TourResult
from rostering.solver.tours.instance import TourInstance
from rostering.solver.tours.resource import TourResource
from rostering.solver.tours.search.shared import Heard
from tests.benchmarks.rosters.centre_rules import Recovery, Run, Spans, Total
from tests.benchmarks.rosters.whole.cells import Linear, WholeCells


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
            _POSTS[type(resource)](whole, agent, resource)
    whole.model.minimize(cp_model.LinearExpr.sum(whole.cost))
    return whole


def _post_total(whole: WholeCells, agent: int, rule: Total) -> None:
    days = range(rule.first, rule.last + 1)
    value = whole.units(agent, rule.table, days)
    whole.outside(value, rule.limits, int(rule.table.max()) * len(days))


def _post_run(whole: WholeCells, agent: int, rule: Run) -> None:
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


def _post_spans(whole: WholeCells, agent: int, rule: Spans) -> None:
    whole.outside(whole.touched(agent, rule.table, rule.spans), rule.limits, len(rule.spans))


def _post_recovery(whole: WholeCells, agent: int, rule: Recovery) -> None:
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


_POSTS: dict[type[TourResource], Callable[[WholeCells, int, TourResource], None]] = {
    Total: _post_total,  # type: ignore[dict-item]
    Run: _post_run,  # type: ignore[dict-item]
    Spans: _post_spans,  # type: ignore[dict-item]
    Recovery: _post_recovery,  # type: ignore[dict-item]
}
