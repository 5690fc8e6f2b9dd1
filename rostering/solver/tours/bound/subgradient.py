"""Prices by a stream of agents: a step prices some agents anew and keeps the others' last tours.

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
from rostering.solver.tours.end_counter import slope_cells, slope_costs, tour_units
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


class Flow(NamedTuple):
    """What a stream keeps from step to step; prices in points.

    Parameters
    ----------
    price, slopes
        Of queues and slots, and of a unit of each agent's tallies.
    low, high
        Limits of the slopes, shape (agents, tallies).
    price_moment, price_square, slope_moment, slope_square
        Running means of the needs and of their squares.
    kinds, starts, chosen
        Each agent's last tour.
    heads
        What those tours give, shape (groups, slots), history included.
    """

    price: np.ndarray
    slopes: np.ndarray
    low: np.ndarray
    high: np.ndarray
    price_moment: np.ndarray
    price_square: np.ndarray
    slope_moment: np.ndarray
    slope_square: np.ndarray
    kinds: np.ndarray
    starts: np.ndarray
    chosen: np.ndarray
    heads: np.ndarray


FLOW = table(Flow, *[array(REAL, 2)] * 8, *[array(INT32, 2)] * 2, array(INT32, 3), array(INT32, 2))
"""Type of the table, for the kernel that is called with it."""


@called_with(array(INT, 2), array(REAL), FLOW, array(INT), SHAPES, RULES, PEOPLE, FLOOR, INT, INT)
@compiled
def flow_on(
    order: np.ndarray,
    paces: np.ndarray,
    flow: Flow,
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
    groups, slots = flow.heads.shape
    prices = flow.price.shape[0]
    days, shifts, begins = people.cost.shape[1:]
    tallies = flow.slopes.shape[1]
    base = np.full((groups, days, shifts, begins), _NEVER, dtype=np.int32)
    value = np.full((days, shifts, begins), _NEVER, dtype=np.int32)
    sums = np.zeros((groups, extended + 1), dtype=np.int32)
    profile = np.empty((days + 1, states, begins + 1), dtype=np.int32)
    arc_cost = rules.arc_cost.copy()
    off_cost = np.empty(days, dtype=np.int32)
    worth = np.empty((groups, slots), dtype=np.int32)
    queue = np.empty((groups, slots), dtype=np.int32)
    whole = np.empty((prices, slots), dtype=np.int32)
    slope = np.empty(tallies, dtype=np.int32)
    units = np.zeros(tallies, dtype=np.int64)
    kinds = np.empty(days, dtype=np.int32)
    starts = np.empty(days, dtype=np.int32)
    for step in range(order.shape[0]):
        for k in range(prices):
            for slot in range(slots):
                whole[k, slot] = np.int32(np.rint(flow.price[k, slot] * SCALE))
        group_worth(whole, floor, worth, queue)
        for group in range(groups):
            prefix(worth[group], shapes, sums[group])
            fill_values(sums[group], shapes, base[group])
        for agent in order[step]:
            group = people.group[agent]
            less_cost(base[group], people.cost[agent], shapes, value)
            for r in range(tallies):
                slope[r] = np.int32(np.rint(flow.slopes[agent, r] * SCALE))
            if people.cell_units.shape[0]:
                slope_cells(people, agent, slope[tallies - 1], shapes, value, value)
            slope_costs(rules, people, agent, slope, arc_cost, off_cost)
            best = best_tour(
                value,
                off_cost,
                arc_cost,
                rules,
                people.rule[agent],
                people.state[agent],
                people.free_from[agent],
                profile,
                kinds,
                starts,
            )
            if best <= _NEVER // 2:
                return False
            mark(
                shapes,
                flow.kinds[agent],
                flow.starts[agent],
                flow.chosen[agent],
                OFF,
                flow.heads[group],
            )
            flow.kinds[agent] = kinds
            flow.starts[agent] = starts
            choose_breaks(sums[group], shapes, kinds, starts, flow.chosen[agent])
            mark(shapes, kinds, starts, flow.chosen[agent], ON, flow.heads[group])
            if tallies:
                tour_units(rules, people, agent, kinds, starts, units)
                _move_slopes(agent, units, most, people, paces[step], flow)
        _move_prices(queue, floor, paces[step], flow)
    return True


@compiled_in_place
def _move_prices(queue: np.ndarray, floor: Floor, pace: float, flow: Flow) -> None:
    queues = floor.heads.shape[0]
    for slot in range(queue.shape[1]):
        for k in range(queues):
            need = np.float64(floor.heads[k, slot])
            for group in range(queue.shape[0]):
                if queue[group, slot] == k:
                    need -= flow.heads[group, slot]
            moved = _moved(k, slot, need, pace, flow)
            flow.price[k, slot] = min(max(moved, -np.float64(floor.surplus)), floor.price[k])
        for row in range(floor.penalty.shape[0]):
            there = 0.0
            for group in range(queue.shape[0]):
                if (floor.member[group] >> row) & 1:
                    there += flow.heads[group, slot]
            low = -floor.penalty[row] if floor.most[row, slot] < NO_MOST else 0
            high = floor.penalty[row] if floor.least[row, slot] > 0 else 0
            at = flow.price[queues + row, slot]
            missing, excess = floor.least[row, slot] - there, floor.most[row, slot] - there
            inside = max(missing, 0.0) + min(excess, 0.0)
            need = missing if at > 0 else excess if at < 0 else inside
            flow.price[queues + row, slot] = min(
                max(_moved(queues + row, slot, need, pace, flow), low), high
            )


@compiled_in_place
def _moved(row: int, slot: int, need: float, pace: float, flow: Flow) -> Any:
    """Where a price goes by what is missing."""
    moment = 0.9 * flow.price_moment[row, slot] + 0.1 * need
    square = 0.99 * flow.price_square[row, slot] + 0.01 * need * need
    flow.price_moment[row, slot] = moment
    flow.price_square[row, slot] = square
    return flow.price[row, slot] + pace * moment / (np.sqrt(square) + 1e-3)


@compiled_in_place
def _move_slopes(
    agent: int, units: np.ndarray, most: np.ndarray, people: People, pace: float, flow: Flow
) -> None:
    last = people.tally_points.shape[2] - 1
    for r in range(units.shape[0]):
        slope = flow.slopes[agent, r]
        least = 1e30
        chosen = 0
        for n in range(most[r] + 1):
            rest = people.tally_points[agent, r, min(n, last)] - slope * n
            if rest < least:
                least = rest
                chosen = n
        need = np.float64(units[r] - chosen)
        moment = 0.9 * flow.slope_moment[agent, r] + 0.1 * need
        square = 0.99 * flow.slope_square[agent, r] + 0.01 * need * need
        flow.slope_moment[agent, r] = moment
        flow.slope_square[agent, r] = square
        moved = slope + pace * moment / (np.sqrt(square) + 1e-3)
        flow.slopes[agent, r] = min(max(moved, flow.low[agent, r]), flow.high[agent, r])


class Stream:
    """One stream of prices; `run` goes on where the last call ended.

    Parameters
    ----------
    start
        Prices and slopes to begin with [points]; limits of the slopes come with them.
    """

    def __init__(self, packed: Packed, pricer: Pricer, start: BoundSearch) -> None:
        self.packed, self.pricer = packed, pricer
        agents, days = packed.people.cost.shape[:2]
        shape, size = start.shape, start.size
        centre = start.spread()
        limits = [part[size:].reshape(agents, -1).copy() for part in (start.low, start.high)]
        slopes = centre[size:].reshape(agents, -1).copy()
        nowhere = np.full((agents, days), -1, dtype=np.int32)
        self.flow = Flow(
            price=centre[:size].reshape(shape).copy(),
            slopes=slopes,
            low=limits[0],
            high=limits[1],
            price_moment=np.zeros(shape),
            price_square=np.zeros(shape),
            slope_moment=np.zeros(slopes.shape),
            slope_square=np.zeros(slopes.shape),
            kinds=nowhere,
            starts=nowhere.copy(),
            chosen=np.zeros((agents, days, packed.breaks), dtype=np.int32),
            heads=packed.floor.fixed.copy(),
        )
        self._step(np.arange(agents)[None, :], np.zeros(1))

    def run(self, paces: np.ndarray, rng: np.random.Generator) -> None:
        """A step for each pace [points], half of the agents at a time, in random order."""
        if not len(paces):
            return
        agents = len(self.flow.kinds)
        half = -(-agents // 2)
        rounds = [rng.permutation(agents) for _ in range(-(-len(paces) // 2))]
        order = np.array([part for row in rounds for part in (row[:half], row[-half:])])
        self._step(order[: len(paces)], paces)

    def _step(self, order: np.ndarray, paces: np.ndarray) -> None:
        packed = self.packed
        legal = flow_on(
            order,
            paces,
            self.flow,
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
