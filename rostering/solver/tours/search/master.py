"""The master of a column generation: weighted tours of every agent tied by cover and counters.

Heads of a master's state meet the heads wanted as in `bound.py`, but prices are tied to a centre:
they are the greatest of y * need - (y - centre)^2 / (2 * stiffness), slot by slot (a proximal, or
augmented, Lagrangian: Rockafellar 1976; Kiwiel, Rosa & Ruszczynski 1999). Prices are then
continuous in the heads, also where agents serve several queues, and the master's state is bettered
by moving weight from an agent's dearest tour to the cheapest (pairwise Frank-Wolfe, Lacoste-Julien
& Jaggi 2015): no linear programme is ever solved.
"""

from typing import Any

import numpy as np

from rostering.compiled import INT, array, called_with, compiled, compiled_in_place
from rostering.solver.tours.packed import FLOOR, NO_MOST, PEOPLE, SHAPES, Floor, People, Shapes
from rostering.solver.tours.paths.kernel import mark, running_sums
from rostering.solver.tours.search.master_state import (
    LEAST_WEIGHT,
    MASTER_STATE,
    STIFFNESS,
    MasterState,
    Stiffness,
)

_STEP = 1.5  # of the step that the stiffness alone would allow; limits make slots softer than that


@compiled_in_place
def _slot_price(master: MasterState, floor: Floor, slot: int, stiffness: float) -> None:
    """Prices of a slot's queues: greatest level first, on the set of queues that reaches it.

    Separable concave terms less the Lovasz extension of a coverage function: Fujishige (1980).
    Of sets that reach the same limit the one furthest above it counts.
    """
    every, idle = master.meeting.shape[1] - 1, -np.float64(floor.surplus[slot])
    tied, meeting = master.tied[slot], master.meeting[slot]
    done = 0
    while done != every:
        rest = every & ~done
        level, most, at = -1e30, 0.0, rest
        some = rest
        while some > 0:
            total = tied[some] - stiffness * (meeting[done | some] - meeting[done])
            reached = min(total / master.size[some], master.limit[some])
            if reached >= level:
                above = total - master.size[some] * reached
                if reached > level or above > most:
                    level, most, at = reached, above, some
            some = (some - 1) & rest
        if level <= idle:
            level, at = idle, rest
        for k in range(floor.heads.shape[0]):
            if (at >> k) & 1:
                master.price[k, slot] = level
        done |= at
    _slot_worth(master, floor, slot)
    if floor.penalty.shape[0]:
        _with_presences(master, floor, slot, stiffness)


@compiled_in_place
def _with_presences(master: MasterState, floor: Floor, slot: int, stiffness: float) -> None:
    """Prices of presences; apart, since most centres have none and the rest is run most of all."""
    for row in range(floor.penalty.shape[0]):
        _presence_price(master, floor, row, slot, stiffness)
        for group in range(master.worth.shape[0]):
            if floor.member[group, row]:
                master.worth[group, slot] += master.price[floor.heads.shape[0] + row, slot]


@compiled_in_place
def _presence_price(
    master: MasterState, floor: Floor, row: int, slot: int, stiffness: float
) -> None:
    """Price of a presence: above zero at its least heads, below at its most, else none."""
    there = 0.0
    for group in range(master.heads.shape[0]):
        if floor.member[group, row]:
            there += master.heads[group, slot]
    at, penalty = floor.heads.shape[0] + row, np.float64(floor.penalty[row])
    missing = master.price_centre[at, slot] + stiffness * (floor.least[row, slot] - there)
    excess = master.price_centre[at, slot] + stiffness * (floor.most[row, slot] - there)
    price = 0.0
    if floor.least[row, slot] > 0 and missing > 0:
        price = min(missing, penalty)
    elif floor.most[row, slot] < NO_MOST and excess < 0:
        price = max(excess, -penalty)
    master.price[at, slot] = price


@compiled_in_place
def _slot_worth(master: MasterState, floor: Floor, slot: int) -> None:
    idle = -np.float64(floor.surplus[slot])
    for group in range(master.worth.shape[0]):
        best = idle
        for k in range(floor.heads.shape[0]):
            if (floor.mask[group] >> k) & 1:
                best = max(best, master.price[k, slot])
        master.worth[group, slot] = best


@compiled_in_place
def _multiplier_price(master: MasterState, agent: int, end_counter: int, stiffness: float) -> None:
    """A counter's multiplier: greatest of z * units - points' conjugate - (z - centre)^2 / .."""
    units, centre = master.mean[agent, end_counter], master.multiplier_centre[agent, end_counter]
    n = 0
    while True:
        multiplier = centre + stiffness * (units - n)
        up = master.rises[agent, end_counter, n] if n < master.rises.shape[2] else 1e30
        if multiplier <= up:
            break
        multiplier = up
        if centre + stiffness * (units - n - 1) <= up:
            break
        n += 1
    master.multiplier[agent, end_counter] = min(
        max(multiplier, master.low[agent, end_counter]), master.high[agent, end_counter]
    )


