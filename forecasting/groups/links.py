"""Days that depart from the usual together, or one after the other.

Correlated days widen the band of a group. A category that runs ahead of another one (outage reports
today, complaints tomorrow) is an early warning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.model.grid import FloatArray
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold, same_weekday
from forecasting.counts import robust_sd

_REACH_WEEKS = 4
_LEAST_DAYS = 120
_FALSE_ALARMS = 0.01  # chance that any link at all is found where there is none
_LEAST_EXPLAINED = 0.02  # a link that explains less than 2 % of the follower is no help
_OUTLIER_SDS = 6.0
_LEAST_COMMON_DAYS = 28
_PRIOR_DAYS = 28.0  # days of common history after which a correlation is half believed


@dataclass(frozen=True)
class Link:
    """One category that runs ahead of another.

    Parameters
    ----------
    lag_days
        Days by which the follower comes later.
    correlation
        Of the daily departures from the usual [-].
    pass_on
        Departure of the follower per departure of the leader, both in log units [-].
    """

    leader: str
    follower: str
    lag_days: int
    correlation: float
    pass_on: float

    @property
    def sentence(self) -> str:
        """The link in one line."""
        days = "day" if self.lag_days == 1 else "days"
        return (
            f"{self.leader} leads {self.follower} by {self.lag_days} {days}: 100 % more there "
            f"brings about {2**self.pass_on - 1:+.0%} (correlation {self.correlation:.2f})"
        )


@dataclass(frozen=True)
class EarlyWarning:
    """What a leader's newest days say about its follower.

    Parameters
    ----------
    expected_factor
        Contacts of the follower over its usual level [-].
    """

    link: Link
    days_ahead: int
    leader_factor: float
    expected_factor: float

    @property
    def sentence(self) -> str:
        """The warning in one line."""
        return (
            f"{self.link.leader} stood {self.leader_factor - 1:+.0%} off its usual level; expect "
            f"{self.link.follower} {self.expected_factor - 1:+.0%} in {self.days_ahead} days"
        )


def find_links(
    series: Mapping[str, ContactSeries], special_days: SpecialDays, longest_lag_days: int = 7
) -> tuple[Link, ...]:
    """Pairs in which one category's departures foretell the other's, strongest first.

    What the follower's own value at the leader's day explains is taken out first: the lag must add
    something (Granger 1969, Econometrica 37, 424-438, doi:10.2307/1912791). The threshold allows
    for the number of pairs and lags tried (Bonferroni).
    """
    from scipy.special import ndtri

    names = sorted(series)
    departures = _aligned({name: departure(series[name], special_days) for name in names})
    tried = max(1, len(names) * (len(names) - 1) * longest_lag_days)
    threshold = float(ndtri(1 - _FALSE_ALARMS / (2 * tried)))
    found = []
    for leader in names:
        for follower in names:
            if leader != follower:
                pair = (departures[leader], departures[follower])
                link = _strongest(leader, follower, *pair, longest_lag_days, threshold)
                found += [link] if link else []
    return tuple(sorted(found, key=lambda link: -abs(link.correlation)))


def warn(
    links: tuple[Link, ...],
    series: Mapping[str, ContactSeries],
    special_days: SpecialDays,
    least_factor: float = 1.15,
) -> tuple[EarlyWarning, ...]:
    """Warnings for the days after the histories, for followers that will rise clearly."""
    warnings = []
    for link in links:
        newest = departure(series[link.leader], special_days)
        for back in range(link.lag_days):
            if back >= len(newest) or not np.isfinite(newest[-1 - back]):
                continue
            factor = float(np.exp(link.pass_on * newest[-1 - back]))
            if factor >= least_factor:
                leader = float(np.exp(newest[-1 - back]))
                warnings.append(EarlyWarning(link, link.lag_days - back, leader, factor))
    return tuple(sorted(warnings, key=lambda w: -w.expected_factor))


def day_links(
    series: Mapping[str, ContactSeries], special_days: SpecialDays, queue_ids: Sequence[str]
) -> FloatArray:
    """Correlation of the queues' daily departures from the usual [-], shape (queues, queues).

    Shrunk towards 0 for short histories; queues without one are taken as independent.
    """
    known = [_departure_by_day(series.get(queue_id), special_days) for queue_id in queue_ids]
    found = np.eye(len(known))
    for i, one in enumerate(known):
        for j in range(i):
            days = sorted(set(one) & set(known[j]))
            if len(days) >= _LEAST_COMMON_DAYS:
                pair = np.array([[one[day], known[j][day]] for day in days])
                found[i, j] = found[j, i] = _shrunk_correlation(pair)
    return found


def departure(series: ContactSeries, special_days: SpecialDays) -> FloatArray:
    """Log of each day's total over the median of the same weekdays before it, shape (days,).

    Only the past is used, so the newest day is judged as it will be on the night itself.
    Special days are unknown (NaN).
    """
    panel = fold(series.grid, series.offered)
    ordinary = np.array([day not in special_days for day in panel.days.tolist()])
    logs = np.where(ordinary, np.log(np.maximum(panel.totals, 0.5)), np.nan)
    past = same_weekday(logs, range(-_REACH_WEEKS, 0))
    known = np.isfinite(past).sum(axis=0)
    usual = np.full(len(logs), np.nan)
    usual[known > 1] = np.nanmedian(past[:, known > 1], axis=0)
    return np.asarray(logs - usual)


def _shrunk_correlation(pair: FloatArray) -> float:
    if (pair.std(axis=0) <= 0).any():
        return 0.0
    days = len(pair)
    return float(np.asarray(np.corrcoef(pair.T))[0, 1] * days / (days + _PRIOR_DAYS))


def _departure_by_day(series: ContactSeries | None, special_days: SpecialDays) -> dict[date, float]:
    if series is None:
        return {}
    days = fold(series.grid, series.offered).days.tolist()
    values = departure(series, special_days)
    return {d: float(v) for d, v in zip(days, values, strict=True) if np.isfinite(v)}


def _aligned(departures: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Same length, newest last: histories of one centre end together."""
    longest = max((len(values) for values in departures.values()), default=0)
    pad = {n: np.full(longest - len(v), np.nan) for n, v in departures.items()}
    return {name: np.concatenate([pad[name], v]) for name, v in departures.items()}


