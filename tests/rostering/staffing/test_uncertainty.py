import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.errors import InvalidValue
from rostering.staffing.compare import compare_bases
from rostering.staffing.period import period_agents
from rostering.staffing.rate_uncertainty import (
    RateLaw,
    expected_level,
    fewest_agents_expected,
    rate_law,
)
from rostering.staffing.requirement import build_requirement
from rostering.staffing.service import service
from rostering.staffing.sizing import Sizing, newsvendor_level
from tests.rostering.staffing.builders import (
    a_demand,
    a_forecast,
    a_grid,
    a_queue,
    a_target,
    expected_share,
)

FULL = a_target(occupancy_cap_share=1.0)


def test_a_point_forecast_understaffs():
    # 600 calls a half hour of 240 s, 80/20: 87 agents for the mean; a rate that varies by 10 %
    # leaves their callers 60 % (63 % of the time), and 93 are needed to expect 80 %.
    queue = a_queue(target=FULL)
    forecast = a_forecast(600.0, 240.0, day_sd=0.1, slot_sd=0.0)
    plain = build_requirement({"billing": forecast}, [queue], requirement_id="R")
    sure = build_requirement({"billing": forecast}, [queue], requirement_id="R", basis="expected")
    assert set(plain.heads.ravel()) == {87}
    assert set(sure.heads.ravel()) == {93}
    factors, weights = rate_law(forecast).nodes()
    level = expected_level(
        plain.heads[0], forecast.demand.load_erlang, 240.0, factors, weights, threshold_s=20
    )
    assert level[0] == pytest.approx(0.59975, abs=0.001)  # over 20,001 points


def test_the_expectation_equals_the_mean_over_many_drawn_rates():
    rng = np.random.default_rng(4)
    factor = np.maximum(0, 1 + 0.2 * rng.standard_normal(40_000))
    level = service(24, 20.0 * factor, 180.0, 20.0, 120.0).offered
    drawn = (factor * level).sum() / factor.sum()
    law = RateLaw(a_demand(200.0), np.full(48, 0.2))
    factors, weights = law.nodes()
    heads, load = np.full(48, 24), np.full(48, 20.0)
    found = expected_level(
        heads, load, 180.0, factors, weights, threshold_s=20, definition="offered", patience_s=120
    )
    assert found[0] == pytest.approx(drawn, abs=0.003)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.2, 200), st.floats(0.0, 0.4), st.sampled_from([None, 100.0]))
def test_expected_heads_are_the_first_that_meet_the_target(load, spread, patience_s):
    law = RateLaw(a_demand(load * 10), np.full(48, spread))
    factors, weights = law.nodes()
    loads, handle = np.full(1, load), np.full(1, 180.0)
    factors = factors[:, :1]
    options = {"patience_s": patience_s}
    n = fewest_agents_expected(loads, handle, factors, weights, FULL, **options)

    def level(heads):
        return expected_level(heads, loads, handle, factors, weights, threshold_s=20, **options)[0]

    assert level(n) >= 0.8 - 1e-9
    assert n[0] == 1 or level(n - 1) < 0.8 or (patience_s is None and n[0] - 1 <= load)


def test_quantiles_follow_the_rate_and_its_prices():
    law = rate_law(a_forecast(100.0, day_sd=0.3, slot_sd=0.4))
    spread = np.sqrt(1.09 * 1.16 - 1)
    assert law.quantile(0.5) == pytest.approx(100.0)
    assert law.quantile(0.8413447) == pytest.approx(100 * (1 + spread), rel=1e-6)
    assert law.quantile(0.0001).min() >= 0
    assert newsvendor_level(3, 1) == 0.75
    with pytest.raises(InvalidValue, match="costs"):
        newsvendor_level(0, 0)


def test_bases_stand_side_by_side_with_cost_and_service():
    queue = a_queue(patience_s=120.0, target=FULL)
    forecast = a_forecast(300.0)

    def size(basis):
        return build_requirement({"billing": forecast}, [queue], requirement_id="R", basis=basis)

    def service_of(requirement):
        heads = requirement.floor_heads[0]
        return {"billing": expected_share(forecast, queue, heads, Sizing())}

    found = compare_bases(size, service_of, hour_cents=5000)
    by_name = {choice.basis: choice for choice in found}
    assert list(by_name) == ["mean", "p50", "p80", "p95", "expected"]
    hours = [by_name[name].rostered_hours for name in ("p50", "p80", "p95")]
    assert hours == sorted(hours)
    assert by_name["p95"].cost_cents == round(by_name["p95"].rostered_hours * 5000)
    assert by_name["p95"].expected_share["billing"] > by_name["p50"].expected_share["billing"]
    assert by_name["expected"].expected_share["billing"] >= 0.8


def cheapest(contacts, load, queue, most):
    """Brute force over all heads of a few slots."""
    best = None
    options = [range(1, most + 1)] * len(contacts)
    levels = [service(np.arange(most + 1), a, 180.0, 20.0, queue.patience_s).virtual for a in load]
    for heads in itertools.product(*options):
        level = [levels[s][n] for s, n in enumerate(heads)]
        if min(level) < 0.3:
            continue
        if np.dot(level, contacts) / contacts.sum() >= 0.8 and (best is None or sum(heads) < best):
            best = sum(heads)
    return best


@pytest.mark.parametrize("patience_s", [None, 90.0])
@pytest.mark.parametrize("seed", range(6))
def test_period_heads_are_as_few_as_brute_force_finds(seed, patience_s):
    rng = np.random.default_rng(seed)
    contacts = np.zeros(48)
    contacts[:4] = rng.uniform(5, 60, 4)
    queue = a_queue(patience_s=patience_s, target=FULL)
    found = period_agents(a_demand(contacts), queue, Sizing(ramp="slot"), floor_share=0.3)
    best = cheapest(contacts[:4], contacts[:4] / 10, queue, 12)
    assert found.period_share >= 0.8 - 1e-9
    assert found.least_head_slots <= best + 1e-9
    assert best <= found.heads.sum() <= best + 1


def test_a_period_target_needs_fewer_heads_than_the_same_target_in_every_slot():
    grid = a_grid(7)
    wave = np.maximum(2.0, 60 + 55 * np.sin(2 * np.pi * (np.arange(grid.slots) - 16) / 48))
    queue = a_queue(patience_s=120.0, target=FULL)
    demand = a_demand(wave, grid=grid)
    by_slot = build_requirement({"billing": demand}, [queue], requirement_id="R").heads.sum()
    found = period_agents(demand, queue)
    built = build_requirement(
        {"billing": demand}, [queue], requirement_id="R", period_floor_share=0.5
    )
    assert (built.heads[0] == found.heads).all()
    assert "period over 50% floors" in built.basis
    assert found.heads.sum() < 0.97 * by_slot
    assert found.heads.sum() <= found.least_head_slots + 1
    assert found.level.min() >= 0.5
    with pytest.raises(InvalidValue, match="floor"):
        period_agents(demand, queue, floor_share=0.9)
