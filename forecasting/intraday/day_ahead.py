"""Day-ahead forecasts of days that are over: what every update within the day is learnt from."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold
from forecasting.models.ridge_slots import RidgeSlots
from forecasting.pipeline import admitted, mean_again, screened
from forecasting.ridge.regression import one_thread

_REFRESH_DAYS = 7  # members are put through the admission test once a week


@dataclass(frozen=True, eq=False)
class DayAhead:
    """What was expected at each midnight for the day that began, beside what came.

    Parameters
    ----------
    days
        Local dates, ascending, datetime64[D], shape (days,).
    mean, actual
        Expected and counted contacts [contacts/slot], shape (days, slots of a day); NaN where
        unknown or closed.
    """

    days: np.ndarray
    mean: FloatArray
    actual: FloatArray

    def newest(self, days: int) -> "DayAhead":
        """The last days of it."""
        return DayAhead(self.days[-days:], self.mean[-days:], self.actual[-days:])


@one_thread()
def day_ahead_of(
    series: ContactSeries,
    special_days: SpecialDays,
    first: date,
    last: date,
    *,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> DayAhead:
    """Forecast each day of first .. last at its midnight, from what was known then.

    Members pass the admission test once a week, and are fitted anew every night in between.

    Parameters
    ----------
    executor
        Processes over which the weeks are spread; this one alone if None.

    Raises
    ------
    NotEnoughHistory
        If nothing is known before the first day.
    """
    grid = series.grid
    chosen = [k for k, day in enumerate(grid.days) if first <= day <= last]
    if not chosen or not np.isfinite(series.offered[: grid.slot_at(grid.days[chosen[0]], 0)]).any():
        raise NotEnoughHistory(
            tr("{queue_id}: nothing is known before {first}", queue_id=series.queue_id, first=first)
        )
    weeks = [chosen[k : k + _REFRESH_DAYS] for k in range(0, len(chosen), _REFRESH_DAYS)]
    jobs = ((_until(series, week[-1]), special_days, tuple(week)) for week in weeks)
    made = executor.map(_week, *zip(*jobs, strict=True)) if executor else map(_alone, jobs)
    cells = []
    for done, rows in enumerate(made, 1):
        cells.append(rows)
        progress(done, len(weeks))
    panel = fold(grid, series.offered)
    mean, actual = np.vstack(cells), panel.cells[chosen]
    return DayAhead(panel.days[chosen], np.where(np.isfinite(actual), mean, np.nan), actual)


def recent_days_ahead(series: ContactSeries, special_days: SpecialDays) -> DayAhead:
    """Days of the last year beside what a night before would have expected of them.

    From a single fit of the main forecaster: for a queue whose nightly versions are not kept, in
    a second where `day_ahead_of` takes a minute.

    Raises
    ------
    NotEnoughHistory
        If no whole day of the history is known.
    """
    rows, mean = RidgeSlots().fit(screened(series, special_days), special_days).days_ahead()
    panel = fold(series.grid, series.offered)
    actual = panel.cells[rows]
    return DayAhead(panel.days[rows], np.where(np.isfinite(actual), mean, np.nan), actual)


def _alone(job: tuple[ContactSeries, SpecialDays, tuple[int, ...]]) -> FloatArray:
    return _week(*job)


def _until(series: ContactSeries, day: int) -> ContactSeries:
    """The series to the end of one of its days."""
    end = series.grid.slot_at(series.grid.days[day], 24 * 60)
    return series.until(min(end, series.grid.slots))


@one_thread()
def _week(series: ContactSeries, special_days: SpecialDays, rows: tuple[int, ...]) -> FloatArray:
    """Day-ahead means of neighbouring days [contacts/slot], shape (days, slots of a day)."""
    grid = series.grid
    weights: dict[str, float] = {}
    found = []
    for row in rows:
        first = grid.slot_at(grid.days[row], 0)
        ahead = Grid.for_days(grid.days[row], 1, grid.slot_min, grid.zone)
        known = series.until(first)
        if not weights:
            weights = admitted(known, special_days, ahead)
        found.append(fold(ahead, mean_again(known, special_days, ahead, weights)).cells[0])
    return np.array(found)
