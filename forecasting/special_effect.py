"""Plain multiplicative effects of special days, for models that know no regressors."""

import numpy as np

from data.model.arrays import FloatArray
from forecasting.calendar import DayCalendar
from forecasting.panel import nan_mean

_PRIOR_DAYS = 2.0  # a name seen twice counts as much as its kind


def ordinary_totals(totals: FloatArray, calendar: DayCalendar) -> FloatArray:
    """Totals with special days set missing [contacts/day], shape (days,)."""
    return np.where(calendar.is_ordinary, totals, np.nan)


def special_factors(totals: FloatArray, calendar: DayCalendar, future: DayCalendar) -> FloatArray:
    """Factor on an ordinary day of the same weekday [-], shape (future days,).

    The mean log ratio of a name is shrunk towards that of its kind and kind of weekday.
    """
    usual = usual_level(totals, calendar)
    ratio = np.log(np.maximum(totals, 0.5) / np.maximum(usual, 0.5))
    return np.array([_factor(ratio, calendar, future, i) for i in range(len(future.days))])


def usual_level(totals: FloatArray, calendar: DayCalendar, reach_weeks: int = 4) -> FloatArray:
    """Mean of the same weekday within four weeks either way, ordinary days only, shape (days,)."""
    ordinary = ordinary_totals(totals, calendar)
    shifts = [7 * k for k in range(-reach_weeks, reach_weeks + 1) if k]
    around = np.full((len(shifts), len(totals)), np.nan)
    for row, shift in enumerate(shifts):
        source = np.arange(len(totals)) + shift
        inside = (source >= 0) & (source < len(totals))
        around[row, inside] = ordinary[source[inside]]
    return nan_mean(around)


def _factor(ratio: FloatArray, calendar: DayCalendar, future: DayCalendar, day: int) -> float:
    special = future.special[day]
    if special is None:
        return 1.0
    known = np.isfinite(ratio) & ~calendar.excluded
    kin = known & (calendar.kind == special.kind) & (calendar.is_rest == future.is_rest[day])
    pooled = ratio[kin].mean() if kin.any() and special.kind not in ("minor", "event") else 0.0
    name = np.array([s is not None and s.name == special.name for s in calendar.special])
    own = ratio[known & name]
    return float(np.exp((own.sum() + _PRIOR_DAYS * pooled) / (len(own) + _PRIOR_DAYS)))
