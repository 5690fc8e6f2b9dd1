"""Small work that calls every kernel of the product, as real runs do."""

import numpy as np

from data.model.queue import ServiceTarget
from rostering.solver.cpsat.keeping import Kept
from rostering.solver.solve import solve_roster
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.paths.choices import near_best
from rostering.solver.tours.search.annealing import Chain
from rostering.solver.tours.search.sub_instance import open_sub_instance
from rostering.solver.tours.single_agent_reroster import single_agent_reroster
from rostering.staffing.agents import fewest_agents
from rostering.staffing.deferrable import spread_work
from rostering.staffing.erlang import ln_erlang_b
from rostering.staffing.service import service
from tests.rostering.repair.test_disruption import a_team
from tests.rostering.simulation import test_roster as simulation
from tests.rostering.solver.test_ready import a_tiny_team
from tests.rostering.solver.tours.bound.test_queues import five_queues
from tests.rostering.solver.tours.builders import a_tour_instance, limited, tallied
from tests.rostering.solver.tours.search.test_day import a_free_day
from tests.rostering.solver.tours.search.test_generation import a_generation


def work() -> None:
    """Everything once: staffing, simulation, the tour engine, a repair."""
    _staffing()
    _simulation()
    _tours()
    _repair()


def _staffing() -> None:
    load = np.array([[3.0, 7.5], [0.0, 12.0]])
    target = ServiceTarget()
    for patience_s in (None, 90.0):
        heads = fewest_agents(load, 180.0, target, patience_s=patience_s)
        service(heads, load, 180.0, 20.0, patience_s)
    ln_erlang_b(20, 15.0)
    spread_work(np.array([1.0, 4.0, 0.0]), 2, np.array([3.0, 1.0, 2.0]))


def _simulation() -> None:
    simulation.simulate(simulation.a_problem(), [simulation.a_shift()])


def _tours() -> None:
    solve_roster(a_tiny_team(), time_limit_s=1.0, engine="tour")
    for instance in (a_tour_instance(3, agents=4), tallied(1), limited(a_tour_instance(1))):
        solve_tours(instance, time_limit_s=0.5)
    generation, bounds, rng = a_generation(five_queues(), steps=20)
    generation.raise_bound(bounds, rng)
    found = generation.dive(1, rng, lambda: True)
    assert found is not None
    packed = generation.packed
    chain = Chain(packed, rng)
    chain.load(found)
    part = open_sub_instance(packed, chain.tours, 1, 3)
    price = np.zeros((len(part.packed.floor.heads), len(part.slots)), dtype=np.int32)
    near_best(part.packed, price, 5.0, part.cut(chain.tours))
    a_free_day(a_tour_instance(3, agents=4, days=8), 2)


def _repair() -> None:
    problem, published = a_team()
    asked = single_agent_reroster(problem, Kept(published, frozenset(), 1), range(problem.days))
    assert asked is not None
    asked.descend(published, lambda: True)
