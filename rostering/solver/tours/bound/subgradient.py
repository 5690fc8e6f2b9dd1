"""Prices by incremental subgradient steps: some agents priced anew, the others' last tours kept.

An incremental subgradient method with aggregated components (Nedic & Bertsekas 2001; Blatt, Hero &
Gauchman 2007): the need of a slot is the heads wanted less what everybody's last tour gives, so a
step costs a small part of an evaluation and old tours smooth the direction. Each price moves by its
mean need over the root mean square of its needs (Kingma & Ba 2015).
"""

from typing import Any, NamedTuple

import numpy as np

from rostering.compiled import (
    INT,
    INT32,
    REAL,
    array,
    called_with,
    compiled,
    compiled_in_place,
    table,
)
from rostering.solver.tours.bound.pricing import Pricer, group_worth
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.end_counter import multiplier_cells, multiplier_costs, tour_units
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import (
    FLOOR,
    NEVER,
    NO_MOST,
    PEOPLE,
    RULES,
    SHAPES,
    Floor,
    Packed,
    People,
    Rules,
    Shapes,
)
from rostering.solver.tours.paths.kernel import (
    OFF,
    ON,
    best_tour,
    choose_breaks,
    fill_values,
    less_cost,
    mark,
    prefix,
)

_NEVER = np.int32(NEVER)


class SubgradientState(NamedTuple):
    """What the method keeps from step to step; prices in points.

    Parameters
    ----------
    price, multipliers
        Of queues and slots, and of a unit of each agent's end-of-tour counters.
    low, high
        Limits of the multipliers, shape (agents, end counters).
    price_moment, price_square, multiplier_moment, multiplier_square
        Running means of the needs and of their squares.
    shift_types, starts, chosen
        Each agent's last tour.
    heads
        What those tours give, shape (groups, slots), history included.
    """

    price: np.ndarray
    multipliers: np.ndarray
    low: np.ndarray
    high: np.ndarray
    price_moment: np.ndarray
    price_square: np.ndarray
    multiplier_moment: np.ndarray
    multiplier_square: np.ndarray
    shift_types: np.ndarray
    starts: np.ndarray
    chosen: np.ndarray
    heads: np.ndarray


SUBGRADIENT_STATE = table(
    SubgradientState,
    *[array(REAL, 2)] * 8,
    *[array(INT32, 2)] * 2,
    array(INT32, 3),
    array(INT32, 2),
)
"""Type of the table, for the kernel that is called with it."""


@called_with(
    array(INT, 2),
    array(REAL),
    SUBGRADIENT_STATE,
    array(INT),
    SHAPES,
    RULES,
    PEOPLE,
    FLOOR,
    INT,
    INT,
)
@compiled
def subgradient_steps(
    order: np.ndarray,
    paces: np.ndarray,
    state: SubgradientState,
    most: np.ndarray,
    shapes: Shapes,
    rules: Rules,
    people: People,
    floor: Floor,
    extended: int,
    states: int,
) -> bool:
    """One step for each row of `order` (agents to price anew) at its pace [points].

    Returns False if an agent has no legal tour.
    """
    groups, slots = state.heads.shape
    prices = state.price.shape[0]
    days, shifts, begins = people.cost.shape[1:]
    end_counters = state.multipliers.shape[1]
    base = np.full((groups, days, shifts, begins), _NEVER, dtype=np.int32)
    value = np.full((days, shifts, begins), _NEVER, dtype=np.int32)
    sums = np.zeros((groups, extended + 1), dtype=np.int32)
    profile = np.empty((days + 1, states, begins + 1), dtype=np.int32)
    arc_cost = rules.arc_cost.copy()
    off_cost = np.empty(days, dtype=np.int32)
    worth = np.empty((groups, slots), dtype=np.int32)
    queue = np.empty((groups, slots), dtype=np.int32)
    whole = np.empty((prices, slots), dtype=np.int32)
    multiplier = np.empty(end_counters, dtype=np.int32)
    units = np.zeros(end_counters, dtype=np.int64)
    shift_types = np.empty(days, dtype=np.int32)
    starts = np.empty(days, dtype=np.int32)
    for step in range(order.shape[0]):
        for k in range(prices):
            for slot in range(slots):
                whole[k, slot] = np.int32(np.rint(state.price[k, slot] * SCALE))
        group_worth(whole, floor, worth, queue)
        for group in range(groups):
            prefix(worth[group], shapes, sums[group])
            fill_values(sums[group], shapes, base[group])
        for agent in order[step]:
            group = people.group[agent]
            less_cost(base[group], people.cost[agent], shapes, value)
            for r in range(end_counters):
                multiplier[r] = np.int32(np.rint(state.multipliers[agent, r] * SCALE))
            if people.cell_units.shape[0]:
                multiplier_cells(people, agent, multiplier[end_counters - 1], shapes, value, value)
            multiplier_costs(rules, people, agent, multiplier, arc_cost, off_cost)
            best = best_tour(
                value,
                off_cost,
                arc_cost,
                rules,
                people.rule[agent],
                people.state[agent],
                people.free_from[agent],
                profile,
                shift_types,
                starts,
            )
            if best <= _NEVER // 2:
                return False
            mark(
                shapes,
                state.shift_types[agent],
                state.starts[agent],
                state.chosen[agent],
                OFF,
                state.heads[group],
            )
            state.shift_types[agent] = shift_types
            state.starts[agent] = starts
            choose_breaks(sums[group], shapes, shift_types, starts, state.chosen[agent])
            mark(shapes, shift_types, starts, state.chosen[agent], ON, state.heads[group])
            if end_counters:
                tour_units(rules, people, agent, shift_types, starts, units)
                _move_multipliers(agent, units, most, people, paces[step], state)
        _move_prices(queue, floor, paces[step], state)
    return True


