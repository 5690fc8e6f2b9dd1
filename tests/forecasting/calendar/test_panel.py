"""Series folded into days of the local clock."""

from datetime import date

import numpy as np

from data.model.grid import Grid
from forecasting.calendar.panel import DayPanel, fold, same_weekday, unfold, weekday_of
from tests.forecasting.builders import a_series


def test_folding_and_unfolding_a_day_with_a_missing_hour_keeps_the_local_clock() -> None:
    series = a_series(3, first=date(2024, 3, 30), zone="Europe/Berlin")
    panel = fold(series.grid, series.offered)
    assert np.isnan(panel.cells[1, 2])
    assert np.isfinite(np.delete(panel.cells.ravel(), 26)).all()
    assert np.array_equal(unfold(series.grid, panel.days, panel.cells), series.offered)


def test_the_same_weekday_of_other_weeks_is_unknown_beyond_the_history() -> None:
    week_before, week_after = same_weekday(np.arange(10.0), [-1, 1])
    assert np.array_equal(week_before, [*[np.nan] * 7, 0, 1, 2], equal_nan=True)
    assert np.array_equal(week_after, [7, 8, 9, *[np.nan] * 7], equal_nan=True)
    assert np.isnan(same_weekday(np.arange(5.0), [1])).all()


def the_days(count: int) -> np.ndarray:
    return np.arange(np.datetime64("2024-01-01"), np.datetime64("2024-01-01") + count)


def test_an_hour_that_occurs_twice_is_averaged() -> None:
    grid = Grid.for_days(date(2024, 10, 27), 1, 60, "Europe/Berlin")
    panel = fold(grid, np.arange(25.0))
    assert panel.cells[0].tolist() == [0, 1, 2.5, *range(4, 25)]
    assert np.array_equal(panel.days, np.array(grid.days, dtype="datetime64[D]"))


def test_the_first_day_of_1970_was_a_thursday() -> None:
    some = np.array(["1970-01-01", "1969-12-31", "2024-02-29"], dtype="datetime64[D]")
    assert weekday_of(some).tolist() == [day.weekday() for day in some.tolist()] == [3, 2, 3]


def test_a_slot_seldom_recorded_on_its_weekday_is_closed() -> None:
    cells = np.full((7 * 20, 3), np.nan)
    cells[:, :2] = 5.0
    cells[5::7, 1] = np.nan
    cells[5:19:7, 1] = 1.0  # two Saturdays in twenty: a tenth
    panel = DayPanel(the_days(len(cells)), cells)
    assert panel.open_slots[:, 0].all()
    assert panel.open_slots[:, 1].tolist() == [True] * 5 + [False, True]
    assert not panel.open_slots[:, 2].any()


def test_a_silent_feed_is_not_taken_for_closing() -> None:
    cells = np.full((7 * 30, 1), 5.0)
    cells[14:-14] = np.nan
    assert DayPanel(the_days(len(cells)), cells).open_slots.all()


def test_a_weekday_hardly_seen_is_open_as_any_other() -> None:
    cells = np.full((8, 2), 5.0)
    cells[3, 1] = np.nan
    assert DayPanel(the_days(len(cells)), cells).open_slots.all()


def test_a_total_is_scaled_up_by_what_is_usual_in_missing_slots() -> None:
    weekday = np.arange(1.0, 8.0)[:, None] * np.array([10.0, 20.0, 30.0, 15.0, 25.0])
    cells = np.tile(weekday, (6, 1))
    whole = cells.sum(axis=1)
    cells[8, 2] = cells[9, [3, 4]] = np.nan  # 70 and 60 hundredths are left
    cells[10, [1, 2]] = np.nan  # half
    totals = DayPanel(the_days(len(cells)), cells).totals
    assert np.isnan(totals[10])
    assert np.allclose(np.delete(totals, 10), np.delete(whole, 10))


def test_a_complete_day_counts_as_it_is_though_nothing_is_usual() -> None:
    cells = np.zeros((14, 2))
    cells[:, 1] = np.nan
    totals = DayPanel(the_days(14), cells).totals
    assert np.array_equal(totals, np.zeros(14))
    cells[4::7, 0] = np.nan
    assert np.isnan(DayPanel(the_days(14), cells).totals[4::7]).all()
