"""A forecast beside what came, as tables for charts."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from data.model.forecast import Forecast
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays

RECENT_DAYS = 56
"""As many days as the yardstick looks back over."""


def by_day(forecast: Forecast, series: ContactSeries | None) -> pd.DataFrame:
    """Contacts a day: p10, p90, mean and yardstick of the horizon, actuals of the last weeks."""
    grid, levels = forecast.grid, np.asarray(forecast.levels)
    ahead = pd.DataFrame(
        {
            "start": pd.to_datetime(list(grid.days)),
            "low": _at(forecast.day_quantiles, levels, 0.1),
            "high": _at(forecast.day_quantiles, levels, 0.9),
            "mean": np.bincount(grid.day_index, forecast.demand.contacts),
            "yardstick": np.bincount(grid.day_index, forecast.yardstick),
        }
    )
    if series is None:
        return ahead
    first = grid.days[0] - timedelta(days=RECENT_DAYS)
    actual = _actual(series, first, grid.days[-1])
    per_day = actual.groupby(actual["start"].dt.normalize())["actual"]
    whole = per_day.sum(min_count=1).where(per_day.count() == per_day.size())
    return ahead.merge(whole.rename_axis("start").reset_index(), on="start", how="outer")


def by_slot(
    forecast: Forecast, series: ContactSeries | None, first: date, days: int
) -> pd.DataFrame:
    """Contacts per slot of some days: p10, p90, mean, yardstick and what came, if it came."""
    offset = (forecast.grid.day - np.datetime64(first, "D")).astype(np.int64)
    part = (offset >= 0) & (offset < days)
    frame = pd.DataFrame(
        {
            "start": forecast.grid.local[part],
            "low": forecast.quantile(0.1)[part],
            "high": forecast.quantile(0.9)[part],
            "mean": forecast.demand.contacts[part],
            "yardstick": forecast.yardstick[part],
        }
    )
    if series is None:
        return frame
    actual = _actual(series, first, first + timedelta(days=days - 1))
    return frame.merge(actual, on="start", how="left") if len(actual) else frame


def with_other(frame: pd.DataFrame, other: Forecast, *, by_days: bool) -> pd.DataFrame:
    """The table with the mean of another version, where both speak of the same time."""
    grid, mean = other.grid, other.demand.contacts
    start = pd.to_datetime(list(grid.days)) if by_days else grid.local
    values = np.bincount(grid.day_index, mean) if by_days else mean
    beside = pd.DataFrame({"start": start, "other": values}).astype({"start": frame["start"].dtype})
    return frame.merge(beside.drop_duplicates("start"), on="start", how="left")


def special_in(special: SpecialDays, first: date, last: date) -> pd.DataFrame:
    """Named days between two days, both included."""
    rows = [
        {"start": pd.Timestamp(day), "name": special[day].name, "kind": special[day].kind}
        for day in special
        if first <= day <= last
    ]
    return pd.DataFrame(rows, columns=["start", "name", "kind"])


def _actual(series: ContactSeries, first: date, last: date) -> pd.DataFrame:
    day = series.grid.day
    part = (day >= np.datetime64(first, "D")) & (day <= np.datetime64(last, "D"))
    return pd.DataFrame({"start": series.grid.local[part], "actual": series.offered[part]})


def _at(quantiles: np.ndarray, levels: np.ndarray, level: float) -> np.ndarray:
    return np.array([np.interp(level, levels, column) for column in quantiles.T])
