"""The cheapest standby over equally likely needs: a stochastic programme in two stages, proven.

First stage: whole people of each kind from each hour on. Second stage, once a scenario is known:
who of them is called, and what lacks; callers who are not served try again in the next hour
(Birge & Louveaux 2011, Introduction to Stochastic Programming, sec. 3.1).
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]

from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.language import tr
from rostering.staffing.standby import StandbyBlock, StandbyKind, StandbyPlan, lacking

_LIMIT_S = 20.0
_MOST_SCENARIOS = 60
_GAP, _SLACK = 1e-3, 1e-6


def plan_standby(
    needs: FloatArray,
    kinds: Sequence[StandbyKind],
    shortfall: float,
    *,
    retry_share: float = 0.0,
    every_h: int = 1,
    limit_s: float = _LIMIT_S,
) -> StandbyPlan:
    """How many of each kind to put on standby from which hour on.

    Parameters
    ----------
    needs
        Agents that lack without standby in equally likely scenarios [agents], shape (scenarios,
        hours); of more than 60 every n-th by their sum is taken.
    shortfall
        Cost of an agent-hour that lacks.
    retry_share
        Share of what lacks in an hour that comes back in the next [-].
    every_h
        Standby begins every so many hours from the storm's begin on, or from the notice of its
        kind [h].

    Raises
    ------
    InvalidValue
        If there are no scenarios, or two kinds of one name.
    """
    needs = np.maximum(0.0, np.asarray(needs, dtype=np.float64))
    if needs.ndim != 2 or not needs.size:
        raise InvalidValue(tr("standby needs a range of needs, and costs that are not negative"))
    if len({kind.name for kind in kinds}) < len(kinds):
        raise InvalidValue(tr("two kinds of standby bear the same name"))
    needs = _fewer(needs)
    programme = _Programme(needs, kinds, shortfall, retry_share, every_h)
    answer = programme.solved(limit_s)
    never = float(
        shortfall * lacking(needs, np.zeros(needs.shape[1]), retry_share).sum(axis=1).mean()
    )
    return programme.plan(answer, never, _knew(needs, kinds, shortfall))


def _fewer(needs: FloatArray) -> FloatArray:
    """Scenarios spread evenly over the order of their sums."""
    if len(needs) <= _MOST_SCENARIOS:
        return needs
    order = np.argsort(needs.sum(axis=1), kind="stable")
    at = (np.arange(_MOST_SCENARIOS) + 0.5) * len(needs) / _MOST_SCENARIOS
    return np.asarray(needs[order[at.astype(np.int64)]])


def _knew(needs: FloatArray, kinds: Sequence[StandbyKind], shortfall: float) -> float:
    """Expected cost of one who had known: each hour's need by the cheapest that can be there."""
    hours = needs.shape[1]
    price = np.array([
        min([shortfall, *(k.hold + k.call for k in kinds if hour >= k.notice_h and k.most > 0)])
        for hour in range(hours)
    ])  # fmt: skip
    return float((needs * price).sum(axis=1).mean())


class _Programme:
    def __init__(
        self,
        needs: FloatArray,
        kinds: Sequence[StandbyKind],
        shortfall: float,
        retry_share: float,
        every_h: int,
    ) -> None:
        self.needs, self.kinds = needs, kinds
        self.model = mathopt.Model()
        scenarios, self.hours = needs.shape
        model, chance = self.model, 1.0 / scenarios
        self.held = {
            (row, start): model.add_integer_variable(lb=0, ub=kind.most)
            for row, kind in enumerate(kinds)
            for start in range(min(kind.notice_h, self.hours - 1), self.hours, every_h)
        }
        self.hold: Any = mathopt.fast_sum(
            kinds[row].hold * kinds[row].hours * held for (row, _), held in self.held.items()
        )
        for row, kind in enumerate(kinds):
            for hour in range(self.hours):
                model.add_linear_constraint(mathopt.fast_sum(self._on(row, hour)) <= kind.most)
        calls, lacks = [], []
        for scenario in range(scenarios):
            before: Any = 0.0
            for hour in range(self.hours):
                there = []
                for row, kind in enumerate(kinds):
                    if hour < kind.notice_h:
                        continue
                    called = model.add_variable(lb=0)
                    model.add_linear_constraint(called <= mathopt.fast_sum(self._on(row, hour)))
                    there.append(called)
                    calls.append(chance * kind.call * called)
                short = model.add_variable(lb=0)
                model.add_linear_constraint(
                    short + mathopt.fast_sum(there) - retry_share * before
                    >= float(needs[scenario, hour])
                )
                lacks.append(chance * shortfall * short)
                before = short
        self.call, self.lack = mathopt.fast_sum(calls), mathopt.fast_sum(lacks)
        model.minimize(self.hold + self.call + self.lack)

    def _on(self, row: int, hour: int) -> list[Any]:
        """People of a kind who are on standby in an hour."""
        first = max(0, hour - self.kinds[row].hours + 1)
        starts = range(first, hour + 1)
        return [self.held[row, start] for start in starts if (row, start) in self.held]

    def solved(self, limit_s: float) -> Any:
        limits = mathopt.SolveParameters(
            time_limit=timedelta(seconds=limit_s), threads=1, relative_gap_tolerance=_GAP
        )
        return mathopt.solve(self.model, mathopt.SolverType.GSCIP, params=limits)

    def plan(self, answer: Any, never: float, knew: float) -> StandbyPlan:
        bound = max(0.0, float(answer.termination.objective_bounds.dual_bound))
        if not answer.has_primal_feasible_solution():  # nobody on standby is always a plan
            return StandbyPlan(
                (), self.hours, never, 0.0, 0.0, never, min(bound, never), never, knew, False
            )
        values = answer.variable_values()
        blocks = [
            StandbyBlock(
                self.kinds[row].name, start, start + self.kinds[row].hours, round(values[held])
            )
            for (row, start), held in self.held.items()
            if round(values[held]) > 0
        ]
        hold, call, lack = (
            float(mathopt.evaluate_expression(part, values))
            for part in (self.hold, self.call, self.lack)
        )
        cost = hold + call + lack
        return StandbyPlan(
            tuple(sorted(blocks, key=lambda block: (block.start, block.kind))),
            self.hours,
            cost,
            hold,
            call,
            lack,
            min(bound, cost),
            never,
            knew,
            answer.termination.reason == mathopt.TerminationReason.OPTIMAL
            or cost <= bound + _SLACK * max(1.0, cost),
        )
