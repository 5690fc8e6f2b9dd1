"""The shape of the day: shares of its slots by a ridge regression a slot, and named days' own.

A named day has a shape of its own as far as that is more than chance: New Year's night is no
ordinary holiday night.
"""

from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray, IntArray
from forecasting.calendar.days import DayCalendar, yearly_waves
from forecasting.calendar.panel import DayPanel
from forecasting.calendar.profile import class_profiles, day_profiles
from forecasting.counts import anscombe, fading
from forecasting.ridge.design import MIN_YEAR_DAYS

_HALFLIFE_DAYS = 365.0  # seasons recur after a year
_OUTLIER_SDS = 4.0
_LEAST_SHARE = 0.1  # a slot keeps at least this share of its usual part of the day
# Prior standard deviations of relative deviations [-]; inner errors hardly move when halved
# or doubled.
_OVERALL_SD = 0.2
_WEEKDAY_SD = 0.1
_KIND_SD = 0.15
_AFTER_SD = 0.1
_SEASON_SD = 0.15
_REST_SEASON_SD = 0.07
_NAME_SD = 0.3  # as wide as a name's effect on the day's total (`day_design`)
_LEVEL_SD = 0.1
_LEVEL_HALFLIVES_DAYS = (28.0, 7.0)
_BELIEF = (0.5, 0.1)
_BELIEF_MASS = 50.0  # prior belief in levels counts as much as this mass of squared levels
_LATER = 3  # days of a long feast from here on share one shape


@dataclass(frozen=True, eq=False)
class SlotOutlook:
    """Shares of the day by slot: ahead, and at past origins from what was known then.

    Parameters
    ----------
    ahead
        Shape (leads, slots of a day); rows sum to 1, or to 0 on closed days.
    past
        Shape (origins, leads, slots of a day).
    """

    ahead: FloatArray
    past: FloatArray


def forecast_shares(
    panel: DayPanel, calendar: DayCalendar, leads: int, origins: IntArray
) -> SlotOutlook:
    """Shares of the `leads` days after the history and after each past origin.

    Parameters
    ----------
    calendar
        Days of the history and at least `leads` days more.
    """
    now = len(panel.days)
    base = day_profiles(panel, class_profiles(panel, calendar.part(slice(0, now)), 365.0), calendar)
    X, prior_sd = _design(calendar, now)
    raw, scale = _deviations(panel, calendar, base[:now])
    deviation = np.clip(raw, -_OUTLIER_SDS, _OUTLIER_SDS)
    names = occasions(calendar)
    every = np.append(origins, now).astype(np.int64)
    effects = _fits(X[:now], deviation, scale, prior_sd, every)
    belief = _level_belief(X, deviation, scale, effects, every)
    shares = np.zeros((len(every), leads, base.shape[1]))
    for i, origin in enumerate(every.tolist()):
        rows = slice(origin, origin + leads)
        level = _levels(X, deviation, scale, effects[i], origin) @ belief
        shift = X[rows] @ effects[i].T + level
        rest = raw[:origin] - scale[:origin] * (X[:origin] @ effects[i].T)
        shift += named_shift(names, origin, leads, rest, scale[:origin])
        shares[i] = _normed(base[rows] * np.maximum(_LEAST_SHARE, 1.0 + shift))
    return SlotOutlook(shares[-1], shares[:-1])


def occasions(calendar: DayCalendar) -> tuple[str, ...]:
    """Name of each special day with its place in its run, empty for others, shape (days,).

    The place tells the feast itself from the day off in lieu that follows it.
    """
    found: list[str] = []
    before, place = "", 0
    for special in calendar.special:
        name = special.name if special is not None and special.kind != "minor" else ""
        place = place + 1 if name and name == before else 1
        before = name
        found.append(f"{name} {min(place, _LATER)}" if name else "")
    return tuple(found)


def named_shift(
    names: tuple[str, ...],
    origin: int,
    leads: int,
    rest: FloatArray,
    scale: FloatArray,
) -> FloatArray:
    """Relative deviation of named days ahead from the fitted shape [-], shape (leads, slots).

    Parameters
    ----------
    names
        Of the history and at least `leads` days more, shape (days,).
    rest
        Deviations before the origin that the fit leaves, over the noise's size, shape
        (origin, slots).
    scale
        What a deviation of one is there, shape (origin, slots).
    """
    shift = np.zeros((leads, rest.shape[1]))
    ahead = names[origin : origin + leads]
    for name in set(ahead) - {""}:
        past = [row for row in range(origin) if names[row] == name]
        size = scale[past]
        moment, mass = (size * rest[past]).sum(axis=0), (size**2).sum(axis=0)
        held = _proven(moment, mass) * moment / (mass + 1.0 / _NAME_SD**2)
        shift[[lead for lead, other in enumerate(ahead) if other == name]] = held
    return shift


