"""Lower bound of a whole problem from prices of queues and slots.

Relaxing cover with prices y[k, t] between minus the surplus price and the shortfall price of k
gives, for every y, the bound

    sum y[k, t] * heads[k, t] - sum over fixed heads of their worth - sum over agents of best tour,

where a head is worth the dearest price among the queues it serves (Lagrangian duality; the prices
are the dual variables of the transport problem that measures cover in a slot). A presence has a
price as well: above zero it asks for its least heads, below for its most; whoever counts is worth
so much more.
"""

from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass

import numpy as np

from rostering.compiled import INT, INT32, array, called_with, compiled, compiled_in_place
from rostering.solver.tours.end_counter import (
    least_rests,
    multiplier_cells,
    multiplier_costs,
    tour_units,
)
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import (
    FLOOR,
    NEVER,
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
    ON,
    best_tour,
    choose_breaks,
    fill_values,
    less_cost,
    mark,
    prefix,
)

_NEVER = np.int32(NEVER)
INFEASIBLE = 1 << 62
"""Bound when some agent has no legal tour at all."""


@called_with(array(INT32, 2), FLOOR, array(INT32, 2), array(INT32, 2))
@compiled_in_place
def group_worth(price: np.ndarray, floor: Floor, worth: np.ndarray, queue: np.ndarray) -> None:
    """Dearest queue of each skill group and slot, and what a head is worth there: its price (at
    least minus the surplus) and those of presences.
    """
    queues = floor.heads.shape[0]
    for group in range(worth.shape[0]):
        for slot in range(worth.shape[1]):
            best = np.int32(-floor.surplus[slot] * SCALE)
            where = -1
            for k in range(queues):
                serves = (floor.mask[group] >> k) & 1
                if serves and price[k, slot] >= best and (where < 0 or price[k, slot] > best):
                    best = price[k, slot]
                    where = k
            for row in range(floor.penalty.shape[0]):
                if floor.member[group, row]:
                    best += price[queues + row, slot]
            worth[group, slot] = best
            queue[group, slot] = where


@called_with(
    array(INT32, 2),
    SHAPES,
    RULES,
    PEOPLE,
    array(INT),
    INT,
    INT,
    *[array(INT32, 2)] * 4,
    array(INT, 2),
)
@compiled
def price_agents(
    worth: np.ndarray,
    shapes: Shapes,
    rules: Rules,
    people: People,
    members: np.ndarray,
    breaks: int,
    states: int,
    multipliers: np.ndarray,
    shift_types: np.ndarray,
    starts: np.ndarray,
    heads: np.ndarray,
    units: np.ndarray,
) -> int:
    """Best tours of some agents; adds their heads[group, slot]; returns their total value.

    An agent without any legal tour makes the total `NEVER`.
    """
    groups = worth.shape[0]
    days, shifts, begins = people.cost.shape[1:]
    base = np.full((groups, days, shifts, begins), _NEVER, dtype=np.int32)
    sums = np.zeros((groups, len(shapes.slot_at)), dtype=np.int32)
    lost = sums.copy() if shapes.resting else sums
    for group in range(groups):
        prefix(worth[group], shapes, sums[group], lost[group])
        fill_values(sums[group], lost[group], shapes, base[group])
    value = np.full((days, shifts, begins), _NEVER, dtype=np.int32)
    profile = np.empty((days + 1, states, begins + 1), dtype=np.int32)
    chosen = np.zeros((days, breaks), dtype=np.int32)
    arc_cost = np.empty_like(rules.arc_cost)  # filled for one agent after the other
    off_cost = np.empty(days, dtype=np.int32)
    end_counters = multipliers.shape[1]
    total = 0
    for agent in members:
        group = people.group[agent]
        less_cost(base[group], people.cost[agent], shapes, value)
        if people.cell_units.shape[0]:
            multiplier_cells(
                people, agent, multipliers[agent, end_counters - 1], shapes, value, value
            )
        multiplier_costs(rules, people, agent, multipliers[agent], arc_cost, off_cost)
        best = best_tour(
            value,
            off_cost,
            arc_cost,
            rules,
            people.rule[agent],
            people.state[agent],
            people.free_from[agent],
            profile,
            shift_types[agent],
            starts[agent],
        )
        if best <= _NEVER // 2:
            return NEVER
        total += best
        if end_counters:
            tour_units(rules, people, agent, shift_types[agent], starts[agent], units[agent])
        choose_breaks(lost[group], shapes, shift_types[agent], starts[agent], chosen)
        mark(shapes, shift_types[agent], starts[agent], chosen, ON, heads[group])
    return total


