"""The published one-day-ahead benchmark on a US bank's five-minute calls of 2003.

Each of the 64 open weekdays from 25 July to 24 October 2003 is forecast from everything before it.
Published: RMSE 19.10, APE 8.76 % (Weinberg, Brown & Stroud 2007, JASA 102, 1185-1198,
doi:10.1198/016214506000001455).
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.special_days import official_days
from forecasting.evaluation.accuracy import cover
from forecasting.pipeline import make_forecast

FIRST, LAST = date(2003, 7, 25), date(2003, 10, 24)
PUBLISHED_RMSE, PUBLISHED_APE = 19.10, 0.0876


@dataclass(frozen=True)
class DayAheadScore:
    """Accuracy one day ahead.

    Parameters
    ----------
    rmse
        Root mean squared error of a day [contacts/slot], mean over days.
    ape
        Mean absolute percentage error of a day's slots [-], mean over days.
    cover95
        Share of slots inside the central 95 % interval [-].
    """

    days: int
    rmse: float
    ape: float
    cover95: float


def bench_day_ahead(
    series: ContactSeries,
    special_days: SpecialDays,
    *,
    first: date = FIRST,
    last: date = LAST,
    members: Sequence[str] | None = None,
    progress: Callable[[date], None] = lambda day: None,
) -> DayAheadScore:
    """Forecast each open day of first .. last from the days before it.

    Raises
    ------
    NotEnoughHistory
        If the series has no facts in that time.
    """
    rmse, ape, covered = [], [], []
    for day in _open_days(series, first, last):
        actual, mean, low, high = _one_day(series, special_days, day, members)
        known = np.isfinite(actual) & (actual > 0)
        gap = (actual - mean)[known]
        rmse.append(float(np.sqrt((gap**2).mean())))
        ape.append(float((np.abs(gap) / actual[known]).mean()))
        covered.append(cover(actual, low, high))
        progress(day)
    if not rmse:
        raise NotEnoughHistory(f"{series.queue_id}: nothing is known from {first} to {last}")
    return DayAheadScore(
        len(rmse), float(np.mean(rmse)), float(np.mean(ape)), float(np.mean(covered))
    )


def _open_days(series: ContactSeries, first: date, last: date) -> list[date]:
    known = np.isfinite(series.offered)
    of_day = np.bincount(series.grid.day_index, known)
    return [d for d, n in zip(series.grid.days, of_day, strict=True) if n and first <= d <= last]


def _one_day(
    series: ContactSeries, special_days: SpecialDays, day: date, members: Sequence[str] | None
) -> tuple[np.ndarray, ...]:
    start = series.grid.slot_at(day, 0)
    end = min(series.grid.slot_at(day + timedelta(days=1), 0), series.grid.slots)
    forecast = make_forecast(
        series.until(start),
        special_days,
        series.grid.part(start, end - start),
        made_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        members=members,
        levels=(0.025, 0.5, 0.975),
    )
    actual = series.offered[start:end]
    return actual, forecast.demand.contacts, forecast.quantiles[0], forecast.quantiles[-1]


def run(series: ContactSeries, members: Sequence[str] | None = None) -> dict[str, Any]:
    """Score the bank's five-minute counts on the published split, beside the published figures."""
    years = (series.grid.days[0].year, series.grid.days[-1].year)
    score = bench_day_ahead(series, official_days("US", *years), members=members)
    published = {"published_rmse": PUBLISHED_RMSE, "published_ape": PUBLISHED_APE}
    return asdict(score) | published
