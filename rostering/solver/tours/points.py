"""What a finished roster pays along its tours: costs of shifts and days off, and of soft rules."""

from typing import Any

import numpy as np

from rostering.compiled import INT, INT32, array, called_with, compiled
from rostering.solver.tours.end_counter import tour_units, units_points
from rostering.solver.tours.packed import NEVER, PEOPLE, RULES, People, Rules


@called_with(array(INT32), array(INT32), PEOPLE, RULES, INT, array(INT))
@compiled
def points_along(
    shift_types: np.ndarray,
    starts: np.ndarray,
    people: People,
    rules: Rules,
    agent: int,
    units: np.ndarray,
) -> Any:
    """Points of one tour but for its end-of-tour counters [1/1024 point]; writes their units.

    -1 where a hard rule forbids it.
    """
    rule = people.rule[agent]
    total = 0
    release = people.free_from[agent]
    for day in range(shift_types.shape[0]):
        shift_type = shift_types[day]
        start = starts[day]
        if shift_type < 0:
            cost = people.off_cost[agent, day]
            release = 0
        else:
            if start < release:
                return -1
            cost = people.cost[agent, day, shift_type, start]
            release = start + rules.shift[rule, shift_type]
        if cost >= -NEVER:
            return -1
        total += cost
    along = tour_units(rules, people, agent, shift_types, starts, units)
    if along < 0 or along >= -NEVER:  # the days after a window cannot go on from there
        return -1
    return total + along


@called_with(array(INT32, 2), array(INT32, 2), PEOPLE, RULES, array(INT), array(INT, 2))
@compiled
def points_of_each(
    shift_types: np.ndarray,
    starts: np.ndarray,
    people: People,
    rules: Rules,
    points: np.ndarray,
    units: np.ndarray,
) -> None:
    """Write `points_along` and units of every tour: one call, for each gives the lock away."""
    for agent in range(shift_types.shape[0]):
        points[agent] = points_along(
            shift_types[agent], starts[agent], people, rules, agent, units[agent]
        )


@called_with(array(INT32), array(INT32), PEOPLE, RULES, INT)
@compiled
def tour_points(
    shift_types: np.ndarray, starts: np.ndarray, people: People, rules: Rules, agent: int
) -> Any:
    """Points of one tour [1/1024 point], or -1 where a hard rule forbids it."""
    units = np.zeros(people.end_counter_points.shape[1], dtype=np.int64)
    along = points_along(shift_types, starts, people, rules, agent, units)
    return along if along < 0 else along + units_points(people, agent, units)
