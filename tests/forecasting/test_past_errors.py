import numpy as np
import pytest

from forecasting.forecasters.ridge_slots import recalled_origins
from forecasting.intervals import learn_spread
from forecasting.past_errors import PastErrors

RNG = np.random.default_rng(4)


def made(age_days: np.ndarray, size: np.ndarray) -> PastErrors:  # type: ignore[type-arg]
    """Forecasts of 400 contacts/slot, whose errors have a given share of it."""
    mean = np.full((len(age_days), 28, 24), 400.0)
    actual = mean * np.maximum(0.0, 1.0 + size[:, None, None] * RNG.standard_normal(mean.shape))
    return PastErrors(mean, actual, age_days=age_days)


def test_errors_fade_and_come_back_in_their_season() -> None:
    ages = np.array([0, 120, 182, 365, 547])
    weight = made(ages, np.full(5, 0.1)).relevance[:, 14]
    assert weight[:2] == pytest.approx([1.0, 0.5])
    assert weight[2] < 0.4
    assert weight[3] > 1.0
    assert weight[4] < 0.05


def test_errors_of_the_last_months_are_not_counted_twice_as_season() -> None:
    assert made(np.arange(0, 90, 6), np.full(15, 0.1)).relevance.max() <= 1.0


def width_of_a_hot_season_a_year_ago(ages: np.ndarray) -> float:  # type: ignore[type-arg]
    """Learnt width when all was calm but 350 to 380 days ago."""
    size = np.where(np.abs(ages - 365) < 16, 0.3, 0.05)
    spread = learn_spread(made(ages, size))
    lead, part = np.full(4, 10), np.arange(4)
    plain = np.zeros(4, dtype=bool)
    low, high = spread.quantiles(np.full(4, 400.0), lead, part, plain, (0.1, 0.9))
    return float((high - low).mean())


def test_a_season_that_was_hard_to_foretell_a_year_ago_widens_the_bands_again() -> None:
    calm = width_of_a_hot_season_a_year_ago(np.arange(0, 180, 6))
    recalled = width_of_a_hot_season_a_year_ago(np.r_[np.arange(0, 180, 6), 353:378:6])
    forgotten = width_of_a_hot_season_a_year_ago(np.r_[np.arange(0, 180, 6), 203:228:6])
    assert recalled > 1.3 * calm
    assert forgotten == pytest.approx(calm, rel=0.05)


def test_only_a_model_with_all_of_its_regressors_recalls_last_year() -> None:
    reach = np.arange(0, 400, 2)  # days ago
    young, grown = (reach[::-1][recalled_origins(now - reach[::-1], now)] for now in (560, 1100))
    assert young.max() < 180
    assert grown.max() > 380
    assert ((grown < 180) | (grown > 309)).all()
