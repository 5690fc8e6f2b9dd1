"""Rosters and searches of small instances, for the tests of this folder."""

import threading
import time

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.packed import pack
from rostering.solver.tours.search.annealing import Chain, along, begin
from rostering.solver.tours.search.neighbourhood_choice import NeighbourhoodChoice
from rostering.solver.tours.search.shared import Search
from tests.rostering.solver.tours.bound.test_queues import five_queues
from tests.rostering.solver.tours.builders import a_tour_instance, limited, tallied

INSTANCES = [
    a_tour_instance(3, agents=4, days=8),
    a_tour_instance(5, agents=4, days=8, wrap=True),
    tallied(1, agents=6),
    limited(a_tour_instance(3, agents=5, days=8)),
    five_queues(),
]


def a_roster(instance):
    """A packed instance with the tours of its first pricing as a roster."""
    packed = pack(instance)
    pricer = Pricer(packed)
    bounds = BoundSearch(packed, pricer)
    chain = Chain(packed, np.random.default_rng(0))
    chain.load(begin(packed, bounds.last, None))
    return packed, pricer, bounds, chain.tours.copy()


def a_search(packed, pricer, bounds):
    """A minute for a search that knows no roster."""
    now, choice = (
        time.monotonic(),
        NeighbourhoodChoice(packed.instance.days, np.random.default_rng(0)),
    )
    stop = threading.Event()
    return Search(packed, pricer, bounds, bounds.best, now, now + 60, 0.0, stop, None, choice)


def prices_of(packed):
    """Shape of its prices."""
    return packed.price_limits[0].shape


def whole_points(packed, tours):
    chain = Chain(packed, np.random.default_rng(0))
    chain.load(tours.copy())
    return chain.objective()


def legal(packed, tours):
    return (along(packed, tours)[0] >= 0).all()
