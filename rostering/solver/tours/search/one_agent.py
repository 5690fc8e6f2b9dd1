"""Annealed passes: take one agent out, price each slot at what a head is worth there now, put the
agent back on the exact best tour for those prices plus noise that falls to zero.

Noise is drawn per shift from a Gumbel distribution, so tours are picked roughly as simulated
annealing would (perturb-and-MAP, Papandreou & Yuille 2011), each time by an exact search.
"""

from typing import Any

import numpy as np

from rostering.compiled import INT, INT32, REAL, array, called_with, compiled, compiled_in_place
from rostering.solver.tours.bound.floor import worth_at
from rostering.solver.tours.end_counter import (
    multiplier_cells,
    multiplier_costs,
    tour_units,
    units_points,
)
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import (
    FLOOR,
    NEVER,
    PEOPLE,
    RULES,
    SHAPES,
    Floor,
    People,
    Rules,
    Shapes,
)
from rostering.solver.tours.paths.kernel import (
    ON,
    best_tour,
    choose_breaks,
    fill_values,
    mark,
    prefix,
)

_NEVER = np.int32(NEVER)


@called_with(INT)
@compiled
def seed_noise(seed: int) -> None:
    """Seed the random numbers of the calling thread."""
    np.random.seed(seed)  # noqa: NPY002  (numba knows only this generator)


@compiled_in_place
def _noisy(value: np.ndarray, cost: np.ndarray, shapes: Shapes, heat: float) -> None:
    """Subtract an agent's costs and add Gumbel noise of scale `heat` [1/1024 point]."""
    days, shift_types, _ = value.shape
    for day in range(days):
        for shift_type in range(shift_types):
            for start in range(shapes.low[shift_type], shapes.high[shift_type]):
                value[day, shift_type, start] -= cost[day, shift_type, start]
                if heat > 0 and value[day, shift_type, start] > _NEVER // 2:
                    draw = -np.log(-np.log(np.random.random() + 1e-12) + 1e-12)  # noqa: NPY002
                    value[day, shift_type, start] += np.int32(heat * draw)


@compiled_in_place
def _choose_multipliers(
    rules: Rules,
    people: People,
    agent: int,
    shift_types: np.ndarray,
    starts: np.ndarray,
    known: np.ndarray,
    pull: float,
    units: np.ndarray,
    multiplier: np.ndarray,
) -> None:
    """Each counter's multiplier: the bound's, or what one unit more (or less) costs the agent."""
    if multiplier.shape[0] == 0:
        return
    tour_units(rules, people, agent, shift_types, starts, units)
    last = people.end_counter_points.shape[2] - 1
    for r in range(multiplier.shape[0]):
        draw = np.random.random()  # noqa: NPY002
        points = people.end_counter_points[agent, r]
        n = units[r] if draw < 0.5 else max(units[r] - 1, 0)
        rise = points[min(n + 1, last)] - points[min(n, last)]
        multiplier[r] = known[r] if np.random.random() < pull else np.int32(rise * SCALE)  # noqa: NPY002


@compiled_in_place
def _true_value(
    value: np.ndarray,
    rules: Rules,
    people: People,
    agent: int,
    shift_types: np.ndarray,
    starts: np.ndarray,
    units: np.ndarray,
) -> Any:
    """Value of a tour with its end-of-tour counters paid in full."""
    total = -tour_units(rules, people, agent, shift_types, starts, units)
    total -= units_points(people, agent, units)
    for day in range(shift_types.shape[0]):
        if shift_types[day] < 0:
            total -= people.off_cost[agent, day]
        else:
            total += value[day, shift_types[day], starts[day]]
    return total


