"""Fix and optimise: a few days at a time by a small column generation, a dive, quiet passes.

The bound of some days alone lies close to what the best roster pays for them, so a dive loses
little there; days overlap from sub-instance to sub-instance, and the length that brings most comes
next.
"""

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.search.annealing import GENTLE, Best, Chain, Guide, Tours, along
from rostering.solver.tours.search.day import solve_day
from rostering.solver.tours.search.generation import Generation
from rostering.solver.tours.search.neighbourhood_choice import day_losses
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.search.sub_instance import SubInstance, open_sub_instance

_ROUNDS, _DIVE_ROUNDS = 15, 3
"""Pricings before a dive, and before each of its stages. On the sample centre 15 end at 3,346 and
3,354 points after 30 s, 30 at 3,374 and 3,361, 50 at 3,369 and 3,368."""

_PASSES = 20


def fix_and_optimise(
    search: Search, rng: np.random.Generator, over: Callable[[], bool] = lambda: False
) -> None:
    """Sub-instance after sub-instance until the time is up, or it is over."""
    while not search.done and not over() and (tours := search.current) is not None:
        losses = partial(day_losses, search.packed, tours, search.best)
        neighbourhood = search.choice.take(losses, search.little)
        began = time.monotonic()
        sub = open_sub_instance(search.packed, tours, neighbourhood.first, neighbourhood.last)
        if neighbourhood.last - neighbourhood.first == 1:
            part = solve_day(search, sub, sub.cut(tours), rng)
        else:
            part = _solved(search, sub, sub.cut(tours), rng)
        if part is not None and neighbourhood.of.placed:
            part = placed_anew(search, sub, tours, part, rng)
        points = 0 if part is None else take_in(search, sub, part)
        search.choice.brought(neighbourhood, points, time.monotonic() - began)


def _solved(
    search: Search, sub: SubInstance, known: Tours, rng: np.random.Generator
) -> Tours | None:
    """The best tours met in a sub-instance, or None if the time is up."""
    packed = sub.packed
    pricer = Pricer(packed)
    limits = BoundSearch(packed, pricer)
    if limits.infeasible:  # never: the known tours are legal
        return None
    whole = sub.around(search.best, limits.best.bound)
    generation = Generation.around(packed, pricer, limits, known, whole)
    if not generation.approach(_ROUNDS, pricer, rng, lambda: not search.done):
        return None
    guide = Guide.of(packed, *generation.whole_prices())
    dived = generation.dive(_DIVE_ROUNDS, rng, lambda: not search.done)
    if dived is None:
        return None
    chain = Chain(packed, rng)
    chain.load(dived)
    kept = Best(chain)
    chain.round(_PASSES, guide, GENTLE, kept.heard, lambda: search.done)
    return kept.tours


def placed_anew(
    search: Search, sub: SubInstance, tours: Tours, part: Tours, rng: np.random.Generator
) -> Tours:
    """Its days placed nearly exactly, one by one: a dive alone leaves each a little rough."""
    whole = sub.paste(part, tours)
    for day in range(sub.first, sub.last):
        one = open_sub_instance(search.packed, whole, day, day + 1)
        found = solve_day(search, one, one.cut(whole), rng)
        if found is not None:
            whole = one.paste(found, whole)
    return sub.cut(whole)


def take_in(search: Search, sub: SubInstance, part: Tours) -> int:
    """Put its tours into the current roster if they still fit there; points it brought."""
    assert search.current is not None
    whole, packed = sub.paste(part, search.current), search.packed
    if np.any(along(packed, whole)[0] < 0):
        return 0  # the other thread changed the days next to these
    chain = Chain(packed, np.random.default_rng(0))
    chain.load(whole)
    return search.go_on_from(chain.objective(), whole)
