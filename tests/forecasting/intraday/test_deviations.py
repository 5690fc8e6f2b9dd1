"""Covariances of a day's hours: found again from drawn days, and what they say of the rest."""

import numpy as np

from forecasting.intraday.deviations import HourlyDeviations, day_deviations, learn_deviations

HOURS = 24


def drawn(
    days: int, day_sd: float, hour_sd: float, level: float = 200.0, follow: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    z = rng.standard_normal(days)
    for day in range(1, days):
        z[day] = follow * z[day - 1] + np.sqrt(1 - follow**2) * z[day]
    mean = np.full((days, HOURS), level)
    rate = mean * (1 + day_sd * z[:, None]) * (1 + hour_sd * rng.standard_normal(mean.shape))
    return mean, rng.poisson(np.maximum(rate, 0)).astype(float)


def test_the_variances_of_day_and_hour_are_found_again() -> None:
    found = learn_deviations(*drawn(400, 0.10, 0.05))
    assert abs(np.sqrt(found.shared.mean()) - 0.10) < 0.02
    assert abs(np.sqrt(found.own.mean()) - 0.05) < 0.02


def test_nothing_but_noise_has_no_variance_to_update_by() -> None:
    mean, actual = drawn(400, 0.0, 0.0)
    found = learn_deviations(mean, actual)
    rest = np.where(np.arange(HOURS) < 12, 0.0, mean[0])
    moved, _ = found.rest(mean[0] - rest, 1.1 * (mean[0] - rest), rest)
    assert np.abs(moved).max() < 0.03


def test_the_rest_moves_by_the_share_of_the_surprise_that_the_day_explains() -> None:
    deviations = HourlyDeviations(np.full((2, 2), 0.01), np.zeros(2))
    # 100 contacts expected: noise .01 beside a day's variance of .01, so half is believed.
    moved, left = deviations.rest(
        np.array([100.0, 0.0]), np.array([110.0, 0.0]), np.array([0.0, 100.0])
    )
    assert np.isclose(moved[1], 0.05)
    assert np.isclose(left, 0.005)


def test_a_burst_in_one_hour_counts_no_more_than_its_limit() -> None:
    deviations = HourlyDeviations(np.full((2, 2), 0.01), np.zeros(2))
    args = np.array([100.0, 0.0]), np.array([0.0, 100.0])
    far, further = (
        deviations.rest(args[0], np.array([seen, 0.0]), args[1])[0][1] for seen in (200.0, 900.0)
    )
    assert far == further
    assert far < 0.2


def test_a_day_that_follows_the_one_before_is_told_at_midnight() -> None:
    mean, actual = drawn(400, 0.10, 0.02, follow=0.8)
    found = learn_deviations(mean, actual)
    assert 0.5 * 0.01 < found.follows < 0.01
    nothing = np.zeros(HOURS)
    moved, _ = found.rest(nothing, nothing, mean[0], before=0.1)
    assert (moved > 0.04).all()
    assert (found.rest(nothing, nothing, mean[0])[0] == 0).all()


def test_closed_hours_and_unknown_days_say_nothing() -> None:
    mean, actual = drawn(200, 0.10, 0.05)
    mean[:, :6] = actual[:, :6] = 0.0
    mean[5] = actual[5] = 0.0
    found = learn_deviations(mean, actual)
    assert np.isfinite(found.total).all()
    assert np.isnan(day_deviations(mean, actual)[5])
    assert abs(np.sqrt(found.shared[8:, 8:].mean()) - 0.10) < 0.03
