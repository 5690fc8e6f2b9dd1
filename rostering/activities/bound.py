"""A bound of rosters without activities carried over to rosters with them."""

from collections.abc import Sequence

from data.model.activity import ActivityOrder
from data.model.problem import RosterProblem
from rostering.activities.candidates import is_in_scope
from rostering.rules.rule_set import rule_set


def bound_with_activities(
    problem: RosterProblem, orders: Sequence[ActivityOrder], bound: float | None
) -> float | None:
    """Points that no roster with these activities can undercut, whatever its shifts.

    Parameters
    ----------
    bound
        The same for rosters without activities.

    Notes
    -----
    One agent less on the floor saves at most the surplus price in a slot, and an activity takes
    its agent from no more slots than its length needs. Where a rule caps the heads on the floor,
    leaving could save more, or make room for others: then nothing is claimed.
    """
    if bound is None or _caps_heads(problem):
        return None
    slot_min = problem.requirement.grid.slot_min
    slots = sum(
        -(-order.length_min // slot_min) * order.per_agent
        for order in orders
        for agent in problem.agents
        if is_in_scope(order, agent)
    )
    return max(0.0, bound - problem.cover_prices.surplus * slots)


def _caps_heads(problem: RosterProblem) -> bool:
    return any(
        (floor.most < len(floor.agents)).any()
        for applied in rule_set(problem)
        for floor in applied.rule.floor(problem, applied.agents)
    )
