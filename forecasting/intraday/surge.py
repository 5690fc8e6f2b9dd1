"""Two regimes, calm and surge: how sure a surge is, what the next hours bring, when it ends.

In calm the last hours say little and what was usual stands; in a surge they say nearly all. Which
of the two it is, is told hour by hour from the counts (filter of Hamilton 1989, Econometrica 57,
357-384, doi:10.2307/1912559). What a surge adds is carried on in contacts, not as a factor: a
storm at four in the morning is not thirty times as large at nine.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import gammaln, ndtr

from data.model.grid import BoolArray, FloatArray
from forecasting.counts import robust_sd
from forecasting.intraday.analogues import Analogues
from forecasting.intraday.surge_ahead import WINDOWS, calm_part, learn_calm

LEADS = 6
LEVELS = tuple(round(0.05 * k, 2) for k in range(1, 20))
_ENTER = 1.0 / 336.0  # a surge begins once in two weeks
_STAY = 1.0 - 1.0 / 12.0  # and lasts for half a day, before a queue's own are known
# In a surge counts vary by this share of their mean, and a new one is about this many times what
# is usual: so wide that only the first hour rests on it.
_SURGE_SHARE, _NEW_SHARE, _NEW_FACTOR = 0.6, 1.0, 5.0
_LEAST_MEAN = 0.3
_USUAL_CARRY = 0.8  # of a surge per hour, and of a deviation in calm
_CALM_CARRY = 0.5
_PRIOR_HOURS = 20.0
# What is left on average counts surges that are over in the next hour; whoever answers one asks
# what comes if it goes on. So much more by the lead, as far as calm hours bear it.
_GOES_ON = (1.2, 1.2, 1.1, 1.1, 1.0, 1.0)
_SURGE_SIZE = 1.0  # hours that carry is learnt from: at least so many usual mean hours on top
# An alarm needs a surge worth so many mean hours of the day for two hours, or twice that at once;
# the least that gave no more than one false alarm in four weeks of calm days.
_SIZES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
_AT_ONCE = 2.0
_RELEASE_PROBABILITY, _RELEASE_SIZE = 0.25, 0.5
_CALM_DAY, _FALSE_ALARMS, _PER_DAYS = 1.5, 1.0, 28.0
_HALVINGS = 30
_HOURS = np.arange(1.0, LEADS + 1)
_QUANTILE_PRIOR = np.exp(0.8 * np.linspace(-1.645, 1.645, len(LEVELS)))


@dataclass(frozen=True, eq=False)
class SurgeModel:
    """What is known of a queue's calm and of its surges; leads are in slots of an hour.

    Parameters
    ----------
    calm_share
        Relative standard deviation of rates in calm [-].
    calm_weights
        What the mean deviations of the last hours are worth after 1, 2.. hours of calm [-], shape
        (leads, windows).
    surge_carry
        Part of a surge's size that is left after 1, 2.. hours on average [-], shape (leads,).
    ratios
        Quantiles at `LEVELS` of a surge's size after 1, 2.. hours over its size now [-], shape
        (leads, levels).
    alarm_size
        Size from which a surge is told, in mean hours of a usual day [-].
    analogues
        Hours of past surges for each lead; none if empty.
    surges
        Surges that were seen [-]; below some forty a range is all that can be said.
    """

    calm_share: float = 0.3
    calm_weights: FloatArray = field(
        default_factory=lambda: np.outer(_CALM_CARRY**_HOURS, np.arange(len(WINDOWS)) == 0) * 1.0
    )
    surge_carry: FloatArray = field(default_factory=lambda: _USUAL_CARRY**_HOURS)
    ratios: FloatArray = field(
        default_factory=lambda: (_USUAL_CARRY**_HOURS)[:, None] * _QUANTILE_PRIOR
    )
    alarm_size: float = 1.0
    analogues: tuple[Analogues, ...] = ()
    surges: int = 0


@dataclass(frozen=True, eq=False)
class SurgeTrail:
    """What was known after each hour.

    Parameters
    ----------
    probability
        That a surge is on [-], shape (hours,).
    size
        What it adds [contacts/hour], shape (hours,).
    gap
        Last count less what was usual [contacts], shape (hours,); 0 where unknown.
    alarm
        Whether a surge is told, shape (hours,).
    """

    probability: FloatArray
    size: FloatArray
    gap: FloatArray
    alarm: BoolArray

    def ahead(self, model: SurgeModel, usual: FloatArray, lead: int) -> FloatArray:
        """Contacts expected at each hour, told `lead` hours before [contacts], shape (hours,)."""
        added = (1.0 - self.probability) * self._calm(model, usual, lead)
        added += self.probability * self.left(model, usual, lead)
        return np.asarray(np.maximum(0.0, usual + _later(added, lead)))

    def left(
        self, model: SurgeModel, usual: FloatArray, lead: int, at: int | slice = slice(None)
    ) -> FloatArray:
        """What a surge that is on in an hour still adds `lead` hours later [contacts/hour].

        Parameters
        ----------
        at
            The hour, or the hours, that are asked about; shape as of `size[at]`.

        Notes
        -----
        What surges leave on average, drawn towards what those most alike left.
        """
        part = np.full(len(usual), min(1.0, _GOES_ON[lead - 1] * model.surge_carry[lead - 1]))[at]
        if model.analogues:
            alike = model.analogues[lead - 1]
            on = np.zeros(len(usual), dtype=bool)
            on[at] = ((self.probability >= 0.5) & (self.size > 0))[at]
            told = alike.left_of(usual, self.gap, on, lead)[at]
            part += alike.trust * np.where(np.isfinite(told), told - part, 0.0)
        return np.asarray(np.maximum(0.0, part * self.size[at]))

    def _calm(self, model: SurgeModel, usual: FloatArray, lead: int) -> FloatArray:
        """What the last hours say of a calm one `lead` hours later [contacts], shape (hours,)."""
        part = calm_part(self.gap, usual, _mean_hour(usual))
        return np.asarray(part @ model.calm_weights[lead - 1])

    def added_ahead(
        self, model: SurgeModel, usual: FloatArray, lead: int, level: float
    ) -> FloatArray:
        """Quantile of what comes above the usual in each hour, told `lead` hours before [contacts].

        Notes
        -----
        Of the mixture of both regimes, never below 0, shape (hours,): what a newsvendor holds who
        does not wait until a surge is sure.
        """
        known = np.isfinite(usual)
        mean = np.maximum(np.where(known, usual, 0.0), _LEAST_MEAN)
        sd = np.sqrt(mean + (model.calm_share * mean) ** 2)
        calm, p, size = (
            _later(values, lead)
            for values in (self._calm(model, usual, lead), self.probability, self.size)
        )

        def below(x: FloatArray) -> FloatArray:
            surge = np.interp(
                x / np.maximum(size, 1e-9), model.ratios[lead - 1], LEVELS, left=0.0, right=1.0
            )
            return np.asarray((1.0 - p) * ndtr((x - calm) / sd) + p * surge)

        low, high = np.zeros(len(usual)), np.maximum(calm + 4.0 * sd, 4.0 * size)
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            short = below(middle) < level
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return np.where(known & (below(np.zeros(len(usual))) < level), high, 0.0)

    def range_of(self, model: SurgeModel, hour: int, lead: int, level: float) -> float:
        """Quantile of what a surge adds `lead` hours after an hour, if it goes on [contacts]."""
        return float(self.size[hour] * np.interp(level, LEVELS, model.ratios[lead - 1]))

    def hours_to_end(self, model: SurgeModel, usual: FloatArray, hour: int) -> float:
        """Hours until the surge adds less than half of a usual hour [h], 0 in calm."""
        size, floor = float(self.size[hour]), 0.5 * max(float(usual[hour]), _LEAST_MEAN)
        carry = float(np.clip(model.surge_carry[-1] ** (1.0 / LEADS), 0.05, 0.99))
        if not self.alarm[hour] or size <= floor:
            return 0.0
        return float(np.log(size / floor) / -np.log(carry))


def follow(model: SurgeModel, usual: FloatArray, counts: FloatArray) -> SurgeTrail:
    """Go through hours in order; nothing looks ahead.

    Parameters
    ----------
    usual
        Contacts of a usual hour [contacts/hour], NaN where unknown, shape (hours,).
    counts
        What came [contacts/hour], NaN where unknown, same shape.
    """
    known = np.isfinite(usual) & np.isfinite(counts)
    mean = np.maximum(np.where(known, usual, 1.0), _LEAST_MEAN)
    came = np.where(known, counts, 0.0)
    variance = model.calm_share**2
    calm = _log_pmf(came, mean, variance)
    fresh = _log_pmf(came, mean * (1.0 + _NEW_FACTOR), _NEW_SHARE**2)
    probability, size = np.zeros(len(mean)), np.zeros(len(mean))
    p, x = _ENTER / (1.0 - _STAY), 0.0
    for hour in range(len(mean)):
        if not known[hour]:
            # What is not known is like what is usual: a surge fades out of sight.
            p, x = p * _STAY + (1.0 - p) * _ENTER, x * _USUAL_CARRY
            probability[hour], size[hour] = p, x
            continue
        on = mean[hour] + max(x, 0.5 * mean[hour])
        weight = np.array([
            calm[hour] + np.log(1.0 - p * _STAY - (1.0 - p) * _ENTER),
            _log_pmf(came[hour], on, _SURGE_SHARE**2) + np.log(p * _STAY + 1e-300),
            fresh[hour] + np.log((1.0 - p) * _ENTER + 1e-300),
        ])  # fmt: skip
        weight = np.exp(weight - weight.max())
        weight /= weight.sum()
        p = float(np.clip(1.0 - weight[0], 1e-9, 1.0 - 1e-9))
        x = max(0.0, came[hour] - mean[hour])
        probability[hour], size[hour] = p, x
    gaps = np.where(known, came - mean, 0.0)
    alarm = _alarms(probability, size, _mean_hour(usual), model.alarm_size)
    return SurgeTrail(probability, size, gaps, alarm)


def learn_surges(usual: FloatArray, counts: FloatArray) -> SurgeModel:
    """Learn a queue's calm and surges from its past hours, in order; parameters as in `follow`."""
    known = np.isfinite(usual) & np.isfinite(counts) & (usual > 0)
    if not known.any():
        return SurgeModel()
    share = _calm_share(usual[known], counts[known])
    trail = follow(SurgeModel(calm_share=share), usual, counts)
    mean_hour = _mean_hour(usual)
    surge = known & (trail.probability >= 0.5) & (trail.size >= _SURGE_SIZE * mean_hour)
    gap = np.where(known, counts - usual, np.nan)
    part = calm_part(trail.gap, usual, mean_hour)
    calm_weights, surge_carry = np.zeros((LEADS, len(WINDOWS))), np.zeros(LEADS)
    ratios = np.empty((LEADS, len(LEVELS)))
    for lead in range(1, LEADS + 1):
        later = gap[lead:]
        used = known[:-lead] & ~surge[:-lead] & np.isfinite(later)
        calm_weights[lead - 1] = learn_calm(part[:-lead], later, mean_hour[:-lead], used)
        later, from_surge = _pairs(gap, surge, trail.size, lead)
        surge_carry[lead - 1] = _carry(from_surge, later, _USUAL_CARRY**lead)
        prior = _USUAL_CARRY**lead * _QUANTILE_PRIOR
        seen = np.maximum(0.0, later) / np.maximum(from_surge, 1e-9)
        ratios[lead - 1] = np.quantile(np.concatenate([seen, prior]), LEVELS)
    begun = int((surge & ~np.concatenate([[False], surge[:-1]])).sum())
    size = _alarm_size(trail, usual, counts, known)
    on = known & (trail.probability >= 0.5)
    alike = tuple(Analogues.of(usual, gap, trail.size, on, lead) for lead in range(1, LEADS + 1))
    return SurgeModel(share, calm_weights, surge_carry, ratios, size, alike, begun)


