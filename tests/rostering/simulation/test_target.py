"""Formula and simulator: the target is what the simulator finds."""

import numpy as np
import pytest

from rostering.simulation import simulate_heads
from rostering.staffing.period import period_agents
from rostering.staffing.queue_requirement import agents_required, work_of
from rostering.staffing.service import service
from rostering.staffing.sizing import Sizing
from tests.rostering.staffing.builders import a_forecast, a_grid, a_queue, a_target, expected_share


def a_wave(grid, low=5.0, high=120.0):
    steps = grid.slots_per_day
    day = low + (high - low) * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(steps) / steps)) ** 2
    return np.tile(day, len(grid.days))


def test_a_period_target_under_uncertainty_is_what_the_simulator_finds():
    grid = a_grid(14)
    queue = a_queue(patience_s=150.0, target=a_target(occupancy_cap_share=1.0))
    forecast = a_forecast(a_wave(grid), 200.0, grid, day_sd=0.15, slot_sd=0.05)
    sizing = Sizing(basis="expected")
    found = period_agents(forecast, queue, sizing)
    report = simulate_heads(
        {"billing": forecast}, [queue], found.heads[None, :], grid=grid, replications=40, seed=3
    )
    level = report.service_level("billing")
    assert found.period_share == pytest.approx(0.8, abs=0.002)
    assert expected_share(forecast, queue, found.heads, sizing) == pytest.approx(
        found.period_share, abs=1e-6
    )
    assert abs(level.mean - found.period_share) < 0.01 + (level.high - level.low) / 2
    # Staffed for the mean alone, the same forecast misses the target.
    naive = period_agents(forecast, queue, Sizing())
    assert expected_share(forecast, queue, naive.heads, sizing) < 0.79


def ramp_errors(ramp):
    grid = a_grid(1, 15)
    contacts = a_wave(grid, 1.0, 90.0)
    queue = a_queue(patience_s=240.0, target=a_target(occupancy_cap_share=1.0))
    forecast = a_forecast(contacts, 600.0, grid)
    heads = agents_required(forecast, queue, Sizing(ramp=ramp))
    load = work_of(forecast, queue, Sizing(ramp=ramp)).load_erlang
    predicted = service(heads, load, 600.0, 20.0, 240.0).virtual
    report = simulate_heads(
        {"billing": forecast}, [queue], heads[None, :], grid=grid, certain=True, replications=150
    )
    rising = slice(20, 44)
    return (report.service_level("billing", "slot").mean - predicted)[rising]


def test_the_lagged_load_tells_a_morning_ramp_better_than_slot_by_slot():
    slot, lag = ramp_errors("slot"), ramp_errors("lag")
    assert np.abs(lag).mean() < 0.5 * np.abs(slot).mean()
    assert slot.mean() > 0.05  # too many heads while the load still climbs