def _strongest(
    leader: str,
    follower: str,
    ahead: FloatArray,
    behind: FloatArray,
    longest_lag_days: int,
    threshold: float,
) -> Link | None:
    best: tuple[float, Link] | None = None
    for lag in range(1, longest_lag_days + 1):
        fitted = _partial(ahead[:-lag], behind[:-lag], behind[lag:])
        if fitted is None:
            continue
        score, correlation, slope = fitted
        strong = abs(score) > threshold and correlation**2 > _LEAST_EXPLAINED
        if strong and (best is None or abs(score) > best[0]):
            best = (abs(score), Link(leader, follower, lag, correlation, slope))
    return best[1] if best else None


def _partial(x: FloatArray, own: FloatArray, y: FloatArray) -> tuple[float, float, float] | None:
    """Score, partial correlation and slope of x on y, given the follower's own value then."""
    known = np.isfinite(x) & np.isfinite(own) & np.isfinite(y)
    if known.sum() < _LEAST_DAYS:
        return None
    x, own, y = (_tamed(values[known]) for values in (x, own, y))
    control = np.column_stack([np.ones(len(own)), own])
    rest_x = x - control @ np.linalg.lstsq(control, x, rcond=None)[0]
    rest_y = y - control @ np.linalg.lstsq(control, y, rcond=None)[0]
    spread = np.sqrt((rest_x**2).sum() * (rest_y**2).sum())
    if spread <= 0:
        return None
    correlation = float((rest_x * rest_y).sum() / spread)
    slope = float((rest_x * rest_y).sum() / (rest_x**2).sum())
    return _score(rest_x, rest_y, correlation), correlation, slope


def _score(x: FloatArray, y: FloatArray, correlation: float) -> float:
    """z score; autocorrelation lowers its sample size (Bartlett 1935, JRSS 98, 536-543)."""
    size = len(x)
    inflation = 1.0
    for k in range(1, 15):
        each = [float((v[k:] * v[:-k]).sum() / (v**2).sum()) for v in (x, y)]
        inflation += 2 * each[0] * each[1]
    return float(
        np.arctanh(np.clip(correlation, -0.999, 0.999)) * np.sqrt(size / max(1, inflation))
    )


def _tamed(values: FloatArray) -> FloatArray:
    centre = np.median(values)
    size = robust_sd(values - centre) + 1e-12
    return np.clip(values, centre - _OUTLIER_SDS * size, centre + _OUTLIER_SDS * size)