def _pairs(
    gap: FloatArray, state: BoolArray, size: FloatArray, lead: int
) -> tuple[FloatArray, FloatArray]:
    """Deviations `lead` hours after hours of a state, and the size in those hours."""
    later, now, before = gap[lead:], size[:-lead], state[:-lead]
    used = before & np.isfinite(later) & (now != 0)
    return later[used], now[used]


def _carry(now: FloatArray, later: FloatArray, prior: float) -> float:
    """Part of a deviation that is left later on average [-], shrunk towards a prior, 0..1."""
    if not len(now):
        return prior
    trust = len(now) / (len(now) + _PRIOR_HOURS)
    left = float((np.sign(now) * later).sum() / np.abs(now).sum())
    return float(np.clip(trust * left + (1.0 - trust) * prior, 0.0, 1.0))


def _calm_share(usual: FloatArray, counts: FloatArray) -> float:
    """Relative standard deviation of rates beyond Poisson by a robust moment [-]."""
    low, high = 0.02, 2.0
    for _ in range(30):
        middle = 0.5 * (low + high)
        scaled = (counts - usual) / np.sqrt(usual + (middle * usual) ** 2)
        low, high = (middle, high) if robust_sd(scaled) > 1.0 else (low, middle)
    return 0.5 * (low + high)


