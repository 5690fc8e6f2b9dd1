"""Numbers priced per agent at the end: exact points of a tour, slopes in the search.

For any slope m, points(n) >= m * n + min over k of (points(k) - m * k): charging each unit m and
adding that constant never overstates what a tour pays, so slopes are prices of the bound too.
"""

from typing import Any

import numpy as np

from rostering.compiled import INT, INT32, array, called_with, compiled_in_place
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import PEOPLE, People, Rules, Shapes


@compiled_in_place
def arc_of(rules: Rules, rule: int, day: int, state: int, kind: int, start: int) -> int:
    """Arc that leaves a state with a shift (kind -1: a day off), or -1."""
    for arc in range(rules.arc_begin[rule, day], rules.arc_begin[rule, day + 1]):
        if rules.arc_from[arc] != state or rules.arc_kind[arc] != kind:
            continue
        if kind < 0 or rules.arc_first[arc] <= start < rules.arc_last[arc]:
            return arc
    return -1


@compiled_in_place
def slope_costs(
    rules: Rules,
    people: People,
    agent: int,
    slope: np.ndarray,
    arc_cost: np.ndarray,
    off_cost: np.ndarray,
) -> None:
    """Costs of an agent's arcs and days off with each tally's units charged at its slope."""
    rule = people.rule[agent]
    days = off_cost.shape[0]
    tallies = rules.arc_units.shape[1]
    for arc in range(rules.arc_begin[rule, 0], rules.arc_begin[rule, days]):
        cost = rules.arc_cost[arc]
        for r in range(tallies):
            cost = np.int32(cost + slope[r] * rules.arc_units[arc, r])
        arc_cost[arc] = cost
    for day in range(days):
        off_cost[day] = people.off_cost[agent, day]
        if people.off_units.shape[0]:
            off_cost[day] += np.int32(slope[tallies] * people.off_units[agent, day])


@compiled_in_place
def slope_cells(
    people: People, agent: int, slope: int, shapes: Shapes, value: np.ndarray, out: np.ndarray
) -> None:
    """Values of shifts less their own units at a slope."""
    days, kinds, _ = value.shape
    units = people.cell_units[agent]
    for day in range(days):
        for kind in range(kinds):
            for start in range(shapes.low[kind], shapes.high[kind]):
                out[day, kind, start] = np.int32(
                    value[day, kind, start] - slope * units[day, kind, start]
                )


@compiled_in_place
def tour_units(
    rules: Rules,
    people: People,
    agent: int,
    kinds: np.ndarray,
    starts: np.ndarray,
    units: np.ndarray,
) -> Any:
    """Write the final number of each tally; returns what the tour's arcs cost [1/1024 point]."""
    rule = people.rule[agent]
    state = people.state[agent]
    tallies = rules.arc_units.shape[1]
    units[:] = 0
    total = 0
    for day in range(kinds.shape[0]):
        arc = arc_of(rules, rule, day, state, kinds[day], starts[day])
        if arc < 0:
            return -1
        total += rules.arc_cost[arc]
        for r in range(tallies):
            units[r] += rules.arc_units[arc, r]
        if people.cell_units.shape[0]:
            if kinds[day] < 0:
                units[tallies] += people.off_units[agent, day]
            else:
                units[tallies] += people.cell_units[agent, day, kinds[day], starts[day]]
        state = rules.arc_to[arc]
    return total + rules.final_cost[rules.final_begin[rule] + state]


@compiled_in_place
def units_points(people: People, agent: int, units: np.ndarray) -> int:
    """Points of the final numbers [1/1024 point]."""
    total = 0
    for r in range(units.shape[0]):
        last = people.tally_points.shape[2] - 1
        total += people.tally_points[agent, r, min(units[r], last)]
    return total * SCALE


@called_with(PEOPLE, array(INT), array(INT32, 2), array(INT), array(INT, 2))
@compiled_in_place
def least_rests(
    people: People, members: np.ndarray, slopes: np.ndarray, most: np.ndarray, at: np.ndarray
) -> int:
    """Sum over agents and tallies of min over n of points(n) - slope * n; writes the n.

    Numbers run to `most[r]`, the most units any tour can reach.
    """
    total = 0
    last = people.tally_points.shape[2] - 1
    for agent in members:
        for r in range(slopes.shape[1]):
            best = 1 << 60
            for n in range(most[r] + 1):
                points = people.tally_points[agent, r, min(n, last)] * SCALE
                if points - slopes[agent, r] * n < best:
                    best = points - slopes[agent, r] * n
                    at[agent, r] = n
            total += best
    return total
