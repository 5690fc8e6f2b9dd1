"""The update of the rest of the day: learnt on a queue's own past days, never worse than none.

A morning is believed as its deviations tell, unless such updates, made at that hour on the days
before, are shown to have told too much: where they were wrong, nothing is updated.
"""

from dataclasses import dataclass

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.language import tr
from forecasting.counts import ANSCOMBE_SHIFT, anscombe
from forecasting.intraday.day_ahead import DayAhead
from forecasting.intraday.deviations import HourlyDeviations, day_deviations, learn_deviations, over
from forecasting.uncertainty.intervals import error_size

HOURS = 24
BAND_SHARE = 0.8
_TAIL = (1.0 - BAND_SHARE) / 2
_LEARN_DAYS = 240  # older days say little (half-life 120)
_LEAST_DAYS = 10
_JUDGED_DAYS = 120
_REFIT_DAYS = 7
_HUBER_SDS = 2.0
_ROUNDS = 4
_RECENT_DAYS = 4  # a day longer ago is not the day before
_LEAST_FACTOR = 0.2
# Adaptive conformal bands (Gibbs & Candes 2021, NeurIPS 34, 1660-1672): a tail that was missed
# too often is moved out by this much a day, and back in again.
_STEP = 0.05
_TAIL_LIMITS = (0.005, 0.4)
_PRIOR_SCORES = np.array([-1.2816, -0.8416, -0.2533, 0.2533, 0.8416, 1.2816])


