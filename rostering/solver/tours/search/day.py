"""One day of a roster, nearly exactly: good prices, the choices near them, a programme over those.

Of 309 points between a roster of 300 agents and its bound 218 lay within single days.
"""

import math
import time

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.paths.choices import near_best
from rostering.solver.tours.search.annealing import Chain, Tours
from rostering.solver.tours.search.day_model import DayModel
from rostering.solver.tours.search.generation import Generation
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.search.sub_instance import SubInstance

_ROUNDS, _REACH = 15, 0.05
"""Rounds of the bound, and points that a choice may cost above the best at its prices. After 10
rounds a reach of 0.02 makes a relaxed day 10 points dearer, 0.05 none; more is not cheaper."""

_CHOICES, _EACH, _TRIES, _NEAR = 1000, 3, 4, 1
"""Choices drawn for a try, at least and an agent: of 300 agents a tenth, which cost a relaxed day
nothing, at a fifth of the time; most tries, and the points above the relaxed day that are good
enough, as is half of what there was to gain: other days bring more."""

_RELAXED_S, _WHOLE_S = 10.0, 2.0
_LEANED, _STEP = 0.9, 0.1
"""Share of the agents leaned to at first; less after a programme that was through in time, more
after one that was not. Of 300 agents 15 to 30 are then free, and CP-SAT proves what is best of
them in 0.2 to 1.5 s: from 12,229 points six days brought 53 in 19 s of processor time; with half
of the agents leaned to, by HiGHS, 35 in 27 s on five of them."""


def solve_day(
    search: Search, sub: SubInstance, known: Tours, rng: np.random.Generator
) -> Tours | None:
    """Better tours of a sub-instance of one day, or None where there are none or the time is up."""
    packed = sub.packed
    pricer = Pricer(packed)
    chain = Chain(packed, rng)
    chain.load(known.copy())
    before = now = chain.objective()
    limits = BoundSearch(packed, pricer)
    whole = sub.around(search.best, limits.best.bound)
    generation = Generation.around(packed, pricer, limits, known, whole)
    for _ in range(_ROUNDS):
        if search.done or -(-limits.best.bound // SCALE) >= now:
            return None
        generation.raise_bound(limits, rng)
    best, leaned = known, _LEANED
    for _ in range(_TRIES):
        near = near_best(packed, limits.best.price, _REACH, best)
        drawn = near.drawn(max(_CHOICES, _EACH * len(best.starts)) / len(near.agent), rng)
        model = DayModel(packed, drawn, best, search.stop)
        least = model.lean(_seconds(search, _RELAXED_S), rng.random(len(best.shift_types)) < leaned)
        if search.done or least is None:
            break
        least = math.ceil(least - 1e-6)
        if least >= now:
            break
        began, most_s = time.monotonic(), _seconds(search, _WHOLE_S)
        found = model.solve(most_s)
        through = time.monotonic() - began < most_s
        leaned = max(0.0, leaned - _STEP) if through else min(1.0, leaned + _STEP)
        if found is not None:
            chain.load(found.copy())
            if chain.objective() < now:
                best, now = found, chain.objective()
        if search.done or now - least <= max(_NEAR, before - now):
            break
    return best if now < before else None


def _seconds(search: Search, most: float) -> float:
    return min(most, search.deadline - time.monotonic())
