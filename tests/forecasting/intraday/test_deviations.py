"""Covariances of a day's hours: found again from drawn days, and what they say of the rest."""

import numpy as np
import pytest

from forecasting.intraday.deviations import (
    HourlyDeviations,
    _components,
    _from_day_to_day,
    day_deviations,
    learn_deviations,
)

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
    apart = ~np.eye(HOURS, dtype=bool)
    shared = found.total[apart].mean()
    assert abs(np.sqrt(shared) - 0.10) < 0.02
    assert abs(np.sqrt(np.diag(found.total).mean() - shared) - 0.05) < 0.02


def test_nothing_but_noise_has_no_variance_to_update_by() -> None:
    mean, actual = drawn(400, 0.0, 0.0)
    found = learn_deviations(mean, actual)
    rest = np.where(np.arange(HOURS) < 12, 0.0, mean[0])
    moved, _ = found.rest(mean[0] - rest, 1.1 * (mean[0] - rest), rest)
    assert np.abs(moved).max() < 0.03


def test_the_rest_moves_by_the_share_of_the_surprise_that_the_day_explains() -> None:
    deviations = HourlyDeviations(np.full((2, 2), 0.01))
    # 100 contacts expected: noise .01 beside a day's variance of .01, so half is believed.
    moved, left = deviations.rest(
        np.array([100.0, 0.0]), np.array([110.0, 0.0]), np.array([0.0, 100.0])
    )
    assert np.isclose(moved[1], 0.05)
    assert np.isclose(left, 0.005)


def test_evenings_that_swing_against_mornings_are_told_so() -> None:
    rng = np.random.default_rng(5)
    late = np.arange(HOURS) >= 12
    mean = np.full((200, HOURS), 200.0)
    side = 0.10 * rng.standard_normal((200, 1)) * np.where(late, -1.0, 1.0)
    found = learn_deviations(mean, rng.poisson(mean * (1 + side)).astype(float))
    seen = np.where(late, 0.0, mean[0])
    moved, left = found.rest(seen, 1.1 * seen, mean[0] - seen)
    assert (moved[late] < -0.06).all()
    assert left < 0.002


def test_few_days_do_not_bend_the_law_that_they_were_drawn_from() -> None:
    found = learn_deviations(*drawn(25, 0.10, 0.0))
    apart = found.total[~np.eye(HOURS, dtype=bool)]
    assert apart.std() < 0.1 * apart.mean()


def test_what_the_day_before_tells_leaves_no_hour_a_negative_variance() -> None:
    rng = np.random.default_rng(6)
    mean, actual = drawn(60, 0.05, 0.02, follow=0.9)
    actual[:, 12:] *= 1 + 0.3 * rng.standard_normal((60, 1))
    found = learn_deviations(mean, actual)
    edge = np.full((1, HOURS), found.follows)
    joint = np.block([[found.total, edge.T], [edge, np.array([[found.day_before]])]])
    assert found.follows > 0
    assert np.linalg.eigvalsh(joint).min() > -1e-9


def test_a_burst_in_one_hour_counts_no_more_than_its_limit() -> None:
    deviations = HourlyDeviations(np.full((2, 2), 0.01))
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
    assert abs(np.sqrt(found.total[8:, 8:].mean()) - 0.10) < 0.03


@pytest.mark.parametrize(
    ("day", "lasting", "memory_h"), [(0.02, 0.03, 4.0), (0.0, 0.03, 8.0), (0.02, 0.0, 1.0)]
)
def test_day_and_lasting_parts_of_an_exact_covariance_are_told_apart(
    day: float, lasting: float, memory_h: float
) -> None:
    apart = np.subtract.outer(np.arange(HOURS), np.arange(HOURS))[np.tril_indices(HOURS, -1)] * 1.0
    moment = day + lasting * np.exp(-apart / memory_h)
    found = _components(apart, moment, np.linspace(1.0, 5.0, len(apart)))
    assert np.allclose(found[:2], (day, lasting), atol=1e-9)
    assert lasting == 0 or found[2] == memory_h
    assert _components(apart, -np.ones(len(apart)), np.ones(len(apart))) == (0.0, 0.0, 1.0)


def test_a_day_covaries_with_the_last_known_one_before() -> None:
    ups = np.where(np.arange(30) % 4 < 2, 0.1, -0.1)  # up, up, down, down: as often alike as not
    gaps = np.insert(ups, [7, 15], np.nan)
    steady = np.full(30, 0.1)
    weight = np.ones(30)
    assert np.allclose(_from_day_to_day(steady, weight), (0.01, 0.01))
    assert np.allclose(_from_day_to_day(ups, weight), (0.01 / 29, 0.01))
    assert _from_day_to_day(gaps, np.ones(32)) == _from_day_to_day(ups, weight)
    assert _from_day_to_day(-steady * np.sign(ups) * (-1.0) ** np.arange(30), weight)[0] == 0.0
    assert _from_day_to_day(steady[:19], weight[:19]) == (0.0, 1.0)
    # The last days count twice as much: they were alike, the first were not.
    both = np.concatenate([0.1 * (-1.0) ** np.arange(20), np.full(20, 0.1)])
    late = np.repeat([1.0, 2.0], 20)
    assert _from_day_to_day(both, late)[0] > _from_day_to_day(both, late[::-1])[0] == 0.0


def test_days_far_off_the_others_hardly_widen_the_covariance() -> None:
    mean, actual = drawn(300, 0.10, 0.05)
    calm = learn_deviations(mean, actual)
    stormy = actual.copy()
    stormy[[100, 200, 280]] *= 4.0
    found = learn_deviations(mean, stormy)
    assert found.total.mean() < 3 * calm.total.mean()  # with equal weights ten times as much
    plain = ((stormy / mean - 1).mean(axis=1) ** 2).mean()
    assert plain > 8 * calm.total.mean()


def test_where_nothing_is_left_of_a_day_nothing_moves_its_total() -> None:
    deviations = HourlyDeviations(np.full((2, 2), 0.01))
    _, left = deviations.rest(np.array([100.0, 100.0]), np.array([110.0, 90.0]), np.zeros(2))
    assert left == 0.0