@dataclass(frozen=True, eq=False)
class DayUpdate:
    """How a queue's running day is forecast again.

    Parameters
    ----------
    deviations
        How its hours deviate together.
    strength
        How far the update is believed after each hour [-], 0 = not at all, shape (25,).
    band
        Lower and upper limit of the scaled error of the rest's total on the root scale after
        each hour [-], shape (25, 2).
    before
        Relative deviation of the last known day's total [-]; NaN = unknown.
    days
        Past days that it was learnt from [-].
    """

    deviations: HourlyDeviations
    strength: FloatArray
    band: FloatArray
    before: float
    days: int

    def rest(
        self, mean: FloatArray, actual: FloatArray, slots_seen: int, slots_over: int | None = None
    ) -> tuple[FloatArray, float, float]:
        """Forecast what is left of a day.

        Parameters
        ----------
        mean
            Day-ahead forecast [contacts/slot], shape (slots of a day,).
        actual
            What came [contacts/slot], NaN where unknown, same shape; only the first `slots_seen`
            are looked at.
        slots_over
            Slots that are over, seen or late; the slots seen if None.

        Returns
        -------
        tuple
            Contacts of the slots left [contacts/slot], shape (slots - slots_over,), and the ends
            of the band of their total [contacts].
        """
        hour = np.arange(len(mean)) * HOURS // len(mean)
        expected = np.nan_to_num(mean)
        seen = np.isfinite(actual) & (np.arange(len(mean)) < slots_seen)
        over = slots_seen if slots_over is None else slots_over
        left = np.where(np.arange(len(mean)) < over, 0.0, expected)
        sums = (
            _per_hour(hour, np.where(seen, expected, 0.0)),
            _per_hour(hour, np.where(seen, actual, 0.0)),
            _per_hour(hour, left),
        )
        deviation, variance = self.deviations.rest(*sums, before=self.before)
        believed = self.strength_after(slots_seen, len(mean))
        factor = np.maximum(_LEAST_FACTOR, 1.0 + believed * deviation)
        rest = (left * factor[hour])[over:]
        limits = self.band[slots_seen * HOURS // len(mean)]
        low, high = _band(float(rest.sum()), variance, limits)
        return rest, low, high

    def strength_after(self, slots_seen: int, slots: int) -> float:
        """How far the update is believed after some of a day's slots [-]."""
        return float(self.strength[slots_seen * HOURS // slots])


def _per_hour(hour: IntArray, values: FloatArray) -> FloatArray:
    return np.asarray(np.bincount(hour, values, HOURS), dtype=np.float64)


def _band(total: float, variance: float, limits: FloatArray) -> tuple[float, float]:
    """Ends of a band around a total [contacts] from limits of scaled errors."""
    if total <= 0:
        return 0.0, 0.0
    root, size = _scale(total, variance)
    low, high = (max(0.0, root + z * size) ** 2 - ANSCOMBE_SHIFT for z in limits.tolist())
    return max(0.0, low), max(0.0, high)


def _scale(total: float, variance: float) -> tuple[float, float]:
    """A total on the root scale, and the size of its error there [-]."""
    at = np.array(total)
    return float(anscombe(at)), float(error_size(at, np.sqrt(variance)))


def learn_update(record: DayAhead) -> DayUpdate:
    """The update for the day after the record.

    Raises
    ------
    NotEnoughHistory
        If fewer than ten days of the record are known.
    """
    found = update_trail(record.newest(_LEARN_DAYS))[-1]
    if found is None:
        raise NotEnoughHistory(
            tr(
                "{days} past days with a day-ahead forecast are too few to learn how "
                "a morning tells the rest of the day; {least_days} are needed",
                days=len(record.days),
                least_days=_LEAST_DAYS,
            )
        )
    return found


def update_trail(record: DayAhead) -> tuple[DayUpdate | None, ...]:
    """The update in force on each day of a record, and on the day after it.

    Each is learnt from the days before; None while these are too few. Covariances are learnt
    anew every week, strength and band every day.
    """
    mean, actual = by_hour(record.mean, record.actual)
    days = len(mean)
    trail = _Trail(mean, actual)
    found: list[DayUpdate | None] = []
    for day in range(days + 1):
        found.append(trail.update(day))
        if day < days:
            trail.live_through(day, found[-1])
    return tuple(found)


def by_hour(mean: FloatArray, actual: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Sums by hour over the slots known in both, shapes (days, 24)."""
    known = np.isfinite(mean) & np.isfinite(actual)
    days, slots = mean.shape
    shape = (days, HOURS, slots // HOURS)
    expected, came = (
        np.where(known, cells, 0.0).reshape(shape).sum(axis=2) for cells in (mean, actual)
    )
    return expected, came


class _Trail:
    """Days gone through one by one; nothing here looks ahead."""

    def __init__(self, mean: FloatArray, actual: FloatArray) -> None:
        self.mean, self.actual = mean, actual
        shape = (len(mean), HOURS + 1)
        # Of each day after each hour: expected and real deviation of the rest [contacts], the
        # rest expected at midnight, and the scaled error of the updated total.
        self.told, self.came, self.rest = (np.zeros(shape) for _ in range(3))
        self.score = np.full(shape, np.nan)
        self.tails = np.full((HOURS + 1, 2), _TAIL)
        self.deviations: HourlyDeviations | None = None
        self.level = day_deviations(mean, actual)

    def update(self, day: int) -> DayUpdate | None:
        used = slice(max(0, day - _LEARN_DAYS), day)
        if int((self.mean[used].sum(axis=1) > 0).sum()) < _LEAST_DAYS:
            return None
        if self.deviations is None or day % _REFIT_DAYS == 0:
            self.deviations = learn_deviations(self.mean[used], self.actual[used])
        judged = slice(max(0, day - _JUDGED_DAYS), day)
        strength = believed(self.told[judged], self.came[judged], self.rest[judged])
        band = _limits(self.score[used], self.tails)
        return DayUpdate(self.deviations, strength, band, self.before(day), day)

    def before(self, day: int) -> float:
        recent = self.level[max(0, day - _RECENT_DAYS) : day]
        known = recent[np.isfinite(recent)]
        return float(known[-1]) if len(known) else float("nan")

    def live_through(self, day: int, update: DayUpdate | None) -> None:
        if update is None:
            return
        mean, actual = self.mean[day], self.actual[day]
        for hour in range(HOURS):
            gone = np.arange(HOURS) < hour
            rest = np.where(gone, 0.0, mean)
            whole = float(rest.sum())
            if whole <= 0:
                continue
            seen = np.where(gone, mean, 0.0)
            deviation, variance = update.deviations.rest(seen, actual, rest, update.before)
            came = float(actual[~gone].sum())
            self.told[day, hour] = float(rest @ deviation)
            self.came[day, hour] = came - whole
            self.rest[day, hour] = whole
            factor = np.maximum(_LEAST_FACTOR, 1.0 + update.strength[hour] * deviation)
            total = float(rest @ factor)
            root, size = _scale(total, variance)
            z = (float(anscombe(np.array(came))) - root) / size
            self.score[day, hour] = z
            low, high = update.band[hour]
            missed = np.array([z < low, z > high])
            self.tails[hour] = np.clip(self.tails[hour] + _STEP * (_TAIL - missed), *_TAIL_LIMITS)


def believed(told: FloatArray, came: FloatArray, rest: FloatArray) -> FloatArray:
    """How far updates are to be believed, by the days on which they were tried [-], 0..1, (hours,).

    The slope of what came on what was told (Huber's weights), drawn towards 1, which it is where
    covariances are right, by its own uncertainty: the positive-part estimator of James & Stein
    (1961), 1 where the slope is within its error of it.

    Parameters
    ----------
    told, came
        Deviation of the rest of the day that was expected and that came [contacts], shape
        (days, hours).
    rest
        Rest expected at midnight [contacts], same shape; 0 where a day does not count.
    """
    used = rest > 0
    scale = np.where(used, 1.0 / np.sqrt(np.where(used, rest, 1.0)), 0.0)
    x, y = told * scale, came * scale
    weight = used.astype(np.float64)
    for _ in range(_ROUNDS):
        mass = (weight * x * x).sum(axis=0)
        slope = over((weight * x * y).sum(axis=0), mass)
        error = np.abs(y - slope * x)
        limit = _HUBER_SDS * _robust_sds(error, used)
        weight = used.astype(np.float64) * np.minimum(1.0, limit / np.maximum(error, 1e-12))
    variance = over(((weight * error * x) ** 2).sum(axis=0), mass**2)
    off = slope - 1.0
    shown = np.maximum(0.0, 1.0 - over(variance, off**2))
    enough = used.sum(axis=0) >= _LEAST_DAYS
    return np.where(enough, np.clip(1.0 + shown * off, 0.0, 1.0), 0.0)


def _robust_sds(sizes: FloatArray, used: BoolArray) -> FloatArray:
    """Robust standard deviation of each column from absolute errors; 0 where there is none."""
    ranked = np.sort(np.where(used, sizes, np.inf), axis=0)
    middle = np.maximum(used.sum(axis=0) - 1, 0) // 2
    median = ranked[middle, np.arange(sizes.shape[1])] if len(ranked) else np.zeros(0)
    return np.where(np.isfinite(median), 1.4826 * median, 0.0)


def _limits(scores: FloatArray, tails: FloatArray) -> FloatArray:
    """Limits that a share of each hour's scores lies below and above [-], shape (hours, 2)."""
    prior = np.repeat(_PRIOR_SCORES[:, None], scores.shape[1], axis=1)
    ranked = np.sort(np.vstack([scores, prior]), axis=0)  # unknown ones last
    known = np.isfinite(ranked).sum(axis=0)
    column = np.arange(scores.shape[1])

    def at(level: FloatArray) -> FloatArray:
        place = level * (known - 1)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, known - 1)
        part = place - below
        low, high = ranked[below, column], ranked[above, column]
        return np.asarray(low + part * (high - low))

    return np.column_stack([at(tails[:, 0]), at(1.0 - tails[:, 1])])
