"""One day of a roster, nearly exactly: good prices, the choices near them, a programme over those.

Of 707 points between a roster of 300 agents and its bound 599 lay within single days. Dives and
sweeps leave some 20 points above the bound of a day, the programme (`day_model`) 0 to 6.
"""

import time

import numpy as np

from rostering.solver.tour.annealing import Chain, Tours
from rostering.solver.tour.bound import BoundSearch
from rostering.solver.tour.choices import near_best
from rostering.solver.tour.day_model import DayModel
from rostering.solver.tour.generation import Generation
from rostering.solver.tour.instance import SCALE
from rostering.solver.tour.pricing import Pricer
from rostering.solver.tour.search import Search
from rostering.solver.tour.window import Window

_ROUNDS, _REACH = 40, 0.2
"""Rounds of the bound, and points that a choice may cost above the best at its prices: with 0.05
the best whole day is a point dearer now and then, with 0.5 the programme grows for nothing."""

_RELAXED_S, _WHOLE_S, _SHARE_OF_LEFT = 15.0, 10.0, 0.4
"""Most seconds of the programme relaxed and whole, and share of the time left for either."""


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
    whole = window.around(search.best, limits.best.bound)
    generation = Generation.around(packed, pricer, limits, known, whole)
    for _ in range(_ROUNDS):
        if search.done or -(-limits.best.bound // SCALE) >= now:
            return None
        generation.raise_bound(limits, rng)
    model = DayModel(packed, near_best(packed, limits.best.price, _REACH), search.stop)
    settled = model.settle(time.monotonic() + _seconds(search, _RELAXED_S))
    if not settled or search.done:
        return None
    found = model.solve(_seconds(search, _WHOLE_S))
    if found is None:
        return None
    chain.load(found)
    return found if chain.objective() < now else None


def _seconds(search: Search, most: float) -> float:
    return min(most, _SHARE_OF_LEFT * (search.deadline - time.monotonic()))
