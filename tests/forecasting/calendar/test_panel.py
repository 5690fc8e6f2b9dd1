"""Series folded into days of the local clock."""

from datetime import date

import numpy as np

from forecasting.calendar.panel import fold, same_weekday, unfold
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
