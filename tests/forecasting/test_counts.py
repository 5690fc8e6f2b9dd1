"""Statistics of counts with gaps."""

import numpy as np
import pytest

from forecasting.counts import anscombe, fading, nan_mean, robust_sd

RNG = np.random.default_rng(1)


@pytest.mark.parametrize("rate", [5.0, 50.0, 500.0])
def test_roots_of_poisson_counts_have_a_variance_of_a_quarter(rate: float) -> None:
    assert anscombe(RNG.poisson(rate, 100_000)).var() == pytest.approx(0.25, rel=0.04)


def test_the_robust_spread_is_that_of_a_normal_and_ignores_a_few_wild_values() -> None:
    values = 3.0 * RNG.standard_normal(10_000)
    values[:100] = 1e6
    assert robust_sd(values) == pytest.approx(3.0, rel=0.05)


def test_means_leave_gaps_out_and_weights_halve() -> None:
    values = np.array([[1.0, np.nan], [3.0, np.nan]])
    assert np.array_equal(nan_mean(values), [2.0, np.nan], equal_nan=True)
    assert fading(3, 1.0).tolist() == [0.25, 0.5, 1.0]
