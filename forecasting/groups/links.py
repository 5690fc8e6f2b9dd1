"""Categories that run ahead of others: outage reports today, complaints tomorrow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from data.model.words import counted
from forecasting.groups.departures import by_date, departure, tamed

_LEAST_DAYS = 120
_FALSE_ALARMS = 0.02  # chance that any link at all is found where there is none
_LEAST_EXPLAINED = 0.02  # a link that explains less than 2 % of the follower is no help
_LEAST_AHEAD_SDS = 2.0  # by which the lag must stand out from the same day and the way back
_LEAST_FACTOR = 1.15  # a follower that rises by less is not warned of
_OUTLIER_SDS = 6.0
_OWN_LAGS = 7
_FOLDS = 6
_LEAST_WITH_COMMON = 4  # queues from which the day that all share can be told from one's own


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
        return tr(
            "{leader} leads {follower} by {lag}: 100 % more there "
            "brings about {pass_on:+.0%} (correlation {correlation:.2f})",
            leader=self.leader,
            follower=self.follower,
            lag=counted(self.lag_days, "day"),
            pass_on=2**self.pass_on - 1,
            correlation=self.correlation,
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
        return tr(
            "{leader} stood {leader_factor:+.0%} off its usual level; expect "
            "{follower} {expected_factor:+.0%} in {days_ahead} days",
            leader=self.link.leader,
            leader_factor=self.leader_factor - 1,
            follower=self.link.follower,
            expected_factor=self.expected_factor - 1,
            days_ahead=self.days_ahead,
        )


def find_links(
    series: Mapping[str, ContactSeries], special_days: SpecialDays, longest_lag_days: int = 7
) -> tuple[Link, ...]:
    """Pairs in which one category's departures foretell the other's, strongest first.

    Season, trend, weekdays and special days are taken out (`departures`), then what a queue's own
    seven days before tell (Haugh 1976, JASA 71, 378-385, doi:10.1080/01621459.1976.10480353), and
    the day that all others share. A pair must correlate at its lag beyond chance, allowing for all
    pairs and lags tried (Bonferroni); more at that lag than on the same day and the other way
    round, where a common cause shows too; and the leader must foretell days that its weight was
    not fitted to (Granger 1969, Econometrica 37, 424-438, doi:10.2307/1912791).
    """
    names = sorted(series)
    _, rows = by_date({name: series[name] for name in names}, special_days)
    return links_between(names, rows, longest_lag_days)


def links_between(
    names: Sequence[str], rows: FloatArray, longest_lag_days: int = 7
) -> tuple[Link, ...]:
    """The same from departures (`departures`), shape (series, days), NaN unknown."""
    from scipy.special import ndtri

    lags = range(1, longest_lag_days + 1)
    if len(names) < 2 or longest_lag_days < 1:
        return ()
    rows = np.array([tamed(row, _OUTLIER_SDS) for row in rows])
    news = np.array([_innovations(row) for row in rows])
    correlation, days = _lagged(news, longest_lag_days)
    tried = 2 * len(names) * (len(names) - 1) * longest_lag_days
    threshold = float(ndtri(1 - _FALSE_ALARMS / (2 * tried)))
    size = np.sqrt(np.maximum(days, 1.0))
    forward = _smeared(correlation[1:])
    ahead, sign = np.abs(forward), np.sign(forward)
    back = _smeared(correlation[1:]).transpose(0, 2, 1)
    others = np.maximum(0.0, np.maximum(sign * correlation[0], sign * back))
    strong = ahead * size[1:] > threshold
    strong &= (ahead - others) * size[1:] > _LEAST_AHEAD_SDS * np.sqrt(2.0)
    strong &= days[1:] >= _LEAST_DAYS
    found = []
    for leader, follower in np.argwhere(strong.any(axis=0)):
        lag = lags[int(np.argmax(np.where(strong, ahead, 0.0)[:, leader, follower]))]
        pair = (rows[leader], rows[follower], _shared(news, leader, follower))
        fitted = _foretold(*pair, lag)
        if fitted is not None:
            found.append(Link(names[leader], names[follower], lag, *fitted))
    return tuple(sorted(found, key=lambda link: -abs(link.correlation)))


def warn(
    links: tuple[Link, ...],
    series: Mapping[str, ContactSeries],
    special_days: SpecialDays,
) -> tuple[EarlyWarning, ...]:
    """Warnings for the days after the histories, for followers that will rise clearly."""
    warnings = []
    for link in links:
        newest = departure(series[link.leader], special_days)
        for back in range(link.lag_days):
            if back >= len(newest) or not np.isfinite(newest[-1 - back]):
                continue
            factor = float(np.exp(link.pass_on * newest[-1 - back]))
            if factor >= _LEAST_FACTOR:
                leader = float(np.exp(newest[-1 - back]))
                warnings.append(EarlyWarning(link, link.lag_days - back, leader, factor))
    return tuple(sorted(warnings, key=lambda w: -w.expected_factor))


def _innovations(values: FloatArray) -> FloatArray:
    """Departures less what the same queue's days before tell, of unit size; NaN unknown."""
    known = np.isfinite(values)
    if known.sum() < _LEAST_DAYS:
        return np.full(len(values), np.nan)
    own = _before(values, _OWN_LAGS)
    weights = np.linalg.lstsq(own[known], values[known], rcond=None)[0]
    rest = tamed(values - own @ weights, _OUTLIER_SDS)
    rest = rest - rest[known].mean()
    size = rest[known].std()
    return np.asarray(rest / size if size > 0 else np.full(len(values), np.nan))