def _alarm_size(
    trail: SurgeTrail, usual: FloatArray, counts: FloatArray, known: BoolArray
) -> float:
    """The least size of an alarm that calm days seldom reach [-]."""
    days = len(usual) // 24
    if not days:
        return SurgeModel.alarm_size
    whole = slice(len(usual) - 24 * days, len(usual))
    shape = (days, 24)
    expected = np.where(known, usual, 0.0)[whole].reshape(shape).sum(axis=1)
    came = np.where(known, counts, 0.0)[whole].reshape(shape).sum(axis=1)
    calm = (expected > 0) & (came < _CALM_DAY * expected)
    mean_hour = _mean_hour(usual)
    for size in _SIZES:
        alarm = _alarms(trail.probability, trail.size, mean_hour, size)
        begun = (alarm & ~np.concatenate([[False], alarm[:-1]]))[whole].reshape(shape)
        if begun[calm].sum() * _PER_DAYS <= _FALSE_ALARMS * calm.sum():
            return size
    return _SIZES[-1]


def _alarms(
    probability: FloatArray, size: FloatArray, mean_hour: FloatArray, least: float
) -> BoolArray:
    """Alarms with hysteresis: two hours in a row, or one of twice the size."""
    relative = size / np.maximum(mean_hour, 1e-9)
    sure = (probability >= 0.5) & (relative >= least)
    told = np.zeros(len(size), dtype=bool)
    on = False
    for hour in range(len(size)):
        if on:
            on = bool(
                probability[hour] >= _RELEASE_PROBABILITY
                and relative[hour] >= _RELEASE_SIZE * least
            )
        else:
            twice = hour > 0 and sure[hour - 1]
            on = bool(sure[hour] and (twice or relative[hour] >= _AT_ONCE * least))
        told[hour] = on
    return told


def _mean_hour(usual: FloatArray) -> FloatArray:
    """Mean usual hour of the 24 hours that end with each one [contacts/hour], shape (hours,)."""
    known = np.isfinite(usual)
    sums, counts = (
        np.cumsum(np.concatenate([np.zeros(24), values]))
        for values in (np.where(known, usual, 0.0), known.astype(np.float64))
    )
    return np.asarray((sums[24:] - sums[:-24]) / np.maximum(counts[24:] - counts[:-24], 1.0))


def _log_pmf(count: FloatArray | float, mean: FloatArray | float, variance: float) -> FloatArray:
    """Log probability of a negative binomial count whose rate has this relative variance."""
    r = 1.0 / variance
    rising = gammaln(count + r) - gammaln(r) - gammaln(np.asarray(count) + 1.0)
    return np.asarray(
        rising + r * np.log(r / (r + mean)) + count * np.log(np.asarray(mean) / (r + mean))
    )


def _later(values: FloatArray, lead: int) -> FloatArray:
    """What was known `lead` hours before each hour; 0 before anything was."""
    return np.concatenate([np.zeros(lead), values[:-lead]])
