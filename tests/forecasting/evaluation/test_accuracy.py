"""Measures of error against worked examples and simulation."""

import numpy as np
import pytest

from forecasting.evaluation.accuracy import bias, cover, pinball, poisson_floor, wape


def test_wape_and_bias_of_a_worked_example() -> None:
    actual, mean = np.array([10.0, 20.0, np.nan]), np.array([12.0, 15.0, 99.0])
    assert wape(actual, mean) == pytest.approx(7 / 30)
    assert bias(actual, mean) == pytest.approx(-3 / 30)


def test_pinball_of_the_median_is_half_the_absolute_error() -> None:
    actual, band = np.array([4.0, 8.0]), np.array([[5.0, 5.0]])
    assert pinball(actual, band, (0.5,)) == pytest.approx(0.5 * 2.0)


@pytest.mark.parametrize(("rate", "floor"), [(10, 0.25), (50, 0.113), (250, 0.0504)])
def test_the_poisson_floor_is_about_root_two_over_pi_x(rate: float, floor: float) -> None:
    assert poisson_floor(np.ones(5), np.full(5, float(rate))) == pytest.approx(floor, rel=0.02)


def test_the_floor_agrees_with_simulation() -> None:
    rates = np.array([0.3, 2.0, 7.0])
    draws = np.random.default_rng(0).poisson(rates, (200_000, 3))
    simulated = np.abs(draws - rates).mean(axis=0).sum() / rates.sum()
    assert poisson_floor(np.ones(3), rates) == pytest.approx(simulated, rel=0.01)


def test_cover_counts_known_slots_only() -> None:
    actual = np.array([1.0, 5.0, np.nan])
    assert cover(actual, np.zeros(3), np.full(3, 2.0)) == 0.5
