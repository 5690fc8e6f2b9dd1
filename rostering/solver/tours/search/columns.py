"""Tours for the master: those that its prices ask for, and which of them to keep."""

from typing import Any

import numpy as np

from rostering.compiled import INT, INT32, array, called_with, compiled, compiled_in_place
from rostering.solver.tours.end_counter import tour_units
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import PEOPLE, RULES, SHAPES, People, Rules, Shapes
from rostering.solver.tours.paths.kernel import choose_breaks, prefix
from rostering.solver.tours.search.master import tour_price
from rostering.solver.tours.search.master_state import LEAST_WEIGHT, MIX, Mix


@called_with(MIX, array(INT), *[array(INT32, 2)] * 3, SHAPES, PEOPLE, RULES, INT)
@compiled
def add_tours(
    mix: Mix,
    members: np.ndarray,
    kinds: np.ndarray,
    starts: np.ndarray,
    worth: np.ndarray,
    shapes: Shapes,
    people: People,
    rules: Rules,
    extended: int,
) -> int:
    """Add a tour for each member where it is new; returns how many were.

    Parameters
    ----------
    kinds, starts
        Tours of everybody, shape (agents, days).
    worth
        What heads were worth to them, for their breaks [1/1024 point], shape (groups, slots).

    Notes
    -----
    An agent whose room is full loses the dearest tour without weight.
    """
    groups, days = worth.shape[0], kinds.shape[1]
    whole = np.zeros((groups, extended + 1), dtype=np.int32)
    sums = np.zeros((groups, extended + 1))
    for group in range(groups):
        prefix(worth[group], shapes, whole[group])
        sums[group] = whole[group] / np.float64(SCALE)
    chosen = np.zeros((days, mix.chosen.shape[3]), dtype=np.int32)
    units = np.zeros(mix.mean.shape[1], dtype=np.int64)
    added = 0
    for agent in members:
        group = people.group[agent]
        chosen[:] = 0
        choose_breaks(whole[group], shapes, kinds[agent], starts[agent], chosen)
        if _known(mix, agent, kinds[agent], starts[agent], chosen):
            continue
        c = _room(mix, shapes, agent, sums[group])
        if c < 0:
            continue
        points = tour_units(rules, people, agent, kinds[agent], starts[agent], units)
        for day in range(days):
            if kinds[agent, day] < 0:
                points += people.off_cost[agent, day]
            else:
                points += people.cost[agent, day, kinds[agent, day], starts[agent, day]]
        mix.kinds[agent, c] = kinds[agent]
        mix.starts[agent, c] = starts[agent]
        mix.chosen[agent, c] = chosen
        mix.cost[agent, c] = points / np.float64(SCALE)
        mix.units[agent, c] = units
        mix.weight[agent, c] = 0.0
        added += 1
    return added


@compiled
def _known(mix: Mix, agent: int, kinds: np.ndarray, starts: np.ndarray, chosen: np.ndarray) -> bool:
    for c in range(mix.known[agent]):
        if (mix.kinds[agent, c] != kinds).any():
            continue
        same = True
        for day in range(len(kinds)):
            if kinds[day] >= 0 and (
                mix.starts[agent, c, day] != starts[day]
                or (mix.chosen[agent, c, day] != chosen[day]).any()
            ):
                same = False
                break
        if same:
            return True
    return False


@compiled_in_place
def _room(mix: Mix, shapes: Shapes, agent: int, sums: np.ndarray) -> Any:
    """A place for one more tour, or -1 if every tour has weight."""
    if mix.known[agent] < mix.weight.shape[1]:
        mix.known[agent] += 1
        return mix.known[agent] - 1
    worst, place = -1e30, -1
    for c in range(mix.known[agent]):
        if mix.weight[agent, c] <= LEAST_WEIGHT:
            price = tour_price(mix, shapes, agent, c, sums)
            if price > worst:
                worst, place = price, c
    return place


@called_with(MIX, PEOPLE, array(INT))
@compiled_in_place
def pay_in_full(mix: Mix, people: People, members: np.ndarray) -> None:
    """Charge every tour its tallies' exact points, less those of no units, instead of units.

    A mean of many and few units is cheap where points bend; a tour that is held pays its own.
    """
    last = people.tally_points.shape[2] - 1
    for agent in members:
        for c in range(mix.known[agent]):
            for r in range(mix.units.shape[2]):
                points = people.tally_points[agent, r]
                mix.cost[agent, c] += points[min(mix.units[agent, c, r], last)] - points[0]
                mix.units[agent, c, r] = 0
