"""The typical week that a menu is chosen for."""

import numpy as np

from data.model.problem import RosterProblem
from rostering.solver.menu_week import WEEK, TypicalWeek


def typical_week(problem: RosterProblem) -> TypicalWeek:
    """Mean heads by weekday and slot, and who is there to meet them."""
    grid = problem.requirement.grid
    per_day = grid.slots_per_day
    place = grid.weekday * per_day + grid.slot_of_day
    total = problem.requirement.heads.sum(axis=0).astype(np.float64)
    sums = np.bincount(place, weights=total, minlength=WEEK * per_day)
    counts = np.bincount(place, minlength=WEEK * per_day)
    heads = sums / np.maximum(1, counts)
    weight = problem.requirement.heads.sum(axis=1)
    prices = np.array(
        [problem.cover_prices.of(q) for q in problem.requirement.queue_ids], dtype=float
    )
    price = float(prices @ weight / weight.sum()) if weight.sum() else float(prices.max())
    people = _people(problem)
    agreed = {
        c.contract_id: (c.weekly_min_min, c.weekly_max_min)
        for c in problem.contracts
        if c.contract_id in people
    }
    return TypicalWeek(heads, price, float(problem.cover_prices.surplus), people, agreed)


def _people(problem: RosterProblem) -> dict[str, float]:
    """Agents of each contract there on an average day [-]."""
    people: dict[str, float] = {}
    for agent in problem.agents:
        away = problem.leave_days.get(agent.agent_id, frozenset())
        there = 1 - sum(0 <= day < problem.days for day in away) / problem.days
        people[agent.contract_id] = people.get(agent.contract_id, 0.0) + there
    return people
