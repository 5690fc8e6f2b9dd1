"""What a finished roster pays along its tours: costs of shifts and days off, and of soft rules."""

import numpy as np
from numba import njit

from rostering.solver.tour.packed import NEVER, People, Rules


@njit(cache=True, nogil=True)
def tour_points(
    kinds: np.ndarray, starts: np.ndarray, people: People, rules: Rules, agent: int
) -> int:
    """Points of one tour [1/1024 point], or -1 where a hard rule forbids it."""
    rule = people.rule[agent]
    state = people.state[agent]
    total = 0
    release = people.free_from[agent]
    for day in range(kinds.shape[0]):
        kind = kinds[day]
        start = starts[day]
        if kind < 0:
            cost = people.off_cost[agent, day]
            release = 0
        else:
            if start < release:
                return -1
            cost = people.cost[agent, day, kind, start]
            release = start + rules.shift[rule, kind]
        arc = _arc(rules, rule, day, state, kind, start)
        if arc < 0 or cost >= -NEVER:
            return -1
        total += cost + rules.arc_cost[arc]
        state = rules.arc_to[arc]
    return total + rules.final_cost[rules.final_begin[rule] + state]


@njit(cache=True, nogil=True)
def _arc(rules: Rules, rule: int, day: int, state: int, kind: int, start: int) -> int:
    for arc in range(rules.arc_begin[rule, day], rules.arc_begin[rule, day + 1]):
        if rules.arc_from[arc] != state or rules.arc_kind[arc] != kind:
            continue
        if kind < 0 or rules.arc_first[arc] <= start < rules.arc_last[arc]:
            return arc
    return -1


@njit(cache=True, nogil=True)
def roster_points(kinds: np.ndarray, starts: np.ndarray, people: People, rules: Rules) -> int:
    """Points of all tours [1/1024 point], or -1 where any is forbidden."""
    total = 0
    for agent in range(kinds.shape[0]):
        points = tour_points(kinds[agent], starts[agent], people, rules, agent)
        if points < 0:
            return -1
        total += points
    return total
