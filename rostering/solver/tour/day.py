"""One day of a roster, nearly exactly: a careful dive down to a few agents, then those together.

Whole shifts nearly reach the bound of a day alone, but the last agents of a dive decide whether:
with 17 of 300 left the mix still lies 2 points above that bound, with none left 50. So the last
ones are placed by a mixed-integer programme over every shift that is nearly their best.
"""

import time

import numpy as np

from rostering.solver.program import Program
from rostering.solver.tour.annealing import GENTLE, Best, Chain, Guide, Tours, heads_of
from rostering.solver.tour.bound import BoundSearch, Prices
from rostering.solver.tour.choices import Choices, near_best
from rostering.solver.tour.generation import Generation
from rostering.solver.tour.instance import SCALE
from rostering.solver.tour.packed import Floor, Packed
from rostering.solver.tour.pricing import Pricer
from rostering.solver.tour.search import Search
from rostering.solver.tour.window import Window

_ROUNDS, _DIVE_ROUNDS = 40, 3
"""Rounds of the bound before the dive, and pricings before each of its stages."""

_TOGETHER, _REACH, _MOST_S, _SHARE_OF_LEFT = 12, 0.5, 4.0, 0.7
"""Agents placed together, points that a choice may cost above the best, seconds and share of the
time left for the programme. On four days of 300 agents 12 end 2 to 17 points above the bound of
the day, 20 end 5 to 15, 30 fail; the roster before lay 20 to 29 above it."""

_SWEEPS = 10


def solve_day(
    search: Search, window: Window, known: Tours, rng: np.random.Generator
) -> Tours | None:
    """Better tours of a window of one day, or None where there are none or the time is up."""
    packed = window.packed
    pricer = Pricer(packed)
    chain = Chain(packed, pricer.extended, rng)
    chain.load(known.copy())
    now = chain.objective()
    limits = BoundSearch(packed, pricer)
    price = np.ascontiguousarray(search.best.price[:, window.slots])
    whole = Prices(price, search.best.slopes, limits.best.bound)
    generation = Generation.around(packed, pricer, limits, known, whole)
    for _ in range(_ROUNDS):
        if search.done or -(-limits.best.bound // SCALE) >= now:
            return None
        generation.raise_bound(limits, rng)
    guide = Guide.of(packed, *generation.whole_prices())
    dived = generation.dive(_DIVE_ROUNDS, rng, lambda: not search.done, leave=_TOGETHER)
    if dived is None:
        return None
    if len(generation.members):
        price, _ = generation.whole_prices()
        near = near_best(packed, generation.members, price, _REACH)
        dived = _placed(search, packed, dived, near)
    if dived is None:
        return None
    chain.load(dived)
    kept = Best(chain)
    chain.round(_SWEEPS, guide, GENTLE, kept.heard, lambda: search.done)
    return kept.tours if kept.points < now else None


def _placed(search: Search, packed: Packed, tours: Tours, choices: Choices) -> Tours | None:
    """Tours with the agents of some choices placed at their best together."""
    program, floor = Program(search.stop), packed.floor
    masks = floor.mask[packed.people.group[choices.agent]]
    paid = choices.points + floor.surplus * choices.covers.sum(axis=1)
    flags = np.array([program.flag(cost) for cost in paid.tolist()])
    for agent in np.unique(choices.agent):
        program.hold(flags[choices.agent == agent].tolist(), least=1, most=1)
    others = tours.copy()
    others.kinds[choices.agent] = -1
    fixed = heads_of(packed, others)
    for slot in np.flatnonzero(choices.covers.any(axis=0)):
        covering = choices.covers[:, slot] > 0
        _hold_slot(program, floor, fixed[:, slot], int(slot), flags[covering], masks[covering])
    left_s = search.deadline - time.monotonic()
    answer = program.solve(min(_MOST_S, _SHARE_OF_LEFT * left_s))
    if answer.values is None:
        return None
    placed = tours.copy()
    for row in np.flatnonzero(answer.values[flags] > 0.5):
        agent = choices.agent[row]
        placed.kinds[agent, 0], placed.starts[agent, 0] = choices.kind[row], choices.start[row]
        placed.chosen[agent, 0] = choices.chosen[row]
    return placed


def _hold_slot(
    program: Program,
    floor: Floor,
    fixed: np.ndarray,
    slot: int,
    flags: np.ndarray,
    masks: np.ndarray,
) -> None:
    """Heads meet what is wanted or fall short, set of queues by set (Hall's condition)."""
    queues = range(len(floor.price))
    heads = floor.heads[:, slot]
    short = [program.number(int(heads[k]), float(floor.price[k] + floor.surplus)) for k in queues]
    for some in range(1, 1 << len(short)):
        members = [k for k in queues if some >> k & 1]
        need = int(heads[members].sum() - fixed[(floor.mask & some) > 0].sum())
        if need > 0:
            serving = flags[(masks & some) > 0].tolist()
            program.hold([*serving, *(short[k] for k in members)], least=need)
