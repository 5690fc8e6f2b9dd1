"""The update of the rest of the day: worth something where days move, harmless where not."""

from dataclasses import replace

import numpy as np
import pytest

from data.model.errors import NotEnoughHistory
from forecasting.intraday.day_ahead import DayAhead
from forecasting.intraday.update import believed, learn_update, update_trail

SLOTS = 48


def a_record(days: int = 150, day_sd: float = 0.1, seed: int = 4, level: float = 40.0) -> DayAhead:
    rng = np.random.default_rng(seed)
    shape = np.where(np.arange(SLOTS) < 14, np.nan, level)
    mean = np.tile(shape, (days, 1))
    rate = mean * (1 + day_sd * rng.standard_normal((days, 1)))
    actual = np.where(np.isfinite(mean), rng.poisson(np.nan_to_num(rate)), np.nan)
    dates = np.datetime64("2024-01-01") + np.arange(days)
    return DayAhead(dates, mean, actual)


def errors(record: DayAhead, first: int, slot: int) -> tuple[float, float, float]:
    """Mean absolute error of the rest's total without and with the update, and cover."""
    trail = update_trail(record)
    none, ours, inside = [], [], []
    for row in range(first, len(record.days)):
        update = trail[row]
        assert update is not None
        rest, low, high = update.rest(record.mean[row], record.actual[row], slot)
        came = np.nansum(record.actual[row, slot:])
        none.append(abs(np.nansum(record.mean[row, slot:]) - came))
        ours.append(abs(rest.sum() - came))
        inside.append(low <= came <= high)
    return float(np.mean(none)), float(np.mean(ours)), float(np.mean(inside))


def test_where_days_move_as_a_whole_the_morning_tells_the_rest_and_the_band_covers() -> None:
    none, ours, cover = errors(a_record(), 40, 26)
    assert ours < 0.6 * none
    assert 0.74 <= cover <= 0.86


def test_where_all_is_noise_nothing_is_lost() -> None:
    none, ours, cover = errors(a_record(day_sd=0.0, level=8.0), 40, 26)
    assert ours <= 1.005 * none
    assert 0.74 <= cover <= 0.88


def test_a_trail_never_looks_ahead() -> None:
    record = a_record(60)
    later = record.actual.copy()
    later[45:] *= 3
    one, two = update_trail(record), update_trail(replace(record, actual=later))
    for a, b in zip(one[:46], two[:46], strict=True):
        assert (a is None) == (b is None)
        if a is not None and b is not None:
            assert np.array_equal(a.strength, b.strength)
            assert np.array_equal(a.band, b.band)
            assert np.array_equal(a.deviations.total, b.deviations.total)


def test_only_slots_that_are_over_are_looked_at() -> None:
    record = a_record()
    update = learn_update(record)
    day = record.actual[-1].copy()
    before = update.rest(record.mean[-1], day, 24)
    day[24:] = 500.0
    after = update.rest(record.mean[-1], day, 24)
    assert np.array_equal(before[0], after[0])
    assert before[1:] == after[1:]


def test_a_day_that_is_over_has_no_rest() -> None:
    record = a_record()
    rest, low, high = learn_update(record).rest(record.mean[-1], record.actual[-1], SLOTS)
    assert (len(rest), low, high) == (0, 0.0, 0.0)


def test_updates_that_never_came_true_are_not_believed() -> None:
    rng = np.random.default_rng(1)
    told, came = rng.standard_normal((2, 100, 1))
    rest = np.full((100, 1), 50.0)
    assert believed(told, came, rest)[0] < 0.15
    assert believed(told, -told, rest)[0] == 0.0
    assert believed(told, 0.5 * told + 0.1 * came, rest)[0] == pytest.approx(0.5, abs=0.05)
    assert believed(told, told, 0.0 * rest)[0] == 0.0


def test_a_slope_within_its_error_of_one_takes_nothing_from_an_update() -> None:
    rng = np.random.default_rng(8)
    told = rng.standard_normal((40, 1))
    came = 0.9 * told + 2.0 * rng.standard_normal((40, 1))
    assert believed(told, came, np.ones((40, 1)))[0] == 1.0


def test_too_few_days_are_refused_in_words() -> None:
    with pytest.raises(NotEnoughHistory, match="too few to learn how a morning tells"):
        learn_update(a_record(5))