@called_with(
    array(INT),
    REAL,
    REAL,
    array(INT32, 2),
    array(INT32, 2),
    SHAPES,
    RULES,
    PEOPLE,
    FLOOR,
    INT,
    array(INT32, 2),
    array(INT32, 2),
    array(INT32, 3),
    *[array(INT32, 2)] * 3,
)
@compiled
def reoptimise(
    order: np.ndarray,
    heat: float,
    pull: float,
    worth: np.ndarray,
    multipliers: np.ndarray,
    shapes: Shapes,
    rules: Rules,
    people: People,
    floor: Floor,
    states: int,
    shift_types: np.ndarray,
    starts: np.ndarray,
    chosen: np.ndarray,
    heads: np.ndarray,
    more: np.ndarray,
    less: np.ndarray,
) -> None:
    """Re-optimise the agents of `order`, one after the other, in place.

    Parameters
    ----------
    heat
        Scale of the noise [1/1024 point].
    pull
        Share of the worth of a head taken from the bound's prices instead of the floor now, and
        chance that an end-of-tour counter's multiplier is [-].
    """
    _, days, shifts, begins = people.cost.shape
    breaks = chosen.shape[2]
    slots = heads.shape[1]
    sums = np.zeros(len(shapes.slot_at), dtype=np.int32)
    lost = sums.copy() if shapes.resting else sums
    price = np.empty(slots, dtype=np.int32)
    here = np.zeros(slots, dtype=np.int32)
    value = np.full((days, shifts, begins), _NEVER, dtype=np.int32)
    profile = np.empty((days + 1, states, begins + 1), dtype=np.int32)
    new_shift_types = np.empty(days, dtype=np.int32)
    new_starts = np.empty(days, dtype=np.int32)
    new_chosen = np.zeros((days, breaks), dtype=np.int32)
    slack = np.empty(1 << floor.heads.shape[0], dtype=np.int64)
    end_counters = multipliers.shape[1]
    arc_cost = np.empty_like(rules.arc_cost)  # filled for one agent after the other
    off_cost = np.empty(days, dtype=np.int32)
    steered = value.copy()
    multiplier = np.zeros(end_counters, dtype=np.int32)
    units = np.zeros(end_counters, dtype=np.int64)
    for agent in order:
        group = people.group[agent]
        here[:] = 0
        mark(shapes, shift_types[agent], starts[agent], chosen[agent], ON, here)
        for slot in range(slots):
            now = less[group, slot] if here[slot] > 0 else more[group, slot]
            price[slot] = np.int32(now * SCALE * (1 - pull) + worth[group, slot] * pull)
        prefix(price, shapes, sums, lost)
        fill_values(sums, lost, shapes, value)
        _noisy(value, people.cost[agent], shapes, heat)
        _choose_multipliers(
            rules,
            people,
            agent,
            shift_types[agent],
            starts[agent],
            multipliers[agent],
            pull,
            units,
            multiplier,
        )
        multiplier_costs(rules, people, agent, multiplier, arc_cost, off_cost)
        if people.cell_units.shape[0]:
            multiplier_cells(people, agent, multiplier[end_counters - 1], shapes, value, steered)
        best = best_tour(
            steered if people.cell_units.shape[0] else value,
            off_cost,
            arc_cost,
            rules,
            people.rule[agent],
            people.state[agent],
            people.free_from[agent],
            profile,
            new_shift_types,
            new_starts,
        )
        if best <= _NEVER // 2:
            continue
        if end_counters > 0:
            new = _true_value(value, rules, people, agent, new_shift_types, new_starts, units)
            old = _true_value(value, rules, people, agent, shift_types[agent], starts[agent], units)
            if new < old:
                continue
        choose_breaks(lost, shapes, new_shift_types, new_starts, new_chosen)
        for slot in range(slots):
            here[slot] = -here[slot]
        mark(shapes, new_shift_types, new_starts, new_chosen, ON, here)
        for slot in range(slots):
            if here[slot] != 0:
                heads[group, slot] += here[slot]
                worth_at(heads, floor, slot, slack, more, less)
        shift_types[agent] = new_shift_types
        starts[agent] = new_starts
        chosen[agent] = new_chosen
