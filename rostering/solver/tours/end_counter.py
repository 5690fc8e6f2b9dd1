"""Numbers priced per agent at the end: exact points of a tour, multipliers in the search.

For any multiplier m, points(n) >= m * n + min over k of (points(k) - m * k): charging each unit m
and adding that constant never overstates what a tour pays, so multipliers are prices of the bound
too.
"""

from typing import Any

import numpy as np

from rostering.compiled import INT, INT32, array, called_with, compiled_in_place
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import PEOPLE, People, Rules, Shapes


@compiled_in_place
def arc_of(rules: Rules, rule: int, day: int, state: int, shift_type: int, start: int) -> int:
    """Arc that leaves a state with a shift (shift type -1: a day off), or -1."""
    for arc in range(rules.arc_begin[rule, day], rules.arc_begin[rule, day + 1]):
        if rules.arc_from[arc] != state or rules.arc_shift_type[arc] != shift_type:
            continue
        if shift_type < 0 or rules.arc_first[arc] <= start < rules.arc_last[arc]:
            return arc
    return -1


@compiled_in_place
def multiplier_costs(
    rules: Rules,
    people: People,
    agent: int,
    multiplier: np.ndarray,
    arc_cost: np.ndarray,
    off_cost: np.ndarray,
) -> None:
    """Costs of an agent's arcs and days off with every unit charged at its multiplier."""
    rule = people.rule[agent]
    days = off_cost.shape[0]
    end_counters = rules.arc_units.shape[1]
    for arc in range(rules.arc_begin[rule, 0], rules.arc_begin[rule, days]):
        cost = rules.arc_cost[arc]
        for r in range(end_counters):
            cost = np.int32(cost + multiplier[r] * rules.arc_units[arc, r])
        arc_cost[arc] = cost
    for day in range(days):
        off_cost[day] = people.off_cost[agent, day]
        if people.off_units.shape[0]:
            off_cost[day] += np.int32(multiplier[end_counters] * people.off_units[agent, day])


@compiled_in_place
def multiplier_cells(
    people: People, agent: int, multiplier: int, shapes: Shapes, value: np.ndarray, out: np.ndarray
) -> None:
    """Values of shifts less their own units at a multiplier."""
    days, shift_types, _ = value.shape
    units = people.cell_units[agent]
    for day in range(days):
        for shift_type in range(shift_types):
            for start in range(shapes.low[shift_type], shapes.high[shift_type]):
                out[day, shift_type, start] = np.int32(
                    value[day, shift_type, start] - multiplier * units[day, shift_type, start]
                )


@compiled_in_place
def tour_units(
    rules: Rules,
    people: People,
    agent: int,
    shift_types: np.ndarray,
    starts: np.ndarray,
    units: np.ndarray,
) -> Any:
    """Write each counter's final number; returns what the tour's arcs cost [1/1024 point]."""
    rule = people.rule[agent]
    state = people.state[agent]
    end_counters = rules.arc_units.shape[1]
    units[:] = 0
    total = 0
    for day in range(shift_types.shape[0]):
        arc = arc_of(rules, rule, day, state, shift_types[day], starts[day])
        if arc < 0:
            return -1
        total += rules.arc_cost[arc]
        for r in range(end_counters):
            units[r] += rules.arc_units[arc, r]
        if people.cell_units.shape[0]:
            if shift_types[day] < 0:
                units[end_counters] += people.off_units[agent, day]
            else:
                units[end_counters] += people.cell_units[agent, day, shift_types[day], starts[day]]
        state = rules.arc_to[arc]
    return total + rules.final_cost[rules.final_begin[rule] + state]


@compiled_in_place
def units_points(people: People, agent: int, units: np.ndarray) -> int:
    """Points of the final numbers [1/1024 point]."""
    total = 0
    for r in range(units.shape[0]):
        last = people.end_counter_points.shape[2] - 1
        total += people.end_counter_points[agent, r, min(units[r], last)]
    return total * SCALE


@called_with(PEOPLE, array(INT), array(INT32, 2), array(INT), array(INT, 2))
@compiled_in_place
def least_rests(
    people: People, members: np.ndarray, multipliers: np.ndarray, most: np.ndarray, at: np.ndarray
) -> int:
    """Sum over agents and counters of min over n of points(n) - multiplier * n; writes the n.

    Numbers run to `most[r]`, the most units any tour can reach.
    """
    total = 0
    last = people.end_counter_points.shape[2] - 1
    for agent in members:
        for r in range(multipliers.shape[1]):
            best = 1 << 60
            for n in range(most[r] + 1):
                points = people.end_counter_points[agent, r, min(n, last)] * SCALE
                if points - multipliers[agent, r] * n < best:
                    best = points - multipliers[agent, r] * n
                    at[agent, r] = n
            total += best
    return total
