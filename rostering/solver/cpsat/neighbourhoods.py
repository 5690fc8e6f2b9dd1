"""Which cells to free next."""

from collections.abc import Callable

import numpy as np

from data.model.arrays import FloatArray
from data.model.problem import RosterProblem
from rostering.scorecard import Scorecard
from rostering.solver.cpsat.model import CellId

Neighbourhood = Callable[[RosterProblem, Scorecard, int, np.random.Generator], list[CellId]]
"""(problem, scorecard of the incumbent, cells wanted, rng) -> cells to free."""


def whole_tours(
    problem: RosterProblem, card: Scorecard, size: int, rng: np.random.Generator
) -> list[CellId]:
    """A few agents, every day."""
    count = max(1, round(size / problem.days))
    return _block(problem, _some_agents(problem, count, rng), range(problem.days))


def some_days(
    problem: RosterProblem, card: Scorecard, size: int, rng: np.random.Generator
) -> list[CellId]:
    """Everybody on a few neighbouring days, chosen by what they cost."""
    span = max(1, min(problem.days, round(size / len(problem.agents))))
    cost = np.convolve(day_cost(problem, card) + 1.0, np.ones(span), mode="valid")
    first = int(rng.choice(len(cost), p=cost / cost.sum()))
    count = min(len(problem.agents), max(1, size // span))
    return _block(problem, _some_agents(problem, count, rng), range(first, first + span))


def some_weeks(
    problem: RosterProblem, card: Scorecard, size: int, rng: np.random.Generator
) -> list[CellId]:
    """Some agents for one or two weeks."""
    span = min(problem.days, int(rng.choice((7, 14))))
    first = int(rng.integers(problem.days - span + 1))
    agents = _some_agents(problem, max(1, round(size / span)), rng)
    return _block(problem, agents, range(first, first + span))


def charged_agents(
    problem: RosterProblem, card: Scorecard, size: int, rng: np.random.Generator
) -> list[CellId]:
    """Agents whose rules cost most, with some who cost nothing, every day."""
    points = dict.fromkeys((agent.agent_id for agent in problem.agents), 0.2)
    for charge in card.charges:
        if charge.agent_id is not None:
            points[charge.agent_id] += charge.points
    weights = np.array(list(points.values()))
    count = min(len(weights), max(1, round(size / problem.days)))
    chosen = rng.choice(len(weights), count, replace=False, p=weights / weights.sum())
    return _block(problem, [problem.agents[i].agent_id for i in chosen], range(problem.days))


NEIGHBOURHOODS: dict[str, Neighbourhood] = {
    "whole tours": whole_tours,
    "some days": some_days,
    "some weeks": some_weeks,
    "charged agents": charged_agents,
}


def day_cost(problem: RosterProblem, card: Scorecard) -> FloatArray:
    """Missing and idle heads of each day [heads x slots], shape (days,)."""
    per_slot = card.cover.shortfall.sum(axis=0) + card.cover.surplus
    days = np.minimum(problem.requirement.grid.day_index, problem.days - 1)
    return np.bincount(days, weights=per_slot, minlength=problem.days).astype(np.float64)


def _some_agents(problem: RosterProblem, count: int, rng: np.random.Generator) -> list[str]:
    count = min(count, len(problem.agents))
    chosen = rng.choice(len(problem.agents), count, replace=False)
    return [problem.agents[i].agent_id for i in chosen]


def _block(problem: RosterProblem, agents: list[str], days: range) -> list[CellId]:
    return [(agent_id, day) for agent_id in agents for day in days]
