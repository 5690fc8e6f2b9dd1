"""Several queues: cooling steps, column generation, a dive, then fix-and-optimise.

Where agents serve several queues a head jumps from one to the other at the least change of price:
volume steps then stall, and passes alone end 20-60 % above the bound.
"""

import itertools
import time
from collections.abc import Iterator
from functools import partial

import numpy as np

from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.search.fix_and_optimise import fix_and_optimise
from rostering.solver.tours.search.generation import Generation
from rostering.solver.tours.search.shared import Search

_SHARE_OF_STEPS, _FIRST_DIVE, _SHARE_OF_BOUND = 0.1, 0.15, 0.85
"""Shares of the time: for cooling steps, until the first dive, until the bound is left."""

_DIVE_ROUNDS = 3
"""Pricings before each stage of the dive. More end better (3: 3,976 points on the sample centre,
12: 3,628), but gentle passes after it level that out (3,486 and 3,453), and sub-instances all the
more."""

_LEAST_STEPS, _MOST_STEPS, _SNAPSHOTS = 20, 200, 20
"""Cooling steps; tours of their second half that begin the master."""

_PACES, _FEW, _GENTLE_PACES = (2.0, 0.05), 40, (0.1, 0.05)
"""First and last paces [points]; steps and paces where rough prices are known."""

_STILL, _STILL_SHARE = 15, 1e-4
"""The bound stands still when so many rounds raised it by less than that share."""

_STIFFNESS, _STIFFER, _STIFFER_SHARE = 1.0, (0.3, 3.0, 1.0), 2e-5
"""Stiffness of the master [points a missing head] at first, and turn by turn where the bound is
taken up again, and the share below which it then stands still. Sample centre, 30 s of processor
time: 3,618.5 points at 1, 3,611.4 at 0.3, which 25 s more bring to 3,618.1, where it stays."""


def generate(search: Search, bounds: BoundSearch, rng: np.random.Generator) -> None:
    """Raise the bound, hand a generation to the other thread on the way, then join its search."""
    began = time.monotonic()
    generation = _begun(search, bounds)
    if generation is None:
        return
    for _ in _raised(search, generation, bounds, rng, _STILL_SHARE):
        if _time(search, began) >= _FIRST_DIVE and search.generation is None:
            search.hand_over(generation.copy())
        if _time(search, began) >= _SHARE_OF_BOUND:
            break
    if search.generation is None:
        search.hand_over(generation)
        _dive(search, generation.copy(), rng)
    for stiffness in itertools.cycle(_STIFFER):
        fix_and_optimise(search, rng, partial(search.stands_still, time.monotonic()))
        if search.done:
            return
        generation.stiffen(stiffness)
        for _ in _raised(search, generation, bounds, rng, _STIFFER_SHARE):
            continue


def _raised(
    search: Search,
    generation: Generation,
    bounds: BoundSearch,
    rng: np.random.Generator,
    share: float,
) -> Iterator[None]:
    """Rounds that raise the bound, until it stands still or the time is up."""
    history: list[int] = []
    while not search.done and not _stands_still(history, share):
        generation.raise_bound(bounds, rng)
        search.proved(bounds.best)
        history.append(generation.proved)
        yield


def dive_and_improve(search: Search, rng: np.random.Generator) -> None:
    """Dive from the generation handed over, then fix and optimise until the time is up."""
    if search.generation is not None and not search.done:
        _dive(search, search.generation.copy(), rng)
    fix_and_optimise(search, rng)


def _begun(search: Search, bounds: BoundSearch) -> Generation | None:
    """A generation of the tours of cooling steps, around the best prices; None if time is up."""
    generation = Generation(search.packed, search.pricer, bounds)
    steps, paces = _steps(search, bounds)
    every = max(1, steps // (2 * _SNAPSHOTS))
    for number, price in enumerate(bounds.cycle(steps, *paces)):
        search.proved(bounds.best)
        if search.done:
            return None
        if 2 * number >= steps and (steps - 1 - number) % every == 0:
            generation.add(bounds.last.shift_types, bounds.last.starts, price)
    generation.stiffen(_STIFFNESS)
    generation.begin(bounds.best)
    return generation


def _steps(search: Search, bounds: BoundSearch) -> tuple[int, tuple[float, float]]:
    """From rough prices of a sample: just enough to meet tours. Else a share of the time."""
    if bounds.warm:
        return _FEW, _GENTLE_PACES
    began = time.monotonic()
    search.pricer.evaluate(search.best.price, search.best.multipliers)
    each_s = time.monotonic() - began
    fitting = int(_SHARE_OF_STEPS * _left(search) / max(each_s, 1e-6))
    return max(_LEAST_STEPS, min(fitting, _MOST_STEPS)), _PACES


def _time(search: Search, began: float) -> float:
    """Share of the time from then to the limit that is over."""
    return 1 - _left(search) / max(search.deadline - began, 1e-9)


def _left(search: Search) -> float:
    return search.deadline - time.monotonic()


def _stands_still(history: list[int], share: float) -> bool:
    if len(history) <= _STILL:
        return False
    return history[-1] - history[-_STILL] < share * abs(history[-1])


def _dive(search: Search, generation: Generation, rng: np.random.Generator) -> None:
    """A roster dived from a generation; its passes follow the best prices."""
    search.offer(generation.dive(_DIVE_ROUNDS, rng, lambda: not search.done), rng)
