"""What an hour usually brings, and what calm hours say of those to come."""

import numpy as np

from forecasting.intraday.surge_ahead import WINDOWS, calm_part, learn_calm
from forecasting.intraday.usual import by_hour_of_day, usual_days

WEEK = np.array([7.0, 6.0, 5.0, 5.0, 5.0, 3.0, 2.0])


def days_of(weeks: int) -> np.ndarray:
    """Counts of weeks by weekday and hour, without any chance."""
    return np.tile(WEEK[:, None] * np.arange(1.0, 25.0), (weeks, 1))


def test_days_alike_by_weekday_are_their_own_usual_from_the_fourth_week_on() -> None:
    cells = days_of(10)
    found = usual_days(cells)
    assert np.isnan(found[:21]).all()
    assert np.allclose(found[21:], cells[21:])


def test_storms_and_days_unknown_do_not_lift_the_usual() -> None:
    cells = days_of(12)
    stormy = cells.copy()
    stormy[[21, 35, 49]] *= 9.0  # three Mondays of the eight before
    stormy[60, 3] = np.nan
    found = usual_days(stormy)
    assert np.allclose(found[70:], cells[70:])
    assert np.allclose(found[60], cells[60])


def test_the_usual_moves_with_the_level_of_the_last_ten_days() -> None:
    cells = days_of(12)
    cells[70:] *= 1.5
    found = usual_days(cells)
    assert np.allclose(found[74], cells[74] / 1.5)  # four of ten are higher: not yet
    assert np.allclose(found[77], cells[77])


def test_the_usual_is_of_the_last_eight_weeks_and_half_a_contact_at_the_least() -> None:
    cells = days_of(20)
    cells[: 7 * 10] *= np.linspace(0.1, 3.0, 24)  # another shape, forgotten after eight weeks
    cells[:, 0] = 0.0
    found = usual_days(cells)[-1]
    assert np.allclose(found[1:], cells[-1, 1:])
    assert found[0] == 0.5


def test_slots_are_summed_to_hours_and_one_unknown_makes_its_hour_unknown() -> None:
    cells = np.arange(96.0)[None].repeat(2, axis=0)
    cells[1, 5] = np.nan
    found = by_hour_of_day(cells)
    assert found[0].tolist() == [4 * (4 * hour + 1.5) for hour in range(24)]
    assert np.flatnonzero(np.isnan(found[1])).tolist() == [1]


def test_calm_is_the_mean_of_the_last_hours_cut_at_twice_what_is_usual() -> None:
    usual = np.full(30, 5.0)
    usual[4] = np.nan
    gap = np.arange(30.0) / 10
    found = calm_part(gap, usual, np.full(30, 4.0))
    for column, hours in zip(found.T, WINDOWS, strict=True):
        padded = np.concatenate([np.zeros(hours), gap])
        means = [padded[i + 1 : i + 1 + hours].mean() for i in range(30)]
        assert np.allclose(column, means)
    gap[[4, 9]], gap[12] = 100.0, -100.0
    now = calm_part(gap, usual, np.full(30, 4.0))[:, 0]
    assert now[[4, 9, 12]].tolist() == [8.0, 10.0, -10.0]  # where none is known, of the mean hour


def test_weights_of_calm_are_found_beside_hours_that_lie_far_off() -> None:
    rng = np.random.default_rng(4)
    part = rng.normal(0, 20, (4000, 4))
    truth, weight = np.array([0.5, 0.2, 0.0, 0.3]), np.full(4000, 10.0)
    later = part @ truth
    later[:600] += 400.0  # least squares would follow them
    used = np.arange(4000) < 3800
    later[3800:] = 1e6
    found = learn_calm(part, later, weight, used)
    assert np.allclose(found, truth, atol=0.02)
    assert np.allclose(learn_calm(10 * part, 10 * later, 10 * weight, used), found, atol=0.02)
    assert learn_calm(part, later, weight, np.zeros(4000, dtype=bool)).tolist() == [0, 0, 0, 0]
