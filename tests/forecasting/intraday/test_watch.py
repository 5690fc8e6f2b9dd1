"""Off the forecast or noise: the stated rate of false alarms, and how soon a shift is found."""

import numpy as np
import pytest

from forecasting.intraday.watch import (
    alarms,
    departures,
    hours_slots,
    last_hours,
    learn_limits,
    limit_for,
    one_step,
    residuals,
)

SLOTS = 48


def a_profile() -> np.ndarray:
    return 20 + 60 * np.exp(-(((np.arange(SLOTS) - 22) / 8) ** 2))


def some_days(days: int, seed: int, day_sd: float = 0.08, slot_sd: float = 0.1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = rng.gamma(1 / day_sd**2, day_sd**2, (days, 1))
    own = rng.gamma(1 / slot_sd**2, slot_sd**2, (days, SLOTS))
    return rng.poisson(a_profile() * level * own).astype(float)


def begun(found: np.ndarray) -> int:
    return int((found & ~np.pad(found, ((0, 0), (1, 0)))[:, :-1]).sum())


def test_residuals_are_standard_normal_where_the_forecast_is_right() -> None:
    rng = np.random.default_rng(1)
    mean = np.tile(a_profile(), 200)
    rates = rng.gamma(1 / 0.02, 0.02, len(mean)) * mean
    came = rng.poisson(rates).astype(float)
    came[:5] = np.nan
    z = residuals(came, mean, 0.02, rng)
    assert np.isnan(z[:5]).all()
    assert abs(np.nanmean(z)) < 0.03
    assert np.nanstd(z) == pytest.approx(1.0, abs=0.03)
    assert np.nanmean(np.abs(z) > 1.2816) == pytest.approx(0.2, abs=0.02)


def test_the_limit_gives_the_rate_that_it_states() -> None:
    limit, weeks = limit_for(0.0, 336, 12.0)
    assert weeks >= 12.0
    z = np.random.default_rng(99).standard_normal((400, 4 * 336))
    per_week = begun(alarms(z, limit)) / (400 * 4)
    assert 0.6 / 12 < per_week < 1.5 / 12
    stricter, rarer = limit_for(0.0, 336, 26.0)
    assert stricter > limit
    assert rarer > weeks


def test_calm_days_never_seen_raise_few_alarms_and_a_busy_hour_is_found() -> None:
    mean = np.tile(a_profile(), (120, 1))
    limits = learn_limits(some_days(120, 3), mean, 7 * SLOTS)
    assert limits.slots > 5000
    rng = np.random.default_rng(7)
    fresh = some_days(240, 8)

    def judged(days: np.ndarray) -> np.ndarray:
        return np.array([departures(d, a_profile(), limits, rng) > 0 for d in days])

    assert begun(judged(fresh)) <= 3 * 240 / 7 / 12  # twelve weeks are asked for
    busy = fresh.copy()
    busy[:, 20:24] *= 1.7
    assert judged(busy)[:, 20:24].any(axis=1).mean() > 0.8


def test_a_small_queue_doubled_for_eight_hours_is_found_at_the_same_rate_of_false_alarms() -> None:
    small = 0.05 * a_profile()  # at most four in half an hour: no single slot tells

    def days(count: int, seed: int, factor: float | np.ndarray = 1.0) -> np.ndarray:
        return np.random.default_rng(seed).poisson(small * factor, (count, SLOTS)).astype(float)

    limits = learn_limits(days(180, 1), np.tile(small, (180, 1)), 7 * SLOTS)
    assert limits.weeks >= 12
    twice = np.where((np.arange(SLOTS) >= 18) & (np.arange(SLOTS) < 34), 2.0, 1.0)
    rng = np.random.default_rng(7)
    found = np.array([departures(d, small, limits, rng) for d in days(200, 2, twice)])
    assert (found[:, 18:34] > 0).any(axis=1).mean() > 0.85
    alone = learn_limits(days(180, 1), np.tile(small, (180, 1)), 7 * SLOTS).limit
    sudden = [alarms(residuals(d, one_step(d, small), limits.variance, rng), alone)
              for d in days(200, 2, twice)]  # fmt: skip
    assert np.array(sudden)[:, 18:34].any(axis=1).mean() < 0.75
    calm = np.array([departures(d, small, limits, rng) > 0 for d in days(336, 3)])
    assert begun(calm) <= 2 * 336 / 7 / 12
    assert set(np.unique(found)) <= {0, 2, hours_slots(SLOTS)}


def test_the_last_hours_are_summed_without_what_is_not_known() -> None:
    found = last_hours(np.array([1.0, np.nan, 2.0, 3.0, 4.0]), 3)
    assert found.tolist() == [1.0, 1.0, 3.0, 5.0, 9.0]


def test_two_slots_in_a_row_are_needed_on_one_side() -> None:
    z = np.zeros((3, 6))
    z[0, 3] = 9.0
    z[1, 3:5] = 9.0, -9.0
    z[2, 3:5] = 4.0, 4.0
    assert not alarms(z, 1.0)[0].any()
    assert not alarms(z, 1.0)[1].any()
    assert alarms(z, 1.0)[2].tolist() == [False, False, False, False, True, False]
    z[2, 4] = np.nan  # late: nothing is said about it, the next one counts
    z[2, 5] = 4.0
    assert alarms(z, 1.0)[2].tolist() == [False] * 5 + [True]


def test_the_level_of_the_day_is_carried_on_from_slot_to_slot() -> None:
    mean = a_profile()
    steps = one_step(1.5 * mean, mean)
    assert steps[0] == mean[0]
    assert steps[30] == pytest.approx(1.5 * mean[30], rel=0.03)
    assert np.array_equal(one_step(np.full(SLOTS, np.nan), mean), mean)
