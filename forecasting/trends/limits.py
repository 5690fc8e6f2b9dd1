"""Expected counts a day, one day ahead, and limits that chance rarely leaves."""

from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue, NotEnoughHistory
from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.language import tr

LEAST_DAYS = 56
_HALFLIFE_DAYS = 14.0
_WARM_DAYS = 28  # before the first expectation
_PRIOR_DAYS = 4.0  # of the mean day, which a rare kind of day's factor is drawn towards
FALSE_ALARM = 0.0027  # both sides together, as three standard deviations of a normal
_SIMULATED_DAYS = 20_000


@dataclass(frozen=True, eq=False)
class Limits:
    """Series of counts beside what was expected of them.

    Parameters
    ----------
    counts, expected, low, high
        Counts a day; NaN in the first four weeks, where nothing is expected yet [contacts],
        shape (series, days).
    spread
        Of each series: variance = mean + spread * mean squared [-], shape (series,).
    ahead
        Expected on the days that follow [contacts], shape (series, days ahead).
    """

    counts: FloatArray
    expected: FloatArray
    low: FloatArray
    high: FloatArray
    spread: FloatArray
    ahead: FloatArray
    ahead_low: FloatArray
    ahead_high: FloatArray

    @property
    def outside(self) -> BoolArray:
        """Days above or below their limits, shape (series, days)."""
        known = np.isfinite(self.expected)
        return known & ((self.counts > self.high) | (self.counts < self.low))


def limits_of(
    counts: FloatArray, kinds: IntArray, ahead: IntArray, false_alarm: float = FALSE_ALARM
) -> Limits:
    """Expectations from the days before each day, and limits around them.

    Parameters
    ----------
    counts
        Shape (series, days), the newest last.
    kinds
        Kind of each day (weekday, holiday), a small number, shape (days,).
    ahead
        Kinds of the days that follow, shape (days ahead,).
    false_alarm
        Share of ordinary days outside, both sides together [-].

    Notes
    -----
    A level that fades with a half-life of 14 days, times the factor of the kind of day as known
    until then. The spread of the negative binomial is learnt by moments, each day's square no
    larger than 16 times its variance, so that one storm does not widen the limits for months.

    Raises
    ------
    NotEnoughHistory
        If there are fewer than eight weeks.
    InvalidValue
        If the rate of false alarms is no share.
    """
    if counts.shape[1] < LEAST_DAYS:
        raise NotEnoughHistory(
            tr("control limits need {least} days; there are {n}", least=LEAST_DAYS,
               n=counts.shape[1])
        )  # fmt: skip
    if not 0 < false_alarm < 0.5:
        raise InvalidValue(tr("a rate of false alarms lies between 0 and 0.5"))
    expected, after = _expected(counts, kinds, ahead)
    spread = _spread(counts, expected)
    low, high = _quantiles(expected, spread, false_alarm)
    ahead_low, ahead_high = _quantiles(after, spread, false_alarm)
    return Limits(counts, expected, low, high, spread, after, ahead_low, ahead_high)


def _expected(
    counts: FloatArray, kinds: IntArray, ahead: IntArray
) -> tuple[FloatArray, FloatArray]:
    series, days = counts.shape
    every = int(max(kinds.max(), ahead.max(initial=0))) + 1
    # sums that fade slowly give the factors, a level that fades fast is divided by them
    slow, fast = 0.5 ** (1 / 180.0), 0.5 ** (1 / _HALFLIFE_DAYS)
    of_kind, time_of_kind = np.zeros((series, every)), np.zeros(every)
    level, weight = np.zeros(series), 0.0
    expected = np.full((series, days), np.nan)
    for t in range(days):
        factor = _factors(of_kind, time_of_kind)
        if t >= _WARM_DAYS:
            expected[:, t] = level / weight * factor[:, kinds[t]]
        of_kind *= slow
        time_of_kind *= slow
        of_kind[:, kinds[t]] += counts[:, t]
        time_of_kind[kinds[t]] += 1
        mine = factor[:, kinds[t]]
        level = level * fast + counts[:, t]  # sum of counts over sum of factors: steady at zeros
        weight = weight * fast + mine
    factor = _factors(of_kind, time_of_kind)
    after = (level / np.maximum(weight, 1e-9))[:, None] * factor[:, ahead]
    return np.maximum(expected, 1e-3), np.maximum(after, 1e-3)


def _factors(of_kind: FloatArray, time: FloatArray) -> FloatArray:
    """Factor of each kind of day over the mean day, drawn towards 1, shape (series, kinds)."""
    mean = of_kind.sum(axis=1) / max(time.sum(), 1e-9)
    drawn = (of_kind + _PRIOR_DAYS * mean[:, None]) / (time + _PRIOR_DAYS)
    return np.asarray(np.divide(drawn, mean[:, None], out=np.ones_like(drawn),
                                where=mean[:, None] > 0))  # fmt: skip


def _spread(counts: FloatArray, expected: FloatArray) -> FloatArray:
    known = np.isfinite(expected)
    mean = np.where(known, expected, 0.0)
    square = np.where(known, (counts - mean) ** 2, 0.0)
    spread = np.zeros(len(counts))
    for _ in range(5):
        most = 16 * (mean + spread[:, None] * mean**2)
        excess = (np.minimum(square, most) - mean).sum(axis=1)
        spread = np.maximum(excess / np.maximum((mean**2).sum(axis=1), 1e-9), 0.0)
    return spread


def _quantiles(
    mean: FloatArray, spread: FloatArray, false_alarm: float
) -> tuple[FloatArray, FloatArray]:
    from scipy.stats import nbinom, poisson

    wide = np.broadcast_to(spread[:, None], mean.shape)
    size = 1 / np.maximum(wide, 1e-9)
    found = []
    for level in (false_alarm / 2, 1 - false_alarm / 2):
        varied = nbinom.ppf(level, size, size / (size + mean))
        found.append(np.where(wide > 1e-6, varied, poisson.ppf(level, mean)))
    return found[0], found[1]


def simulated_false_alarms(
    limits: Limits,
    kinds: IntArray,
    random: np.random.Generator,
) -> float:
    """Share of days outside where nothing but chance is at work, found by simulation [-].

    Counts are drawn around the expectations with each series' spread and go through the same
    way, learning of level and spread included.
    """
    start = int(np.argmax(np.isfinite(limits.expected).any(axis=0)))
    mean = limits.expected.copy()
    mean[:, :start] = mean[:, start : start + 7].mean(axis=1)[:, None]
    smooth = np.asarray(np.median(mean, axis=1))[:, None] * _pattern(mean, kinds)
    size = 1 / np.maximum(limits.spread, 1e-6)[:, None]
    outside = looked = 0
    while looked < _SIMULATED_DAYS:
        drawn = random.poisson(random.gamma(np.broadcast_to(size, smooth.shape), smooth / size))
        again = limits_of(drawn.astype(np.float64), kinds, kinds[:1])
        outside += int(again.outside.sum())
        looked += int(np.isfinite(again.expected).sum())
    return outside / looked


def _pattern(mean: FloatArray, kinds: IntArray) -> FloatArray:
    """The weekly pattern of expectations without their level, shape (series, days)."""
    out = np.ones_like(mean)
    whole = np.maximum(mean.mean(axis=1), 1e-9)
    for kind in np.unique(kinds):
        out[:, kinds == kind] = (mean[:, kinds == kind].mean(axis=1) / whole)[:, None]
    return out