def _design(calendar: DayCalendar, history: int) -> tuple[FloatArray, FloatArray]:
    days = len(calendar.days)
    weekday = np.zeros((days, 7))
    weekday[np.arange(days), calendar.weekday] = 1.0
    workday = ~calendar.is_rest
    holiday = calendar.kind == "holiday"
    kinds = [(calendar.kind == kind) & workday for kind in ("holiday", "eve", "makeup")]
    after = np.concatenate([[False], holiday[:-1]]) & ~holiday
    parts = [np.ones((days, 1)), weekday, np.column_stack([*kinds, after]).astype(float)]
    spread = [_OVERALL_SD, *[_WEEKDAY_SD] * 7, *[_KIND_SD] * 3, _AFTER_SD]
    if history >= MIN_YEAR_DAYS:
        waves = yearly_waves(calendar.days, 2)
        parts += [waves, waves[:, :2] * calendar.is_rest[:, None]]
        spread += [_SEASON_SD] * 2 + [_SEASON_SD / 2] * 2 + [_REST_SEASON_SD] * 2
    return np.hstack(parts), np.array(spread)


def _deviations(
    panel: DayPanel, calendar: DayCalendar, base: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Anscombe deviations and their scale, both over the noise's size, 0 where unknown."""
    now = len(panel.days)
    totals = np.where(calendar.excluded[:now], np.nan, panel.totals)
    expected = np.nan_to_num(totals)[:, None] * base
    known = np.isfinite(panel.cells) & np.isfinite(totals)[:, None] & (base > 0)
    root = 2 * anscombe(expected)
    deviation = np.where(known, 2 * anscombe(np.nan_to_num(panel.cells)) - root, 0.0)
    squares = deviation[known] ** 2
    noise = 1.0
    if len(squares):
        noise = max(1.0, float(np.minimum(squares, np.quantile(squares, 0.98)).mean()))
    size = np.sqrt(noise)
    return deviation / size, np.where(known, np.sqrt(expected), 0.0) / size


def _fits(
    X: FloatArray, deviation: FloatArray, scale: FloatArray, prior_sd: FloatArray, origins: IntArray
) -> FloatArray:
    """Effects at each origin from the days before it, shape (origins, slots, columns)."""
    columns, slots = X.shape[1], deviation.shape[1]
    pairs = (X[:, :, None] * X[:, None, :]).reshape(len(X), -1)
    gram = np.zeros((slots, columns * columns))
    moment = np.zeros((slots, columns))
    daily = 0.5 ** (1.0 / _HALFLIFE_DAYS)
    found = np.empty((len(origins), slots, columns))
    first = 0
    for i, origin in enumerate(origins.tolist()):
        rows = slice(first, origin)
        fade = (daily ** np.arange(origin - 1 - first, -1, -1))[:, None]
        gram = gram * daily ** (origin - first) + (scale[rows] ** 2 * fade).T @ pairs[rows]
        moment = moment * daily ** (origin - first)
        moment += (scale[rows] * deviation[rows] * fade).T @ X[rows]
        held = gram.reshape(slots, columns, columns) + np.diag(1.0 / prior_sd**2)
        found[i] = np.linalg.solve(held, moment[:, :, None])[:, :, 0]
        first = origin
    return found


def _levels(
    X: FloatArray, deviation: FloatArray, scale: FloatArray, effects: FloatArray, origin: int
) -> FloatArray:
    """Recent level of each slot, slow and (fast - slow), shape (slots, 2)."""
    rows = slice(max(0, origin - 120), origin)
    size = scale[rows]
    rest = deviation[rows] - size * (X[rows] @ effects.T)
    levels = []
    for halflife in _LEVEL_HALFLIVES_DAYS:
        fade = fading(len(size), halflife)[:, None]
        mass = (fade * size**2).sum(axis=0) + 1.0 / _LEVEL_SD**2
        levels.append((fade * size * rest).sum(axis=0) / mass)
    return np.column_stack([levels[0], levels[1] - levels[0]])


def _level_belief(
    X: FloatArray, deviation: FloatArray, scale: FloatArray, effects: FloatArray, origins: IntArray
) -> FloatArray:
    """How far the levels held over the four weeks after each past origin, shape (2,)."""
    gram = np.eye(2) * _BELIEF_MASS
    moment = _BELIEF_MASS * np.array(_BELIEF)
    for i, origin in enumerate(origins[:-1].tolist()):
        rows = slice(origin, origin + 28)
        level = _levels(X, deviation, scale, effects[i], origin)
        size = scale[rows]
        rest = deviation[rows] - size * (X[: len(deviation)][rows] @ effects[i].T)
        mass = (size**2).sum(axis=0)
        gram += (level * mass[:, None]).T @ level
        moment += level.T @ (size * rest).sum(axis=0)
    return np.asarray(np.linalg.solve(gram, moment))


def _normed(shares: FloatArray) -> FloatArray:
    whole = shares.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(shares, whole, out=np.zeros_like(shares), where=whole > 0))


def _proven(moment: FloatArray, mass: FloatArray) -> float:
    """Share of a shape that is more than chance [-]: none of it on most holidays.

    The positive-part estimator of James & Stein (1961, Proc. Fourth Berkeley Symposium 1, 361-379)
    over the slots, whose noise has variance one.
    """
    seen = mass > 0
    squares = float((moment[seen] ** 2 / mass[seen]).sum())
    return max(0.0, 1.0 - max(0, int(seen.sum()) - 2) / squares) if squares > 0 else 0.0