@dataclass(frozen=True, eq=False)
class Pricing:
    """One evaluation.

    Parameters
    ----------
    bound
        Lower bound in whole units of 1/1024 point, exact.
    cover
        Heads given to each queue and slot by the best tours and by history, and those of each
        presence, shape (queues and presences, slots).
    slack
        Units of each agent's tour less the number that its multiplier would choose, (agents, end
        counters).
    shift_types, starts
        The tours, shape (agents, days).
    """

    bound: int
    cover: np.ndarray
    slack: np.ndarray
    shift_types: np.ndarray
    starts: np.ndarray


class Pricer:
    """Evaluates prices for one packed instance, on some threads.

    Parameters
    ----------
    threads
        May be lowered later on, where another thread has work of its own again.
    members
        Price these agents only, as if the demand were their share of it (for rough prices fast;
        the bound is then one of that smaller problem).
    """

    def __init__(self, packed: Packed, threads: int = 1, members: np.ndarray | None = None) -> None:
        self.packed = packed
        agents = packed.size
        self.members = np.arange(agents) if members is None else members
        self.share = len(self.members) / agents
        self.threads = threads
        self.most = packed.most_units
        self.people = packed.people
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def of(self, members: np.ndarray) -> "Pricer":
        """The same for some members alone, on the same threads."""
        part = copy(self)
        part.members, part.share = members, len(members) / self.packed.size
        return part

    def among(self, people: People) -> "Pricer":
        """The same for people with other costs: fewer choices."""
        part = copy(self)
        part.people = people
        return part

    def has_tour(self, agent: int) -> bool:
        """Whether an agent's hard rules allow any tour."""
        packed = self.packed
        worth = np.zeros(packed.floor.fixed.shape, dtype=np.int32)
        shape = packed.people.cost.shape[:2]
        shift_types = np.empty(shape, dtype=np.int32)
        heads = np.zeros_like(worth)
        multipliers = np.zeros((shape[0], packed.instance.end_counters), dtype=np.int32)
        total = price_agents(
            worth,
            packed.shapes,
            packed.rules,
            packed.people,
            np.array([agent]),
            packed.breaks,
            packed.most_states,
            multipliers,
            shift_types,
            shift_types.copy(),
            heads,
            multipliers.astype(np.int64),
        )
        return int(total) != NEVER

    def evaluate(self, price: np.ndarray, multipliers: np.ndarray) -> Pricing:
        """Bound and tours for int32 prices and multipliers [1/1024 point], queues as packed."""
        floor = self.packed.floor
        shape = floor.fixed.shape
        worth = np.empty(shape, dtype=np.int32)
        queue = np.empty(shape, dtype=np.int32)
        group_worth(price, floor, worth, queue)
        people = self.people
        agents, days = people.cost.shape[:2]
        shift_types = np.full((agents, days), -1, dtype=np.int32)
        starts = np.full((agents, days), -1, dtype=np.int32)
        units = np.zeros(multipliers.shape, dtype=np.int64)
        parts = [self.members[n :: self.threads].copy() for n in range(self.threads)]
        heads = [np.zeros(shape, dtype=np.int32) for _ in parts]

        def part(number: int) -> int:
            return int(
                price_agents(
                    worth,
                    self.packed.shapes,
                    self.packed.rules,
                    people,
                    parts[number],
                    self.packed.breaks,
                    self.packed.most_states,
                    multipliers,
                    shift_types,
                    starts,
                    heads[number],
                    units,
                )
            )

        numbers = range(len(parts))
        shared = self._pool if len(parts) > 1 else None
        totals: list[int] = list(shared.map(part, numbers) if shared else map(part, numbers))
        if NEVER in totals:
            return Pricing(INFEASIBLE, np.zeros(price.shape), units, shift_types, starts)
        together = self.share * floor.fixed + sum(heads)
        fixed = int((worth.astype(np.int64) * floor.fixed).sum())
        wanted = int((price.astype(np.int64) * _wanted(price, floor)).sum())
        chosen = units.copy()
        rests = int(least_rests(people, self.members, multipliers, self.most, chosen))
        outside = wanted - fixed if self.share == 1 else int(self.share * (wanted - fixed))
        bound = outside - sum(totals) + rests
        cover = _by_row(together, queue, floor)
        return Pricing(bound, cover, units - chosen, shift_types, starts)


def _wanted(price: np.ndarray, floor: Floor) -> np.ndarray:
    """Heads that each row's price asks for."""
    limits = price[len(floor.heads) :]
    held = np.where(limits > 0, floor.least, np.where(limits < 0, floor.most, 0))
    return np.vstack([floor.heads, held])


def _by_row(heads: np.ndarray, queue: np.ndarray, floor: Floor) -> np.ndarray:
    """Heads on each queue, then of each presence."""
    queues = [np.where(queue == k, heads, 0).sum(axis=0) for k in range(len(floor.heads))]
    rows = [heads[floor.member[:, row] > 0].sum(axis=0) for row in range(len(floor.penalty))]
    return np.array([*queues, *rows], dtype=np.float64)
