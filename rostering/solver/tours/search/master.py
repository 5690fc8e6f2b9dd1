"""The master of a column generation: every agent a mix of tours, cover and tallies in between.

Heads of a mix meet the heads wanted as in `bound.py`, but prices are tied to a centre: they are the
greatest of y * need - (y - centre)^2 / (2 * stiffness), slot by slot (a proximal, or augmented,
Lagrangian: Rockafellar 1976; Kiwiel, Rosa & Ruszczynski 1999). Prices are then continuous in the
heads, also where agents serve several queues, and the mix is bettered by moving weight from an
agent's dearest tour to the cheapest (pairwise Frank-Wolfe, Lacoste-Julien & Jaggi 2015): no linear
programme is ever solved.
"""

from typing import Any

import numpy as np

from rostering.compiled import INT, array, called_with, compiled, compiled_in_place
from rostering.solver.tours.packed import FLOOR, NO_MOST, PEOPLE, SHAPES, Floor, People, Shapes
from rostering.solver.tours.paths.kernel import mark
from rostering.solver.tours.search.master_state import LEAST_WEIGHT, MIX, STIFFNESS, Mix, Stiffness

_STEP = 1.5  # of the step that the stiffness alone would allow; limits make slots softer than that


@compiled_in_place
def _slot_price(mix: Mix, floor: Floor, slot: int, stiffness: float) -> None:
    """Prices of a slot's queues: greatest level first, on the set of queues that reaches it.

    Separable concave terms less the Lovasz extension of a coverage function: Fujishige (1980).
    Of sets that reach the same limit the one furthest above it counts.
    """
    every = mix.meeting.shape[1] - 1
    tied, meeting = mix.tied[slot], mix.meeting[slot]
    done = 0
    while done != every:
        rest = every & ~done
        level, most, at = -1e30, 0.0, rest
        some = rest
        while some > 0:
            total = tied[some] - stiffness * (meeting[done | some] - meeting[done])
            reached = min(total / mix.size[some], mix.limit[some])
            if reached >= level:
                above = total - mix.size[some] * reached
                if reached > level or above > most:
                    level, most, at = reached, above, some
            some = (some - 1) & rest
        if level <= -floor.surplus:
            level, at = -np.float64(floor.surplus), rest
        for k in range(floor.heads.shape[0]):
            if (at >> k) & 1:
                mix.price[k, slot] = level
        done |= at
    _slot_worth(mix, floor, slot)
    if floor.penalty.shape[0]:
        _with_presences(mix, floor, slot, stiffness)


@compiled_in_place
def _with_presences(mix: Mix, floor: Floor, slot: int, stiffness: float) -> None:
    """Prices of presences; apart, since most centres have none and the rest is run most of all."""
    for row in range(floor.penalty.shape[0]):
        _presence_price(mix, floor, row, slot, stiffness)
        for group in range(mix.worth.shape[0]):
            if (floor.member[group] >> row) & 1:
                mix.worth[group, slot] += mix.price[floor.heads.shape[0] + row, slot]


@compiled_in_place
def _presence_price(mix: Mix, floor: Floor, row: int, slot: int, stiffness: float) -> None:
    """Price of a presence: above zero at its least heads, below at its most, else none."""
    there = 0.0
    for group in range(mix.heads.shape[0]):
        if (floor.member[group] >> row) & 1:
            there += mix.heads[group, slot]
    at, penalty = floor.heads.shape[0] + row, np.float64(floor.penalty[row])
    missing = mix.price_centre[at, slot] + stiffness * (floor.least[row, slot] - there)
    excess = mix.price_centre[at, slot] + stiffness * (floor.most[row, slot] - there)
    price = 0.0
    if floor.least[row, slot] > 0 and missing > 0:
        price = min(missing, penalty)
    elif floor.most[row, slot] < NO_MOST and excess < 0:
        price = max(excess, -penalty)
    mix.price[at, slot] = price


@compiled_in_place
def _slot_worth(mix: Mix, floor: Floor, slot: int) -> None:
    for group in range(mix.worth.shape[0]):
        best = -np.float64(floor.surplus)
        for k in range(floor.heads.shape[0]):
            if (floor.mask[group] >> k) & 1:
                best = max(best, mix.price[k, slot])
        mix.worth[group, slot] = best


@compiled_in_place
def _slope_price(mix: Mix, agent: int, tally: int, stiffness: float) -> None:
    """Slope of a tally: the greatest of z * units - points' conjugate - (z - centre)^2 / ..."""
    units, centre = mix.mean[agent, tally], mix.slope_centre[agent, tally]
    n = 0
    while True:
        slope = centre + stiffness * (units - n)
        up = mix.rises[agent, tally, n] if n < mix.rises.shape[2] else 1e30
        if slope <= up:
            break
        slope = up
        if centre + stiffness * (units - n - 1) <= up:
            break
        n += 1
    mix.slope[agent, tally] = min(max(slope, mix.low[agent, tally]), mix.high[agent, tally])


