"""The rest of a running day: contacts that wait already, and the band of what is still to come."""

from dataclasses import replace

import numpy as np

from data.model.forecast import Demand, Dispersion, Forecast
from data.model.shift import Shift
from rostering.simulation import ServiceReport
from rostering.simulation.onward import reached, simulate_onward, with_band
from tests.rostering.staffing.builders import a_grid, a_queue


def a_forecast(contacts: float = 30.0, days: int = 1) -> Forecast:
    grid = a_grid(days)
    flat = np.full(grid.slots, contacts)
    spread = Dispersion(np.full(len(grid.days), 0.05), np.full(grid.slots, 0.1))
    demand = Demand("faults", grid, flat, np.full(grid.slots, 180.0))
    return Forecast(
        "F", demand, (0.1, 0.9), np.array([flat, flat]), np.zeros((2, len(grid.days))), spread,
        grid.start, grid.start, flat,
    )  # fmt: skip


def played(waiting: int, people: int = 8) -> ServiceReport:
    forecast = a_forecast()
    grid, day = forecast.grid, forecast.grid.days[0]
    shifts = [Shift(f"a{k}", day, 0, 1440, "D") for k in range(people)]
    skills = [(f"a{k}", ("faults",)) for k in range(people)]
    return simulate_onward(
        grid, [a_queue("faults", patience_s=120.0)], {"faults": forecast}, shifts, skills,
        waiting=[waiting], replications=6, seed=2,
    )  # fmt: skip


def test_who_waits_already_is_served_first_and_costs_the_others_time() -> None:
    calm, crowd = played(0), played(80)
    first = slice(0, 2)
    assert reached(crowd, "faults", slots=first).mean < reached(calm, "faults", slots=first).mean
    offered = (crowd.sums[:, 0, :, 0] - calm.sums[:, 0, :, 0]).sum(axis=1)
    assert (offered >= 80 - 1e-9).any()
    assert abs(offered.mean() - 80) < 0.3 * 80


def test_what_was_counted_before_weighs_by_its_contacts() -> None:
    report = played(0)
    alone, all_met = reached(report, "faults"), reached(report, "faults", (1e9, 1e9))
    assert alone.low <= alone.mean <= alone.high
    assert all_met.mean > 0.9999
    assert all_met.below_share == 0.0
    none_met = reached(report, "faults", (0.0, 1e9))
    assert none_met.mean < 0.001
    assert none_met.below_share == 1.0


def test_the_rest_of_the_day_is_drawn_within_its_band() -> None:
    forecast = a_forecast(40.0, days=2)
    half = forecast.grid.slots_per_day // 2
    rest = forecast.grid.part(half, half)
    contacts = np.full(half, 50.0)
    total = float(contacts.sum())
    found = with_band(forecast, rest, contacts, 0.9 * total, 1.1 * total)
    assert np.array_equal(found.demand.contacts[:half], forecast.demand.contacts[:half])
    rng = np.random.default_rng(4)
    here = slice(half, 2 * half)
    drawn = found.dispersion.factors(found.grid, 4000, rng)[:, here] * contacts
    totals = rng.poisson(drawn).sum(axis=1)
    inside = ((totals >= 0.9 * total) & (totals <= 1.1 * total)).mean()
    assert 0.77 < inside < 0.83
    assert replace(found, demand=forecast.demand).version_id == "F"
