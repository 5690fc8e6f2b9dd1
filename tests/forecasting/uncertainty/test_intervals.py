"""Bands learnt from past errors find the spread that made them."""

import numpy as np
import pytest

from forecasting.uncertainty.intervals import learn_spread
from forecasting.uncertainty.past_errors import PastErrors

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_the_spread_finds_the_rate_uncertainty_that_made_the_errors(share: float) -> None:
    mean = np.full((40, 28, 24), 50.0)
    rates = mean * np.maximum(0, 1 + share * RNG.standard_normal((40, 28, 1)))
    errors = PastErrors(mean, RNG.poisson(rates).astype(float), age_days=np.arange(40, 0, -1))
    spread = learn_spread(errors)
    assert spread.rate_share[-1] == pytest.approx(share, abs=0.04)
    n = 2000
    lead, part, calm = np.full(n, 20), np.zeros(n, dtype=int), np.zeros(n, dtype=bool)
    low, high = spread.quantiles(np.full(n, 50.0), lead, part, calm, (0.1, 0.9))
    facts = RNG.poisson(50.0 * np.maximum(0, 1 + share * RNG.standard_normal(n)))
    assert 0.76 < ((facts >= low) & (facts <= high)).mean() < 0.88


def test_special_days_have_wider_bands() -> None:
    mean = np.full((40, 28, 24), 50.0)
    spread = learn_spread(PastErrors(mean, RNG.poisson(mean).astype(float)))
    one = np.array([50.0]), np.array([5]), np.array([0])
    calm, special = (spread.quantiles(*one, np.array([flag]), (0.1, 0.9)) for flag in (False, True))
    assert special[1, 0] - special[0, 0] > 1.3 * (calm[1, 0] - calm[0, 0])