@called_with(MIX, FLOOR, STIFFNESS)
@compiled_in_place
def reprice(mix: Mix, floor: Floor, stiffness: Stiffness) -> None:
    """All prices and slopes anew."""
    for slot in range(mix.price.shape[1]):
        for some in range(1, mix.tied.shape[1]):
            tied = stiffness.head * mix.wanted[slot, some]
            for k in range(floor.heads.shape[0]):
                if (some >> k) & 1:
                    tied += mix.price_centre[k, slot]
            mix.tied[slot, some] = tied
        _slot_price(mix, floor, slot, stiffness.head)
    for agent in range(mix.mean.shape[0]):
        for tally in range(mix.mean.shape[1]):
            _slope_price(mix, agent, tally, stiffness.unit[tally])


@called_with(MIX, SHAPES, PEOPLE, FLOOR)
@compiled
def recount(mix: Mix, shapes: Shapes, people: People, floor: Floor) -> None:
    """Heads and units of the mix from its weights."""
    mix.heads[:] = floor.fixed
    mix.mean[:] = 0.0
    for agent in range(mix.known.shape[0]):
        row = mix.heads[people.group[agent]]
        for c in range(mix.known[agent]):
            weight = mix.weight[agent, c]
            if weight > 0:
                tour = mix.kinds[agent, c], mix.starts[agent, c], mix.chosen[agent, c]
                mark(shapes, tour[0], tour[1], tour[2], weight, row)
                mix.mean[agent] += weight * mix.units[agent, c]
    mix.meeting[:] = 0.0
    for group in range(mix.heads.shape[0]):
        for some in range(1, mix.meeting.shape[1]):
            if floor.mask[group] & some:
                mix.meeting[:, some] += mix.heads[group]


@compiled_in_place
def running_worth(worth: np.ndarray, shapes: Shapes, out: np.ndarray) -> None:
    """Running sums of what heads are worth, continued beyond the horizon."""
    total = 0.0
    for slot in range(out.shape[0] - 1):
        out[slot] = total
        if slot < shapes.horizon:
            total += worth[slot]
        elif shapes.wrap:
            total += worth[slot - shapes.horizon]
    out[out.shape[0] - 1] = total


@compiled_in_place
def tour_price(mix: Mix, shapes: Shapes, agent: int, c: int, sums: np.ndarray) -> Any:
    """Cost of a tour less what its heads are worth, tallies at their slopes [points]."""
    total = mix.cost[agent, c]
    for r in range(mix.slope.shape[1]):
        total += mix.slope[agent, r] * mix.units[agent, c, r]
    for day in range(mix.kinds.shape[2]):
        kind = mix.kinds[agent, c, day]
        if kind < 0:
            continue
        first = shapes.first_slot[day, mix.starts[agent, c, day]]
        total -= sums[first + shapes.slots[kind]] - sums[first]
        base = shapes.kind_break[kind]
        for rest in range(base, shapes.kind_break[kind + 1]):
            v = shapes.break_variant[rest] + mix.chosen[agent, c, day, rest - base]
            for gap in range(shapes.variant_gap[v], shapes.variant_gap[v + 1]):
                at = first + shapes.gap_offset[gap]
                total += sums[at + shapes.gap_slots[gap]] - sums[at]
    return total


@called_with(MIX, array(INT), SHAPES, PEOPLE, FLOOR, STIFFNESS, INT)
@compiled
def trade(
    mix: Mix,
    order: np.ndarray,
    shapes: Shapes,
    people: People,
    floor: Floor,
    stiffness: Stiffness,
    extended: int,
) -> None:
    """Move weight of each agent of `order` from the dearest tour in use to the cheapest known."""
    slots = mix.price.shape[1]
    sums = np.zeros(extended + 1)
    change = np.zeros(slots)
    for agent in order:
        group = people.group[agent]
        running_worth(mix.worth[group], shapes, sums)
        low, high, to, out = 1e30, -1e30, -1, -1
        for c in range(mix.known[agent]):
            price = tour_price(mix, shapes, agent, c, sums)
            if price < low:
                low, to = price, c
            if mix.weight[agent, c] > LEAST_WEIGHT and price > high:
                high, out = price, c
        if high - low < 1e-6:
            continue
        change[:] = 0.0
        for c, by in ((to, 1.0), (out, -1.0)):
            tour = mix.kinds[agent, c], mix.starts[agent, c], mix.chosen[agent, c]
            mark(shapes, tour[0], tour[1], tour[2], by, change)
        units = mix.units[agent, to] - mix.units[agent, out]
        curve = stiffness.head * (change * change).sum() + (stiffness.unit * units * units).sum()
        moved = mix.weight[agent, out]
        if curve > 0:
            moved = min(moved, _STEP * (high - low) / curve)
        mix.weight[agent, to] += moved
        mix.weight[agent, out] -= moved
        mix.mean[agent] += moved * units
        _add_heads(mix, floor, group, change, moved, stiffness.head)
        for r in range(len(units)):
            _slope_price(mix, agent, r, stiffness.unit[r])


@compiled_in_place
def _add_heads(
    mix: Mix, floor: Floor, group: int, change: np.ndarray, by: float, stiffness: float
) -> None:
    for slot in range(len(change)):
        if change[slot] != 0.0:
            heads = by * change[slot]
            mix.heads[group, slot] += heads
            for some in range(1, mix.meeting.shape[1]):
                if floor.mask[group] & some:
                    mix.meeting[slot, some] += heads
            _slot_price(mix, floor, slot, stiffness)
