"""Is a queue off its forecast, or is that noise: smoothed departures with a known false-alarm rate.

Each slot's count becomes a randomised quantile residual (Dunn & Smyth 1996, Journal of
Computational and Graphical Statistics 5, 236-244, doi:10.1080/10618600.1996.10474708) under a
negative binomial with the forecast's own dispersion; the residuals go into an exponentially
weighted moving average (Roberts 1959, Technometrics 1, 239-250,
doi:10.1080/00401706.1959.10489860). Limits of Poisson counts would cry wolf: contacts are
over-dispersed, and the level of a day lasts.

Two charts share the rate of false alarms. The first looks at slots beside their one-step forecast,
which follows the level of the day: it finds what is sudden. What is too small to be seen in a slot
and lasts, such as a small queue's doubled afternoon, that level swallows; so the second looks at
the contacts of the last hours together beside the forecast made before the day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import betainc, ndtri

from data.model.grid import BoolArray, FloatArray, IntArray

WEIGHT = 0.3
"""Of the newest slot in the average [-]."""
BAND_Z = 1.2816
"""Half the width of a slot's band on the normal scale: eight of ten slots lie within."""
IN_A_ROW = 2
"""So many slots in a row must lie outside their band on one side, the newest among them."""
LASTING_H = 4
"""Hours that the second chart looks at together [h]."""
_STRENGTH = 0.2
"""Weight of a slot's ratio in the level that is carried on [-]."""
_SUDDEN = 0.75
"""Share of the false alarms that the first chart has: what is sudden leaves less time [-]."""
_PATHS, _GRID = 400, np.linspace(0.4, 6.0, 561)
_LEAST_VARIANCE = 1e-6
_LEAST_SLOTS = 60


@dataclass(frozen=True)
class WatchLimits:
    """What a queue is watched with.

    Parameters
    ----------
    variance
        Relative variance of a slot's rate around its one-step forecast, beyond Poisson [-].
    correlation
        Of neighbouring slots' residuals when nothing is wrong [-].
    limit
        Of the average's size; beyond it, and with the last slots outside, it is an alarm [-].
    lasting_variance
        Relative variance of the last hours' contacts around the forecast made before the day,
        beyond Poisson [-].
    lasting_limit
        Of their departure's size, in standard deviations [-].
    weeks
        Weeks between two false alarms of either chart, by simulation [weeks].
    slots
        Past slots that variance and correlation were learnt from.
    """

    variance: float
    correlation: float
    limit: float
    lasting_variance: float
    lasting_limit: float
    weeks: float
    slots: int


def residuals(
    came: FloatArray, expected: FloatArray, variance: float, rng: np.random.Generator
) -> FloatArray:
    """Randomised quantile residuals, standard normal where the forecast is right, shape (slots,).

    Parameters
    ----------
    came, expected
        Counts and one-step forecast [contacts/slot]; NaN in either gives NaN.
    variance
        Relative variance of the rate [-].
    """
    size = 1.0 / max(variance, _LEAST_VARIANCE)
    found = np.full(len(came), np.nan)
    known = np.isfinite(came) & np.isfinite(expected) & (expected > 0)
    y, mean = np.round(came[known]), expected[known]
    chance = size / (size + mean)
    # The distribution function of the negative binomial, without what `scipy.stats` takes to load.
    low = np.where(y > 0, betainc(size, np.maximum(y, 1), chance), 0.0)
    high = betainc(size, y + 1, chance)
    u = low + rng.random(len(y)) * (high - low)
    found[known] = ndtri(np.clip(u, 1e-12, 1 - 1e-12))
    return found


def one_step(came: FloatArray, expected: FloatArray) -> FloatArray:
    """What was expected of each slot just before it began [contacts/slot].

    Parameters
    ----------
    came, expected
        Of one day, or of several in a row; NaN where unknown.
    """
    found = np.array(expected, dtype=float)
    level = 1.0
    for slot in range(len(found)):
        base = expected[slot]
        found[slot] = base * level
        if np.isfinite(came[slot]) and np.isfinite(base) and base > 0:
            # A level rests on contacts: a quiet slot moves it little.
            gain = _STRENGTH * base / (base + 10.0)
            level += gain * (came[slot] / base - level)
            level = min(max(level, 0.2), 5.0)
    return found


