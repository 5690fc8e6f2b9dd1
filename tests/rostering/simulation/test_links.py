"""Queues whose days are off together: the pool feels it, each queue alone does not."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from data.model.errors import InvalidValue
from rostering.simulation import simulate_heads
from rostering.simulation.report import eight_of_ten
from rostering.simulation.traffic import traffic_of
from tests.rostering.staffing.builders import a_forecast, a_grid, a_queue

QUEUES = ("faults", "billing", "claims")


def a_centre(days=40, day_sd=0.2):
    grid = a_grid(days)
    forecasts = {q: a_forecast(60.0, 180.0, grid, q, day_sd, 0.02) for q in QUEUES}
    return grid, [a_queue(q, patience_s=120.0) for q in QUEUES], forecasts


def day_rates(links, draws=40):
    grid, queues, forecasts = a_centre()
    traffic = traffic_of(forecasts, queues, grid, links=links)
    rates = [traffic.rates(3, k) for k in range(draws)]
    days = [np.add.reduceat(r, range(0, grid.slots, grid.slots_per_day), axis=1) for r in rates]
    return np.concatenate(days, axis=1)


def test_days_move_together_as_far_as_the_links_say():
    links = np.array([[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]])
    found = np.corrcoef(day_rates(links))
    assert found[0, 1] == pytest.approx(0.8, abs=0.05)
    assert abs(found[0, 2]) < 0.1
    assert abs(np.corrcoef(day_rates(None))[0, 1]) < 0.1


def test_each_queue_alone_varies_as_before():
    linked, apart = day_rates(np.full((3, 3), 0.9) + 0.1 * np.eye(3)), day_rates(None)
    assert linked.std(axis=1) == pytest.approx(apart.std(axis=1), rel=0.1)


def test_contradicting_links_still_give_unit_variances():
    odd = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    assert day_rates(odd).std(axis=1) == pytest.approx(day_rates(None).std(axis=1), rel=0.1)


def test_a_pool_of_linked_queues_keeps_its_target_less_often():
    grid, queues, forecasts = a_centre(14)
    heads = np.full((1, grid.slots), 21)
    shared = np.ones((1, 3), dtype=bool)

    def worst_days(links):
        report = simulate_heads(
            forecasts, queues, heads, grid=grid, group_skills=shared, links=links, replications=20
        )
        met = report.sums[:, :, :, 4].sum(axis=1).reshape(20, 14, -1).sum(axis=2)
        offered = report.sums[:, :, :, 0].sum(axis=1).reshape(20, 14, -1).sum(axis=2)
        return np.quantile(met / offered, 0.1)

    assert worst_days(np.ones((3, 3))) < worst_days(None) - 0.05


def test_links_of_other_queues_are_refused():
    grid, queues, forecasts = a_centre(1)
    with pytest.raises(InvalidValue, match="correlation matrix of 3 queues"):
        traffic_of(forecasts, queues, grid, links=np.eye(2))


def a_moving_centre(share):
    grid, queues, forecasts = a_centre(28, 0.1)
    moved = {
        name: replace(f, dispersion=replace(f.dispersion, day_correlation=0.0, period_share=share))
        for name, f in forecasts.items()
    }
    return grid, queues, moved


def period_levels(links=None, horizons=20, share=0.6):
    grid, queues, forecasts = a_moving_centre(share)
    traffic = replace(traffic_of(forecasts, queues, grid, links=links), horizons=horizons)
    usual = traffic.contacts.sum(axis=1)
    return np.array([traffic.rates(3, k).sum(axis=1) / usual for k in range(horizons)])


def test_the_level_of_a_period_moves_as_one_and_queues_move_together():
    apart, together = period_levels(horizons=80), period_levels(np.ones((3, 3)))
    # Of a day's 10 % a part of .6 stays in the mean of 28 days, and 1/28 of the rest.
    assert apart.std(axis=0) == pytest.approx(np.full(3, 0.1 * np.sqrt(0.6 + 0.4 / 28)), rel=0.15)
    assert period_levels(share=0.0).std() < 0.03
    assert np.corrcoef(together.T)[0, 1] > 0.95
    assert abs(np.corrcoef(apart.T)[0, 1]) < 0.3


def test_a_few_horizons_show_levels_from_both_sides_of_the_forecast():
    for horizons in (2, 6):
        found = period_levels(horizons=horizons)
        assert np.abs(found.mean(axis=0) - 1).max() < 0.03
        assert (found.max(axis=0) > 1.03).all()
        assert (found.min(axis=0) < 0.97).all()


def test_what_may_come_is_wider_than_how_well_the_mean_is_known():
    grid, queues, forecasts = a_moving_centre(0.8)
    heads = np.full((3, grid.slots), 8)
    report = simulate_heads(forecasts, queues, heads, grid=grid, replications=20)
    low, high = report.range_of("faults")["service_level"]
    mean = report.service_level("faults")
    assert high - low > 2 * float(mean.high - mean.low)
    told = report.as_json(slots=False)
    assert told["queues"]["faults"]["range"]["service_level"] == [round(low, 4), round(high, 4)]
    assert told["range_levels"] == [0.1, 0.9]
    once = simulate_heads(forecasts, queues, heads, grid=grid, replications=1)
    assert np.isnan(once.range_of("faults")["asa_s"]).all()


@pytest.mark.parametrize("share", [0.0, 0.6, 1.0])
def test_a_range_of_twenty_horizons_holds_eight_of_ten_of_those_to_come(share):
    """`share`: part of the spread that is the level's, evenly spread over horizons."""
    grid, queues, forecasts = a_moving_centre(1.0)
    traffic = replace(traffic_of(forecasts, queues, grid), horizons=20)
    level = np.array([traffic._period_shocks(3, k)[0] for k in range(20)])
    rng = np.random.default_rng(5)
    figures = np.sqrt(share) * level + np.sqrt(1 - share) * rng.standard_normal((2000, 20))
    ends = np.array([eight_of_ten(one) for one in figures])
    held = float((ndtr(ends[:, 1]) - ndtr(ends[:, 0])).mean())
    assert abs(held - 0.8) < 0.035