@compiled_in_place
def _move_prices(queue: np.ndarray, floor: Floor, pace: float, state: SubgradientState) -> None:
    queues = floor.heads.shape[0]
    for slot in range(queue.shape[1]):
        for k in range(queues):
            need = np.float64(floor.heads[k, slot])
            for group in range(queue.shape[0]):
                if queue[group, slot] == k:
                    need -= state.heads[group, slot]
            moved = _moved(k, slot, need, pace, state)
            state.price[k, slot] = min(max(moved, -np.float64(floor.surplus)), floor.price[k])
        for row in range(floor.penalty.shape[0]):
            there = 0.0
            for group in range(queue.shape[0]):
                if (floor.member[group] >> row) & 1:
                    there += state.heads[group, slot]
            low = -floor.penalty[row] if floor.most[row, slot] < NO_MOST else 0
            high = floor.penalty[row] if floor.least[row, slot] > 0 else 0
            at = state.price[queues + row, slot]
            missing, excess = floor.least[row, slot] - there, floor.most[row, slot] - there
            inside = max(missing, 0.0) + min(excess, 0.0)
            need = missing if at > 0 else excess if at < 0 else inside
            state.price[queues + row, slot] = min(
                max(_moved(queues + row, slot, need, pace, state), low), high
            )


@compiled_in_place
def _moved(row: int, slot: int, need: float, pace: float, state: SubgradientState) -> Any:
    """Where a price goes by what is missing."""
    moment = 0.9 * state.price_moment[row, slot] + 0.1 * need
    square = 0.99 * state.price_square[row, slot] + 0.01 * need * need
    state.price_moment[row, slot] = moment
    state.price_square[row, slot] = square
    return state.price[row, slot] + pace * moment / (np.sqrt(square) + 1e-3)


@compiled_in_place
def _move_multipliers(
    agent: int,
    units: np.ndarray,
    most: np.ndarray,
    people: People,
    pace: float,
    state: SubgradientState,
) -> None:
    last = people.end_counter_points.shape[2] - 1
    for r in range(units.shape[0]):
        multiplier = state.multipliers[agent, r]
        least = 1e30
        chosen = 0
        for n in range(most[r] + 1):
            rest = people.end_counter_points[agent, r, min(n, last)] - multiplier * n
            if rest < least:
                least = rest
                chosen = n
        need = np.float64(units[r] - chosen)
        moment = 0.9 * state.multiplier_moment[agent, r] + 0.1 * need
        square = 0.99 * state.multiplier_square[agent, r] + 0.01 * need * need
        state.multiplier_moment[agent, r] = moment
        state.multiplier_square[agent, r] = square
        moved = multiplier + pace * moment / (np.sqrt(square) + 1e-3)
        state.multipliers[agent, r] = min(max(moved, state.low[agent, r]), state.high[agent, r])


class Subgradient:
    """Subgradient steps of prices; `run` goes on where the last call ended.

    Parameters
    ----------
    start
        Prices and multipliers to begin with [points]; limits of the multipliers come with them.
    """

    def __init__(self, packed: Packed, pricer: Pricer, start: BoundSearch) -> None:
        self.packed, self.pricer = packed, pricer
        agents, days = packed.people.cost.shape[:2]
        shape, size = start.shape, start.size
        centre = start.spread()
        limits = [part[size:].reshape(agents, -1).copy() for part in (start.low, start.high)]
        multipliers = centre[size:].reshape(agents, -1).copy()
        nowhere = np.full((agents, days), -1, dtype=np.int32)
        self.state = SubgradientState(
            price=centre[:size].reshape(shape).copy(),
            multipliers=multipliers,
            low=limits[0],
            high=limits[1],
            price_moment=np.zeros(shape),
            price_square=np.zeros(shape),
            multiplier_moment=np.zeros(multipliers.shape),
            multiplier_square=np.zeros(multipliers.shape),
            shift_types=nowhere,
            starts=nowhere.copy(),
            chosen=np.zeros((agents, days, packed.breaks), dtype=np.int32),
            heads=packed.floor.fixed.copy(),
        )
        self._step(np.arange(agents)[None, :], np.zeros(1))

    def run(self, paces: np.ndarray, rng: np.random.Generator) -> None:
        """A step for each pace [points], half of the agents at a time, in random order."""
        if not len(paces):
            return
        agents = len(self.state.shift_types)
        half = -(-agents // 2)
        rounds = [rng.permutation(agents) for _ in range(-(-len(paces) // 2))]
        order = np.array([part for row in rounds for part in (row[:half], row[-half:])])
        self._step(order[: len(paces)], paces)

    def _step(self, order: np.ndarray, paces: np.ndarray) -> None:
        packed = self.packed
        legal = subgradient_steps(
            order,
            paces,
            self.state,
            self.pricer.most,
            packed.shapes,
            packed.rules,
            packed.people,
            packed.floor,
            self.pricer.extended,
            packed.most_states,
        )
        if not legal:
            raise AssertionError("an agent who had a tour has none any more")


def cooling_paces(steps: int, first: float, last: float) -> np.ndarray:
    """Paces that fall by the same share each step [points]."""
    return np.asarray(first * (last / first) ** (np.arange(steps) / max(steps, 1)))