def alarms(z: FloatArray, limit: float) -> BoolArray:
    """Whether each slot's departure is an alarm, shape as `z`: (..., slots); NaN slots are passed.

    Notes
    -----
    An average beyond the limit, the last slots outside their band on its side. Each day begins
    afresh only where `z` is cut into days.
    """
    average = np.zeros(z.shape[:-1])
    run = np.zeros(z.shape[:-1])
    found = np.zeros(z.shape, dtype=bool)
    for slot in range(z.shape[-1]):
        now = z[..., slot]
        known = np.isfinite(now)
        value = np.where(known, now, 0.0)
        average = np.where(known, (1 - WEIGHT) * average + WEIGHT * value, average)
        side = np.where(value > BAND_Z, 1.0, np.where(value < -BAND_Z, -1.0, 0.0))
        same = (side != 0) & (np.sign(run) == side)
        run = np.where(known, np.where(same, run + side, side), run)
        beyond = (np.abs(average) > limit) & (np.abs(run) >= IN_A_ROW)
        found[..., slot] = known & beyond & (np.sign(average) == np.sign(run))
    return found


def departures(
    came: FloatArray,
    expected: FloatArray,
    limits: WatchLimits,
    rng: np.random.Generator,
    eased: float = 1.0,
) -> IntArray:
    """Slots, with each one the last of them, over which a day departs from its forecast; 0: none.

    Parameters
    ----------
    came, expected
        Of one day, and what was expected of it before it began [contacts/slot], shape (slots,);
        NaN where unknown.
    eased
        Factor on the limits [-]; below 1 for an alarm that stands.
    """
    z = residuals(came, one_step(came, expected), limits.variance, rng)
    sudden = alarms(z, eased * limits.limit)
    window = hours_slots(len(came))
    sums = residuals(
        last_hours(np.where(np.isfinite(expected), came, np.nan), window),
        last_hours(np.where(np.isfinite(came), expected, np.nan), window),
        limits.lasting_variance,
        rng,
    )
    lasting = _lasting(sums, came - expected, eased * limits.lasting_limit)
    return np.where(sudden, IN_A_ROW, np.where(lasting, window, 0))


def hours_slots(slots: int) -> int:
    """Slots of the second chart's hours on a day of so many slots."""
    return max(IN_A_ROW, round(slots * LASTING_H / 24))


def last_hours(values: FloatArray, window: int) -> FloatArray:
    """Sums over the last slots of a day, fewer at its beginning; unknown ones count nothing.

    Parameters
    ----------
    values
        Shape (..., slots).
    """
    sums = np.cumsum(np.where(np.isfinite(values), values, 0.0), axis=-1)
    found = sums.copy()
    found[..., window:] -= sums[..., :-window]
    return found


def _lasting(z: FloatArray, newest: FloatArray, limit: float) -> BoolArray:
    """Departures of the last hours beyond a limit, while the newest slot lies on their side."""
    with np.errstate(invalid="ignore"):
        return np.asarray((np.abs(z) > limit) & (np.sign(z) == np.sign(newest)))


