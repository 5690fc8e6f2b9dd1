"""Contacts that really came, played again."""

import numpy as np

from rostering.simulation.traffic import Behaviour
from rostering.staffing.service import service
from tests.rostering.simulation.replay import replay
from tests.rostering.staffing.builders import a_grid, a_queue


def test_every_contact_that_came_is_played_in_its_slot() -> None:
    grid = a_grid(2)
    came = np.arange(grid.slots) % 7
    met, whole = replay(a_queue("faults", patience_s=120.0), grid, came, 180.0, came * 0 + 9)
    assert np.array_equal(whole, came)
    assert (met <= whole).all()
    again = replay(a_queue("faults", patience_s=120.0), grid, came, 180.0, came * 0 + 9)
    assert np.array_equal(met, again[0])


def test_poisson_days_played_agree_with_erlang_a() -> None:
    grid = a_grid(60)
    rng = np.random.default_rng(3)
    slot_s = 60.0 * grid.slot_min
    came = rng.poisson(30.0 * slot_s / 180.0, grid.slots)
    queue = a_queue("faults", patience_s=180.0)
    met, whole = replay(
        queue, grid, came, 180.0, np.full(grid.slots, 32),
        behaviour=Behaviour(handle_law="exponential"),
    )  # fmt: skip
    exact = service(32, 30.0, 180.0, queue.target.threshold_s, 180.0)
    level = float(exact.level(queue.target.definition))
    assert abs(met.sum() / whole.sum() - level) < 0.01
