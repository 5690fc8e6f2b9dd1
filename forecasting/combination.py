"""Several forecasters, gated and averaged: the forecast that everybody sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.arrays import FloatArray
from data.model.errors import ForecastFailed, InvalidValue, NotEnoughHistory
from data.model.grid import Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.forecasters import FORECASTERS
from forecasting.gate import GateOutcome, gate

DEFAULT_MEMBERS = ("prophet_days", "ets_days", "glm_days")
YARDSTICK = "mean_8w"
TRIAL_DAYS = 28
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
    notes
        Members, gates and failures in words.
    """

    mean: FloatArray
    members: Mapping[str, FloatArray]
    yardstick: FloatArray
    notes: tuple[str, ...]


def combine(
    series: ContactSeries,
    special_days: SpecialDays,
    horizon: Grid,
    members: Sequence[str] | None = None,
) -> Combined:
    """Fit the members, put them through the gate and average those that pass.

    A single named member is taken as it is: it is being looked at, not relied upon.

    Raises
    ------
    InvalidValue
        If a member's name is unknown.
    ForecastFailed
        If not even the yardstick can be computed.
    """
    names = _checked(members)
    outlook, broken = _fit_all(series, special_days, horizon, (YARDSTICK, *names))
    if YARDSTICK not in outlook:
        raise ForecastFailed(f"{series.queue_id}: {broken[YARDSTICK]}")
    yardstick = outlook[YARDSTICK]
    own = {name: outlook[name] for name in names if name in outlook}
    verdict = GateOutcome(tuple(own), {})
    if len(names) > 1:
        verdict = _judge(series, special_days, own, yardstick)
    notes = (*(f"{n} left out: {why}" for n, why in sorted(broken.items())), *verdict.notes)
    if not verdict.passed:
        return Combined(yardstick, own, yardstick, (*notes, "8-week mean used instead"))
    mean = np.mean([own[name] for name in verdict.passed], axis=0)
    told = f"equal mean of {', '.join(verdict.passed)}"
    return Combined(np.asarray(mean), own, yardstick, (told, *notes))


def _checked(members: Sequence[str] | None) -> tuple[str, ...]:
    names = tuple(members) if members else DEFAULT_MEMBERS
    unknown = [name for name in names if name not in FORECASTERS]
    if unknown:
        raise InvalidValue(f"unknown forecaster {unknown[0]!r}; known: {', '.join(FORECASTERS)}")
    return names


def _fit_all(
    series: ContactSeries, special_days: SpecialDays, grid: Grid, names: Sequence[str]
) -> tuple[dict[str, FloatArray], dict[str, str]]:
    made: dict[str, FloatArray] = {}
    broken: dict[str, str] = {}
    for name in dict.fromkeys(names):
        try:
            made[name] = FORECASTERS[name]().fit(series, special_days).predict(grid)
        except FIT_FAILURES as error:
            broken[name] = f"{type(error).__name__}: {error}"
    return made, broken


def _judge(
    series: ContactSeries,
    special_days: SpecialDays,
    own: dict[str, FloatArray],
    yardstick: FloatArray,
) -> GateOutcome:
    """One trial on the last four weeks (or the last third of a short history)."""
    days = min(TRIAL_DAYS, len(series.grid.days) // 3)
    first = max(0, series.grid.slot_at(series.grid.days[-max(days, 1)], 0))
    if days < 1 or not np.isfinite(series.offered[:first]).any():
        return gate({}, np.empty(0), np.empty(0), own, yardstick)
    grid = series.grid.part(first, series.grid.slots - first)
    trials, _ = _fit_all(series.until(first), special_days, grid, (YARDSTICK, *own))
    return gate(trials, series.offered[first:], trials[YARDSTICK], own, yardstick)