def learn_limits(
    came: FloatArray, expected: FloatArray, slots_per_week: int, weeks: float = 12.0
) -> WatchLimits:
    """Limits of a queue from its past days and what was expected of them at their midnights.

    Parameters
    ----------
    came, expected
        Shape (days, slots of a day); NaN where unknown.
    slots_per_week
        Slots with contacts in a week.
    weeks
        Wanted between two false alarms [weeks].
    """
    steps = np.array([one_step(c, e) for c, e in zip(came, expected, strict=True)])
    steps = steps.reshape(came.shape)
    variance = _variance(came, steps)
    rng = np.random.default_rng(1)
    z = np.array([residuals(c, s, variance, rng) for c, s in zip(came, steps, strict=True)])
    z = z.reshape(came.shape)
    pairs = np.isfinite(z[:, :-1]) & np.isfinite(z[:, 1:])
    a, b = z[:, :-1][pairs], z[:, 1:][pairs]
    correlation = 0.0
    if len(a) >= _LEAST_SLOTS:
        # Rare wild days are what is to be found: they must not widen what counts as usual.
        a, b = np.clip(a, -2.5, 2.5), np.clip(b, -2.5, 2.5)
        correlation = float(np.clip((a * b).mean() / max((a * a).mean(), 1e-9), 0.0, 0.9))
    window, a_week = hours_slots(came.shape[1]), max(1, slots_per_week)
    known = np.isfinite(came) & np.isfinite(expected)
    sums = (last_hours(np.where(known, part, np.nan), window) for part in (came, expected))
    spread = _variance(*sums)
    limit, apart = limit_for(round(correlation, 2), a_week, weeks / _SUDDEN)
    lasting, apart_too = lasting_limit_for(came.shape[1], a_week, weeks / (1 - _SUDDEN))
    real = 1.0 / (1.0 / apart + 1.0 / apart_too)
    return WatchLimits(
        variance, correlation, limit, spread, lasting, real, int(np.isfinite(z).sum())
    )


def _variance(came: FloatArray, steps: FloatArray) -> float:
    """Relative variance of the rate beyond Poisson by a robust moment [-]."""
    known = np.isfinite(came) & np.isfinite(steps) & (steps > 0.5)
    if known.sum() < _LEAST_SLOTS:
        return 0.04
    y, mean = came[known], steps[known]
    low, high = 0.0, 4.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        scaled = np.abs(y - mean) / np.sqrt(mean + middle * mean**2)
        low, high = (middle, high) if np.quantile(scaled, 0.8) > BAND_Z else (low, middle)
    return max(0.5 * (low + high), _LEAST_VARIANCE)


@lru_cache(64)
def limit_for(correlation: float, slots_per_week: int, weeks: float) -> tuple[float, float]:
    """Limit with one false alarm in so many weeks, and the weeks that it gives by simulation.

    Notes
    -----
    Normal residuals of this correlation are drawn for many queues over that time; an alarm that
    lasts counts once. The least limit of a grid that keeps to the rate is taken.
    """
    rng = np.random.default_rng(12)
    slots = int(max(1, round(slots_per_week * min(weeks, 4.0))))
    z = rng.standard_normal((_PATHS, slots))
    for slot in range(1, slots):
        z[:, slot] = correlation * z[:, slot - 1] + np.sqrt(1 - correlation**2) * z[:, slot]
    return _least(lambda limit: alarms(z, limit), _PATHS * slots / slots_per_week, weeks)


@lru_cache(64)
def lasting_limit_for(slots: int, slots_per_week: int, weeks: float) -> tuple[float, float]:
    """The same of the second chart, on days of so many slots."""
    rng = np.random.default_rng(13)
    days = max(1, round(_PATHS * slots_per_week * min(weeks, 4.0) / slots))
    own = rng.standard_normal((days, slots))
    window = hours_slots(slots)
    z = last_hours(own, window) / np.sqrt(last_hours(np.ones_like(own), window))
    return _least(lambda limit: _lasting(z, own, limit), days * slots / slots_per_week, weeks)


def _least(judge: Callable[[float], BoolArray], over: float, weeks: float) -> tuple[float, float]:
    """The least limit of the grid with one alarm in so many weeks, of those simulated."""
    low, high = 0, len(_GRID) - 1
    while low < high:  # fewer alarms the higher the limit
        middle = (low + high) // 2
        if _begun(judge(float(_GRID[middle]))) * weeks <= over:
            high = middle
        else:
            low = middle + 1
    return float(_GRID[low]), over / max(_begun(judge(float(_GRID[low]))), 1)


def _begun(found: BoolArray) -> int:
    """Alarms that begin: one that was on in the hour before is the same one."""
    before = np.zeros_like(found)
    for lag in range(1, 5):
        before[:, lag:] |= found[:, :-lag]
    return int((found & ~before).sum())
