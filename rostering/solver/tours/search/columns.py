"""Tours for the master: those that its prices ask for, and which of them to keep."""

from typing import Any

import numpy as np

from rostering.compiled import INT, INT32, array, called_with, compiled, compiled_in_place
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import PEOPLE, RULES, SHAPES, People, Rules, Shapes
from rostering.solver.tours.paths.kernel import choose_breaks, prefix
from rostering.solver.tours.points import points_along
from rostering.solver.tours.search.master import tour_price
from rostering.solver.tours.search.master_state import LEAST_WEIGHT, MASTER_STATE, MasterState


@called_with(MASTER_STATE, array(INT), *[array(INT32, 2)] * 3, SHAPES, PEOPLE, RULES)
@compiled
def add_tours(
    master: MasterState,
    members: np.ndarray,
    shift_types: np.ndarray,
    starts: np.ndarray,
    worth: np.ndarray,
    shapes: Shapes,
    people: People,
    rules: Rules,
) -> int:
    """Add a tour for each member where it is new; returns how many were.

    Parameters
    ----------
    shift_types, starts
        Tours of everybody, shape (agents, days).
    worth
        What heads were worth to them, for their breaks [1/1024 point], shape (groups, slots).

    Notes
    -----
    An agent whose room is full loses the dearest tour without weight.
    """
    groups, days = worth.shape[0], shift_types.shape[1]
    whole = np.zeros((groups, len(shapes.slot_at)), dtype=np.int32)
    lost = np.zeros_like(whole)
    sums = np.zeros((2, groups, len(shapes.slot_at)))
    for group in range(groups):
        prefix(worth[group], shapes, whole[group], lost[group])
        sums[0, group] = whole[group] / np.float64(SCALE)
        sums[1, group] = lost[group] / np.float64(SCALE)
    chosen = np.zeros((days, master.chosen.shape[3]), dtype=np.int32)
    units = np.zeros(master.mean.shape[1], dtype=np.int64)
    added = 0
    for agent in members:
        group = people.group[agent]
        chosen[:] = 0
        choose_breaks(lost[group], shapes, shift_types[agent], starts[agent], chosen)
        if _known(master, agent, shift_types[agent], starts[agent], chosen):
            continue
        points = points_along(shift_types[agent], starts[agent], people, rules, agent, units)
        c = -1 if points < 0 else _room(master, shapes, agent, sums[0, group], sums[1, group])
        if c < 0:
            continue
        master.shift_types[agent, c] = shift_types[agent]
        master.starts[agent, c] = starts[agent]
        master.chosen[agent, c] = chosen
        master.cost[agent, c] = points / np.float64(SCALE)
        master.units[agent, c] = units
        master.weight[agent, c] = 0.0
        added += 1
    return added


@compiled
def _known(
    master: MasterState, agent: int, shift_types: np.ndarray, starts: np.ndarray, chosen: np.ndarray
) -> bool:
    for c in range(master.known[agent]):
        if (master.shift_types[agent, c] != shift_types).any():
            continue
        same = True
        for day in range(len(shift_types)):
            if shift_types[day] >= 0 and (
                master.starts[agent, c, day] != starts[day]
                or (master.chosen[agent, c, day] != chosen[day]).any()
            ):
                same = False
                break
        if same:
            return True
    return False


@compiled_in_place
def _room(
    master: MasterState, shapes: Shapes, agent: int, sums: np.ndarray, lost: np.ndarray
) -> Any:
    """A place for one more tour, or -1 if every tour has weight."""
    if master.known[agent] < master.weight.shape[1]:
        master.known[agent] += 1
        return master.known[agent] - 1
    worst, place = -1e30, -1
    for c in range(master.known[agent]):
        if master.weight[agent, c] <= LEAST_WEIGHT:
            price = tour_price(master, shapes, agent, c, sums, lost)
            if price > worst:
                worst, place = price, c
    return place


@called_with(MASTER_STATE, PEOPLE, array(INT))
@compiled_in_place
def pay_in_full(master: MasterState, people: People, members: np.ndarray) -> None:
    """Charge every tour its counters' exact points, less those of no units, instead of units.

    A mean of many and few units is cheap where points bend; a tour that is held pays its own.
    """
    last = people.end_counter_points.shape[2] - 1
    for agent in members:
        for c in range(master.known[agent]):
            for r in range(master.units.shape[2]):
                points = people.end_counter_points[agent, r]
                master.cost[agent, c] += points[min(master.units[agent, c, r], last)] - points[0]
                master.units[agent, c, r] = 0
