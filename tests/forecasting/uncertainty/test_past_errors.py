"""Past errors: relevance, shared origins, refits."""

import numpy as np
import pytest

from forecasting.models.ridge_slots import recalled_origins
from forecasting.uncertainty.intervals import learn_spread
from forecasting.uncertainty.past_errors import PastErrors, mean_of_errors
from forecasting.uncertainty.refits import origins_for

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


def a_part(ages: list[int], level: float, slots: int = 2) -> PastErrors:
    """Forecasts that tell their age: level + age in every slot."""
    age = np.array(ages)
    mean = np.broadcast_to(level + age[:, None, None], (len(ages), 3, slots)).astype(float)
    return PastErrors(mean, np.ones(mean.shape), age_days=age)


def test_the_mean_of_errors_is_taken_at_shared_origins_whatever_their_order() -> None:
    one, other = a_part([30, 20, 10], 0.0), a_part([10, 25, 30], 100.0)
    found = mean_of_errors([one, other], np.array([0.25, 0.75]), [None, None])
    assert found is not None
    assert found.age_days.tolist() == [10, 30]
    assert found.mean[:, 0, 0].tolist() == [85.0, 105.0]


def test_a_part_may_take_the_shape_of_the_day_of_another() -> None:
    lender = PastErrors(np.array([[[3.0, 1.0], [0.0, 0.0]]]), np.ones((1, 2, 2)))
    days = PastErrors(np.array([[[4.0, 4.0], [4.0, 4.0]]]), np.ones((1, 2, 2)))
    found = mean_of_errors([lender, days], np.array([0.0, 1.0]), [None, 0])
    assert found is not None
    assert found.mean.tolist() == [[[6.0, 2.0], [0.0, 0.0]]]


def test_parts_without_a_shared_origin_or_a_fact_have_no_mean() -> None:
    one, nothing = a_part([1, 2], 0.0), PastErrors(np.ones((1, 3, 2)), np.full((1, 3, 2), np.nan))
    assert mean_of_errors([one, a_part([3], 0.0)], np.array([0.5, 0.5]), [None, None]) is None
    assert mean_of_errors([nothing], np.array([1.0]), [None]) is None


@pytest.mark.parametrize(("days", "most"), [(730, 4), (730, 26), (365, 8), (98, 8), (40, 4)])
def test_origins_reach_back_evenly_and_meet_every_weekday(days: int, most: int) -> None:
    chosen = origins_for(days, most)
    assert 1 <= len(chosen) <= most
    (step,) = set(np.diff(chosen).tolist())
    assert step % 7 != 0
    assert days / 3 - 1 < chosen.min() < chosen.max() < days
    assert days - chosen.min() <= 182


def test_a_history_of_days_leaves_no_origin_or_a_few() -> None:
    assert len(origins_for(2, 26)) == 0
    assert len(origins_for(200, 0)) == 0
    assert origins_for(4, 26).tolist() == [3, 2]
