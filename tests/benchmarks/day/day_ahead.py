"""Every midnight's forecast of the day that began, as nightly runs would have made them."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from datetime import date

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.events import planned_events, with_templates, without_planned
from forecasting.calendar.panel import fold
from forecasting.combination import baseline_of, combine, fit_all, weight_shares, with_lent_shapes
from forecasting.intraday.day_ahead import DayAhead
from forecasting.pipeline import screened, screened_with_flags
from forecasting.ridge.regression import one_thread

_REFRESH_DAYS = 7  # members are put through the admission test once a week


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
        raise NotEnoughHistory(f"{series.queue_id}: nothing is known before {first}")
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
            weights = _admitted(known, special_days, ahead)
        found.append(fold(ahead, _mean_again(known, special_days, ahead, weights)).cells[0])
    return np.array(found)


def _admitted(series: ContactSeries, special_days: SpecialDays, horizon: Grid) -> dict[str, float]:
    """Members that pass the admission test now, and their shares in the mean [-]."""
    learnt = screened(series, special_days)
    return dict(combine(learnt, special_days, horizon, refits=0).weights)


def _mean_again(
    series: ContactSeries, special_days: SpecialDays, horizon: Grid, weights: Mapping[str, float]
) -> FloatArray:
    """The mean that `make_forecast` would give [contacts/slot], of members admitted some days ago.

    Nobody is tested, no errors are learnt: that takes a tenth of the time. A member that fails is
    left out; if all do, the 8-week mean stands for them.
    """
    history = screened_with_flags(series, special_days)
    planned = planned_events(history.plausible, special_days, horizon)
    plain_days = without_planned(special_days, planned) if planned else special_days
    fits = fit_all(history.series, plain_days, horizon, tuple(weights))
    names = tuple(name for name in weights if name in fits.means)
    if not names:
        mean = baseline_of(history.series, plain_days, horizon)
    else:
        shaped = with_lent_shapes(fits.means, names, horizon)
        mean = np.asarray(np.tensordot(weight_shares(names, weights), shaped, axes=1))
    return with_templates(mean, horizon, planned) if planned else mean
