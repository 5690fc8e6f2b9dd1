"""Spread of rates over slots and days is found as it was drawn."""

from datetime import date

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.forecast import Dispersion
from data.model.grid import Grid
from forecasting.uncertainty.dispersion import learn_dispersion
from forecasting.uncertainty.past_errors import PastErrors

LEADS, SLOTS, ORIGINS = 28, 24, 60
LEVEL = 400.0


def past(truth: Dispersion, seed: int = 1, level: float = LEVEL) -> PastErrors:
    """Forecasts of a steady queue whose rates are off as `truth` says."""
    rng = np.random.default_rng(seed)
    grid = Grid.for_days(date(2025, 3, 3), LEADS, 60, "UTC")
    rates = level * truth.factors(grid, ORIGINS, rng).reshape(ORIGINS, LEADS, SLOTS)
    return PastErrors(np.full(rates.shape, level), rng.poisson(rates).astype(float))


def a_truth(slot_correlation: float, day_sd: float = 0.1, slot_sd: float = 0.12) -> Dispersion:
    days, slots = np.full(LEADS, day_sd), np.full(LEADS * SLOTS, slot_sd)
    return Dispersion(days, slots, 0.5, slot_correlation)


def learnt(errors: PastErrors) -> Dispersion:
    grid = Grid.for_days(date(2025, 6, 2), LEADS, 60, "UTC")
    return learn_dispersion(errors, grid, 1, np.zeros(LEADS, dtype=bool))


@pytest.mark.parametrize("slot_correlation", [0.0, 0.5, 0.8])
def test_what_lasts_over_slots_and_over_days_is_told_apart(slot_correlation: float) -> None:
    truth = a_truth(slot_correlation)
    found = learnt(past(truth))
    assert found.slot_correlation == pytest.approx(slot_correlation, abs=0.06)
    assert found.day_sd_share.mean() == pytest.approx(0.1, abs=0.012)
    assert found.slot_sd_share.mean() == pytest.approx(0.12, abs=0.012)
    assert found.day_correlation == pytest.approx(0.5, abs=0.12)


@pytest.mark.parametrize("slot_correlation", [0.0, 0.8])
def test_a_span_of_four_hours_varies_as_it_did(slot_correlation: float) -> None:
    errors = past(a_truth(slot_correlation))
    grid = Grid.for_days(date(2025, 6, 2), LEADS, 60, "UTC")
    factors = learnt(errors).factors(grid, 2000, np.random.default_rng(5))
    for slots in (4, 24):
        came = errors.actual.reshape(ORIGINS, -1, slots).mean(axis=2) / LEVEL
        drawn = factors.reshape(2000, -1, slots).mean(axis=2)
        assert drawn.std() == pytest.approx(came.std(), rel=0.06)


def test_chance_alone_neither_lasts_nor_spreads() -> None:
    found = learnt(past(a_truth(0.8, 0.0, 0.0), level=9.0))
    assert found.slot_sd_share.mean() < 0.06
    assert found.day_sd_share.mean() < 0.06


def test_rates_that_last_keep_their_size_from_the_first_slot_on() -> None:
    grid = Grid.for_days(date(2025, 6, 2), 2, 60, "UTC")
    truth = Dispersion(np.zeros(2), np.full(48, 0.1), 0.5, 0.8)
    z = (truth.factors(grid, 20_000, np.random.default_rng(2)) - 1) / 0.1
    assert z.std(axis=0) == pytest.approx(np.ones(48), abs=0.03)
    apart = [np.corrcoef(z[:, 10], z[:, 10 + lag])[0, 1] for lag in (1, 2, 5)]
    assert apart == pytest.approx([0.8, 0.64, 0.8**5], abs=0.03)


def test_a_level_that_moves_as_one_is_told_from_days_that_follow_each_other() -> None:
    steady = Dispersion(np.full(LEADS, 0.1), np.full(LEADS * SLOTS, 0.05), 0.2, 0.3, 0.5)
    found = learnt(past(steady))
    assert found.period_share == pytest.approx(0.5, abs=0.15)
    assert learnt(past(a_truth(0.3))).period_share < 0.15


@pytest.mark.parametrize("period_share", [0.0, 0.5])
def test_the_total_of_a_forecast_varies_as_it_did(period_share: float) -> None:
    truth = Dispersion(np.full(LEADS, 0.1), np.full(LEADS * SLOTS, 0.05), 0.3, 0.3, period_share)
    errors = past(truth)
    grid = Grid.for_days(date(2025, 6, 2), LEADS, 60, "UTC")
    drawn = learnt(errors).factors(grid, 4000, np.random.default_rng(5)).mean(axis=1)
    came = errors.actual.mean(axis=(1, 2)) / LEVEL
    assert drawn.std() == pytest.approx(came.std(), rel=0.1)


def test_rates_that_move_with_their_period_refuse_to_be_drawn_without_it() -> None:
    truth = Dispersion(np.full(2, 0.1), np.full(48, 0.1), period_share=0.5)
    grid = Grid.for_days(date(2025, 6, 2), 2, 60, "UTC")
    with pytest.raises(InvalidValue, match="its shock is missing"):
        truth.factors_of(grid, np.zeros((1, 2)), np.zeros((1, 48)))