@called_with(MASTER_STATE, FLOOR, STIFFNESS)
@compiled_in_place
def reprice(master: MasterState, floor: Floor, stiffness: Stiffness) -> None:
    """All prices and multipliers anew."""
    for slot in range(master.price.shape[1]):
        for some in range(1, master.tied.shape[1]):
            tied = stiffness.head * master.wanted[slot, some]
            for k in range(floor.heads.shape[0]):
                if (some >> k) & 1:
                    tied += master.price_centre[k, slot]
            master.tied[slot, some] = tied
        _slot_price(master, floor, slot, stiffness.head)
    for agent in range(master.mean.shape[0]):
        for end_counter in range(master.mean.shape[1]):
            _multiplier_price(master, agent, end_counter, stiffness.unit[end_counter])


@called_with(MASTER_STATE, SHAPES, PEOPLE, FLOOR)
@compiled
def recount(master: MasterState, shapes: Shapes, people: People, floor: Floor) -> None:
    """Heads and units of the master's state from its weights."""
    master.heads[:] = floor.fixed
    master.mean[:] = 0.0
    for agent in range(master.known.shape[0]):
        row = master.heads[people.group[agent]]
        for c in range(master.known[agent]):
            weight = master.weight[agent, c]
            if weight > 0:
                tour = (
                    master.shift_types[agent, c],
                    master.starts[agent, c],
                    master.chosen[agent, c],
                )
                mark(shapes, tour[0], tour[1], tour[2], weight, row)
                master.mean[agent] += weight * master.units[agent, c]
    master.meeting[:] = 0.0
    for group in range(master.heads.shape[0]):
        for some in range(1, master.meeting.shape[1]):
            if floor.mask[group] & some:
                master.meeting[:, some] += master.heads[group]


@compiled_in_place
def tour_price(
    master: MasterState,
    shapes: Shapes,
    agent: int,
    c: int,
    sums: np.ndarray,
    lost: np.ndarray,
) -> Any:
    """Cost of a tour less what its heads are worth, counters at their multipliers [points].

    `sums` are running ones of what heads are worth, `lost` of what a break loses.
    """
    total = master.cost[agent, c]
    for r in range(master.multiplier.shape[1]):
        total += master.multiplier[agent, r] * master.units[agent, c, r]
    for day in range(master.shift_types.shape[2]):
        shift_type = master.shift_types[agent, c, day]
        if shift_type < 0:
            continue
        first = shapes.first_slot[day, master.starts[agent, c, day]]
        total -= sums[first + shapes.slots[shift_type]] - sums[first]
        base = shapes.shift_type_break[shift_type]
        for rest in range(base, shapes.shift_type_break[shift_type + 1]):
            v = shapes.break_variant[rest] + master.chosen[agent, c, day, rest - base]
            for gap in range(shapes.variant_gap[v], shapes.variant_gap[v + 1]):
                at = first + shapes.gap_offset[gap]
                total += lost[at + shapes.gap_slots[gap]] - lost[at]
    return total


@called_with(MASTER_STATE, array(INT), SHAPES, PEOPLE, FLOOR, STIFFNESS)
@compiled
def trade(
    master: MasterState,
    order: np.ndarray,
    shapes: Shapes,
    people: People,
    floor: Floor,
    stiffness: Stiffness,
) -> None:
    """Move weight of each agent of `order` from the dearest tour in use to the cheapest known."""
    slots = master.price.shape[1]
    sums = np.zeros(len(shapes.slot_at))
    lost = sums.copy() if shapes.resting else sums
    change = np.zeros(slots)
    for agent in order:
        group = people.group[agent]
        running_sums(master.worth[group], shapes, sums, lost)
        low, high, to, out = 1e30, -1e30, -1, -1
        for c in range(master.known[agent]):
            price = tour_price(master, shapes, agent, c, sums, lost)
            if price < low:
                low, to = price, c
            if master.weight[agent, c] > LEAST_WEIGHT and price > high:
                high, out = price, c
        if high - low < 1e-6:
            continue
        change[:] = 0.0
        for c, by in ((to, 1.0), (out, -1.0)):
            tour = master.shift_types[agent, c], master.starts[agent, c], master.chosen[agent, c]
            mark(shapes, tour[0], tour[1], tour[2], by, change)
        units = master.units[agent, to] - master.units[agent, out]
        curve = stiffness.head * (change * change).sum() + (stiffness.unit * units * units).sum()
        moved = master.weight[agent, out]
        if curve > 0:
            moved = min(moved, _STEP * (high - low) / curve)
        master.weight[agent, to] += moved
        master.weight[agent, out] -= moved
        master.mean[agent] += moved * units
        _add_heads(master, floor, group, change, moved, stiffness.head)
        for r in range(len(units)):
            _multiplier_price(master, agent, r, stiffness.unit[r])


@compiled_in_place
def _add_heads(
    master: MasterState, floor: Floor, group: int, change: np.ndarray, by: float, stiffness: float
) -> None:
    for slot in range(len(change)):
        if change[slot] != 0.0:
            heads = by * change[slot]
            master.heads[group, slot] += heads
            for some in range(1, master.meeting.shape[1]):
                if floor.mask[group] & some:
                    master.meeting[slot, some] += heads
            _slot_price(master, floor, slot, stiffness)
