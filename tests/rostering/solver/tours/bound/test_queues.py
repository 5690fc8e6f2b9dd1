"""Agents who serve several queues: the bound must not stall where heads jump between queues."""

import threading

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.instance import Cover
from tests.rostering.solver.tours.builders import a_tour_instance

AGENTS, DAYS, QUEUES, GROUPS = 60, 21, 5, 6
REACHABLE = 19_757
"""Points of bound; volume steps alone stand still at 19,573 and need cooling steps to go on."""

EVALUATIONS = 150
"""Pricings of all agents allowed: a count, so that a busy machine does not fail."""


def five_queues():
    rng = np.random.default_rng(2)
    served = rng.random((GROUPS, QUEUES)) < 0.4
    served[0] = True
    served[np.arange(1, GROUPS), rng.integers(0, QUEUES, GROUPS - 1)] = True
    slots = DAYS * 12
    cover = Cover(
        heads=rng.poisson(AGENTS * 0.2 / QUEUES, size=(QUEUES, slots)),
        shortfall=np.array([10, 10, 10, 10, 4]),
        surplus=1,
        served=served,
        fixed=np.zeros((GROUPS, slots), dtype=np.int64),
    )
    group = np.arange(AGENTS) % GROUPS
    return a_tour_instance(2, agents=AGENTS, days=DAYS, queues=QUEUES, cover=cover, group=group)


def test_the_bound_of_several_queues_does_not_stall(monkeypatch):
    stop, evaluate, counted = threading.Event(), Pricer.evaluate, []

    def counting(pricer, *prices):
        counted.append(1)
        if len(counted) >= EVALUATIONS:
            stop.set()
        return evaluate(pricer, *prices)

    def heard(_seconds, _objective, bound):
        if bound >= REACHABLE:
            stop.set()

    monkeypatch.setattr(Pricer, "evaluate", counting)
    found = solve_tours(five_queues(), time_limit_s=120, progress=heard, stop=stop)
    assert REACHABLE <= found.bound <= found.objective
