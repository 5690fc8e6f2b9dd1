"""How far each day departs from what its queue usually has on such a day."""

from collections.abc import Mapping, Sequence

import numpy as np

from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold, same_weekday
from forecasting.counts import robust_sd

_REACH_WEEKS = 6
_SLOW_DAYS = 90.0  # what swings more slowly than this is season or trend, no departure
_LEAST_SLOW_DAYS = 56  # shorter histories show no season
_BLIND_FITS = 3  # fits of the slow level, each with the departures of the one before tamed
_LEAST_COMMON_DAYS = 28
_PRIOR_DAYS = 28.0  # days of common history after which a correlation is half believed


def departure(series: ContactSeries, special_days: SpecialDays) -> FloatArray:
    """Log of each day's total over what season, trend and weekday lead one to expect [-].

    Shape (days,). The season and the trend are a smooth curve through the whole history, the
    weekday is the median of the same weekdays around. Special days and the days after them are
    unknown (NaN): all queues share them, and each in its own way.
    """
    panel = fold(series.grid, series.offered)
    special = np.array([day in special_days for day in panel.days.tolist()], dtype=bool)
    return departure_of_days(panel.totals, np.asarray(panel.weekday), special)


def departure_of_days(totals: FloatArray, weekday: IntArray, special: BoolArray) -> FloatArray:
    """The same of totals a day, their weekdays (0 = Monday) and whether they are special."""
    special = special.copy()
    special[1:] |= special[:-1]
    logs = np.where(special, np.nan, np.log(np.maximum(totals, 0.5)))
    logs = logs - _slow_level(logs, weekday)
    weeks = [week for week in range(-_REACH_WEEKS, _REACH_WEEKS + 1) if week]
    around = same_weekday(logs, weeks)
    known = np.isfinite(around).sum(axis=0) > 1
    usual = np.full(len(logs), np.nan)
    usual[known] = np.nanmedian(around[:, known], axis=0)
    return np.asarray(logs - usual)


def tamed(values: FloatArray, sds: float) -> FloatArray:
    """Values drawn in to so many robust standard deviations of their median; NaN stays."""
    known = values[np.isfinite(values)]
    if not len(known):
        return values
    centre = np.median(known)
    reach = sds * (robust_sd(known - centre) + 1e-12)
    return np.clip(values, centre - reach, centre + reach)


def by_date(
    series: Mapping[str, ContactSeries], special_days: SpecialDays
) -> tuple[np.ndarray, FloatArray]:
    """Dates of all histories, shape (days,), and departures, shape (queues, days), NaN unknown."""
    own = [departure(one, special_days) for one in series.values()]
    starts = [np.datetime64(one.grid.days[0], "D") for one in series.values()]
    ends = [start + len(values) for start, values in zip(starts, own, strict=True)]
    days = np.arange(min(starts), max(ends)) if own else np.empty(0, dtype="datetime64[D]")
    found = np.full((len(own), len(days)), np.nan)
    for row, start, values in zip(found, starts, own, strict=True):
        first = int((start - days[0]).astype(int))
        row[first : first + len(values)] = values
    return days, found


def day_links(
    series: Mapping[str, ContactSeries], special_days: SpecialDays, queue_ids: Sequence[str]
) -> FloatArray:
    """Correlation of the queues' daily departures from the usual [-], shape (queues, queues).

    Shrunk towards 0 for short histories; queues without one are taken as independent.
    """
    there = {name: series[name] for name in dict.fromkeys(queue_ids) if name in series}
    rows = dict(zip(there, by_date(there, special_days)[1], strict=True))
    found = np.eye(len(queue_ids))
    for i, one in enumerate(queue_ids):
        for j, other in enumerate(queue_ids[:i]):
            if one not in rows or other not in rows:
                continue
            pair = np.column_stack([rows[one], rows[other]])
            pair = pair[np.isfinite(pair).all(axis=1)]
            if len(pair) >= _LEAST_COMMON_DAYS:
                found[i, j] = found[j, i] = _shrunk_correlation(pair)
    return found


def _slow_level(logs: FloatArray, weekday: np.ndarray) -> FloatArray:
    """Trend and cosines of long periods beside the weekdays, without the weekdays' part."""
    known = np.isfinite(logs)
    days = len(logs)
    if known.sum() < _LEAST_SLOW_DAYS:
        return np.zeros(days)
    at = (np.arange(days) + 0.5) / days
    waves = int(2 * days / _SLOW_DAYS)
    slow = np.column_stack([at, at**2, *(np.cos(np.pi * k * at) for k in range(1, waves + 1))])
    slow -= slow[known].mean(axis=0)
    design = np.column_stack([weekday[:, None] == np.arange(7), slow])[known]
    goal = logs[known]
    for _ in range(_BLIND_FITS):
        weights = np.linalg.lstsq(design, goal, rcond=None)[0]
        fitted = design @ weights
        goal = fitted + tamed(logs[known] - fitted, 2.5)
    return np.asarray(slow @ weights[7:])


def _shrunk_correlation(pair: FloatArray) -> float:
    if (pair.std(axis=0) <= 0).any():
        return 0.0
    days = len(pair)
    return float(np.asarray(np.corrcoef(pair.T))[0, 1] * days / (days + _PRIOR_DAYS))