def _before(values: FloatArray, lags: int) -> FloatArray:
    """A column of ones and the values 1 .. `lags` days before, 0 where unknown."""
    filled = np.nan_to_num(values)
    columns = [np.concatenate([np.zeros(k), filled[:-k]]) for k in range(1, lags + 1)]
    return np.column_stack([np.ones(len(values)), *columns])


def _smeared(correlation: FloatArray) -> FloatArray:
    """The lag alone, or with the next as one answer spread over two days: what is more [-]."""
    following = np.concatenate([correlation[1:], np.zeros_like(correlation[:1])])
    both = (correlation + following) / np.sqrt(2.0)
    return np.where(np.abs(both) > np.abs(correlation), both, correlation)


def _lagged(news: FloatArray, longest_lag_days: int) -> tuple[FloatArray, FloatArray]:
    """Correlation [-] of each queue's day with each other's day 0 .. `longest_lag_days` later.

    Both shapes (lags + 1, queues, queues); the second holds the days known to both. Of four
    queues and more, the mean of all queues but the two is taken out of both first, which needs
    their covariances only.
    """
    known = np.isfinite(news).astype(np.float64)
    filled = np.nan_to_num(news)
    queues, length = filled.shape
    ends = [(slice(0, length - lag), slice(lag, length)) for lag in range(longest_lag_days + 1)]
    days = np.array([known[:, a] @ known[:, b].T for a, b in ends])
    found = np.array([filled[:, a] @ filled[:, b].T for a, b in ends]) / np.maximum(days, 1.0)
    if queues < _LEAST_WITH_COMMON:
        return found, days
    to_all, from_all = found.sum(axis=2), found.sum(axis=1)
    own = np.einsum("lii->li", found)
    # covariances of leader or follower with the sum S of the others: S = all - leader - follower
    with_rest = to_all[:, :, None] - own[:, :, None] - found
    of_rest = from_all[:, None, :] - own[:, None, :] - found
    turned = found.transpose(0, 2, 1)
    whole = found.sum(axis=(1, 2))[:, None, None]
    ends_sum = to_all[:, :, None] + to_all[:, None, :] + from_all[:, :, None] + from_all[:, None, :]
    within = whole - ends_sum + own[:, :, None] + own[:, None, :] + found + turned
    size = np.maximum(within[0], 1e-9)
    first, second = with_rest[0] / size, of_rest[0] / size
    rest = found - first * of_rest - second * with_rest + first * second * within
    left = (own[0][:, None] - first * with_rest[0]) * (own[0][None, :] - second * of_rest[0])
    return np.asarray(rest / np.sqrt(np.maximum(left, 1e-9))), days


def _shared(news: FloatArray, leader: int, follower: int) -> FloatArray:
    """Mean of the other queues' innovations, 0 where too few are there; shape (days,)."""
    others = np.delete(news, [leader, follower], axis=0)
    if len(news) < _LEAST_WITH_COMMON:
        return np.zeros(news.shape[1])
    known = np.isfinite(others).sum(axis=0)
    return np.asarray(np.nan_to_num(others).sum(axis=0) / np.maximum(known, 1))


def _foretold(
    x: FloatArray, y: FloatArray, shared: FloatArray, lag: int
) -> tuple[float, float] | None:
    """Partial correlation and slope of x on y `lag` days later, or None if it foretells nothing.

    The follower's own days before and the day shared by all are given. Each sixth of the history
    is foretold by weights of the others.
    """
    given = np.column_stack([_before(y, _OWN_LAGS), shared])[lag:]
    known = np.isfinite(x[:-lag]) & np.isfinite(y[lag:])
    given, goal, cause = given[known], y[lag:][known], x[:-lag][known]
    misses = np.zeros(2)
    fold_of = np.arange(len(goal)) * _FOLDS // len(goal)
    for fold in range(_FOLDS):
        for k, design in enumerate((given, np.column_stack([given, cause]))):
            learnt = fold_of != fold
            weights = np.linalg.lstsq(design[learnt], goal[learnt], rcond=None)[0]
            misses[k] += ((goal - design @ weights)[~learnt] ** 2).sum()
    if misses[1] > (1 - _LEAST_EXPLAINED) * misses[0]:
        return None
    rest_x, rest_y = (v - given @ np.linalg.lstsq(given, v, rcond=None)[0] for v in (cause, goal))
    both = float((rest_x * rest_y).sum())
    spread = float(np.sqrt((rest_x**2).sum() * (rest_y**2).sum()))
    return (both / spread, both / float((rest_x**2).sum())) if spread > 0 else None
