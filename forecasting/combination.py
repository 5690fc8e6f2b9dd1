"""Several forecasters, gated and averaged: the forecast that everybody sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.arrays import FloatArray
from data.model.errors import ForecastFailed, InvalidValue, NotEnoughHistory
from data.model.grid import Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.accuracy import wape
from forecasting.forecasters import FORECASTERS
from forecasting.forecasters.day_totals import DayTotals
from forecasting.forecasters.ridge_slots import RidgeSlots
from forecasting.gate import GateOutcome, gate
from forecasting.past_errors import PastErrors
from forecasting.trials import past_errors

DEFAULT_MEMBERS = ("ridge_slots", "glm_days", "ets_days")
YARDSTICK = "mean_8w"
SHAPE = "ridge_slots"
TRIAL_DAYS = 28
# Before its trial, a member's voice. Found on data before the first test origin (README).
PRIOR_VOICE = {"ridge_slots": 3.0, "ridge_days": 3.0}
# What a forecaster may raise when a history does not suit it; anything else is a bug.
FIT_FAILURES = (NotEnoughHistory, ValueError, ArithmeticError, RuntimeError, IndexError)


@dataclass(frozen=True, eq=False)
class Combined:
    """The mean of the members that passed the gate.

    Parameters
    ----------
    mean
        Contacts [contacts/slot], shape (slots,).
    members
        Every member's own forecast, dropped ones included, name -> shape (slots,).
    errors
        Errors made in the past, from which the bands are learnt.
    notes
        Members, weights, gates and failures in words.
    """

    mean: FloatArray
    members: Mapping[str, FloatArray]
    yardstick: FloatArray
    errors: PastErrors
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Fits:
    means: dict[str, FloatArray]
    broken: dict[str, str]
    errors: PastErrors | None = None


def combine(
    series: ContactSeries,
    special_days: SpecialDays,
    horizon: Grid,
    members: Sequence[str] | None = None,
    *,
    raw: ContactSeries | None = None,
) -> Combined:
    """Fit the members, put them through the gate and average those that pass.

    A single named member is taken as it is: it is being looked at, not relied upon.

    Parameters
    ----------
    series
        History that the members learn from (screened).
    raw
        History as it was, for the yardstick; `series` if None.

    Raises
    ------
    InvalidValue
        If a member's name is unknown.
    ForecastFailed
        If not even the yardstick can be computed, or the only member asked for fails.
    """
    names = _checked(members)
    plain = _fit_all(raw or series, special_days, horizon, (YARDSTICK,))
    if YARDSTICK not in plain.means:
        raise ForecastFailed(f"{series.queue_id}: {plain.broken[YARDSTICK]}")
    yardstick = plain.means[YARDSTICK]
    fits = _fit_all(series, special_days, horizon, names)
    errors = fits.errors or past_errors(series, special_days, FORECASTERS[YARDSTICK])
    own = {name: fits.means[name] for name in names if name in fits.means}
    verdict, weights = GateOutcome(tuple(own), {}), dict.fromkeys(own, 1.0)
    if len(names) > 1:
        verdict, weights = _judge(series, special_days, own, yardstick)
    notes = (*(f"{n} left out: {why}" for n, why in sorted(fits.broken.items())), *verdict.notes)
    if len(names) == 1 and fits.broken:
        raise ForecastFailed(f"{series.queue_id}: {names[0]}: {fits.broken[names[0]]}")
    if not verdict.passed:
        return Combined(yardstick, own, yardstick, errors, (*notes, "8-week mean used instead"))
    share = np.array([weights[name] for name in verdict.passed])
    share = share / share.sum()
    mean = np.tensordot(share, _shaped(own, verdict.passed, horizon), axes=1)
    told = ", ".join(f"{n} {w:.0%}" for n, w in zip(verdict.passed, share, strict=True))
    return Combined(mean, own, yardstick, errors, (f"weighted mean of {told}", *notes))


def _shaped(own: dict[str, FloatArray], names: Sequence[str], grid: Grid) -> FloatArray:
    """Forecasts to be averaged, shape (names, slots): all in the slot ridge's shape of the day.

    Members on day totals know no better profile than a plain one, so only their totals count.
    """
    shape = own[SHAPE] if SHAPE in names else None
    shaped = []
    for name in names:
        if shape is None or not issubclass(FORECASTERS[name], DayTotals):
            shaped.append(own[name])
            continue
        total, ours = (np.bincount(grid.day_index, values) for values in (own[name], shape))
        factor = np.divide(total, ours, out=np.ones(len(ours)), where=ours > 0)
        shaped.append(shape * factor[grid.day_index])
    return np.array(shaped)


def _checked(members: Sequence[str] | None) -> tuple[str, ...]:
    names = tuple(members) if members else DEFAULT_MEMBERS
    unknown = [name for name in names if name not in FORECASTERS]
    if unknown:
        raise InvalidValue(f"unknown forecaster {unknown[0]!r}; known: {', '.join(FORECASTERS)}")
    return names


def _fit_all(
    series: ContactSeries, special_days: SpecialDays, grid: Grid, names: Sequence[str]
) -> _Fits:
    made: dict[str, FloatArray] = {}
    broken: dict[str, str] = {}
    errors = None
    for name in dict.fromkeys(names):
        try:
            fitted = FORECASTERS[name]().fit(series, special_days)
            if isinstance(fitted, RidgeSlots):
                made[name], errors = fitted.forecast(grid)
            else:
                made[name] = fitted.predict(grid)
        except FIT_FAILURES as error:
            broken[name] = f"{type(error).__name__}: {error}"
    return _Fits(made, broken, errors)


def _judge(
    series: ContactSeries,
    special_days: SpecialDays,
    own: dict[str, FloatArray],
    yardstick: FloatArray,
) -> tuple[GateOutcome, dict[str, float]]:
    """A trial on the last four weeks (or the last third of a short history).

    Four weeks that went badly once, a storm or a turn of the season, throw nobody out: who fails
    is looked at again on the four weeks before and those before them, all taken together.
    Weights: prior voice over the squared error of the trial, the usual shrinkage of
    inverse-variance weights when errors are too few to tell covariances.
    """
    voice = {name: PRIOR_VOICE.get(name, 1.0) for name in own}
    days = min(TRIAL_DAYS, len(series.grid.days) // 3)
    last = _trial(series, special_days, tuple(own), days, 0)
    if last is None:
        return gate({}, np.empty(0), np.empty(0), own, yardstick), voice
    actual, trials = last
    verdict = gate(trials, actual, trials[YARDSTICK], own, yardstick)
    errors = {name: wape(actual, trials[name]) for name in own if name in trials}
    if verdict.dropped:
        before = (_trial(series, special_days, tuple(own), days, k) for k in (1, 2))
        looks = [last, *(look for look in before if look is not None)]
        actual = np.concatenate([fact for fact, _ in looks])
        known = set.intersection(*(set(made) for _, made in looks))
        trials = {name: np.concatenate([made[name] for _, made in looks]) for name in known}
        verdict = gate(trials, actual, trials[YARDSTICK], own, yardstick)
    usual = np.mean([e for e in errors.values() if np.isfinite(e)] or [1.0])
    for name, error in errors.items():
        if np.isfinite(error) and error > 0:
            voice[name] *= float((usual / error) ** 2)
    return verdict, voice


def _trial(
    series: ContactSeries, special_days: SpecialDays, names: Sequence[str], days: int, ago: int
) -> tuple[FloatArray, dict[str, FloatArray]] | None:
    """Facts of some days that ended `ago` times as many days ago, and what was forecast of them.

    None if nothing was known before them.
    """
    grid = series.grid
    if days < 1 or (ago + 1) * days > len(grid.days):
        return None
    first = max(0, grid.slot_at(grid.days[-(ago + 1) * days], 0))
    end = grid.slot_at(grid.days[-ago * days], 0) if ago else grid.slots
    if not np.isfinite(series.offered[:first]).any():
        return None
    made = _fit_all(
        series.until(first), special_days, grid.part(first, end - first), (YARDSTICK, *names)
    )
    return series.offered[first:end], made.means
