"""Several views of the same days, weighted by what each would have said before."""

import numpy as np

from data.model.arrays import FloatArray
from forecasting.calendar import DayCalendar
from forecasting.day_design import day_design, with_month
from forecasting.day_ridge import DayOutlook, ridge_days
from forecasting.weather import with_weather

_YEAR_DAYS = 365.0  # seasons and holidays must not be forgotten before they recur
_QUARTER_DAYS = 90.0  # for weekly habits that drift faster than the year turns
# Weights are (least error / error) ** sharpness: 5 % more error costs about two thirds of the
# weight. Views and sharpness were chosen on data before the first test origin (README).
_SHARPNESS = 20.0
_MEMORY_DAYS = 120.0


def forecast_days(
    totals: FloatArray,
    calendar: DayCalendar,
    leads: int,
    temperature_c: FloatArray | None = None,
) -> DayOutlook:
    """Day totals ahead and in the past [contacts/day].

    Views: the year's memory; the same with the phase of the month (bills, wages); a quarter's
    memory; and, where the days' temperatures are known, the year's memory with the weather.
    Parameters as in `ridge_days` and `with_weather`.
    """
    plain = day_design(calendar, len(totals))
    monthly = with_month(plain, calendar)
    views = [
        ridge_days(totals, calendar, leads, plain, _YEAR_DAYS),
        ridge_days(totals, calendar, leads, monthly, _YEAR_DAYS),
        ridge_days(totals, calendar, leads, plain, _QUARTER_DAYS),
    ]
    weather = None if temperature_c is None else with_weather(plain, calendar, temperature_c)
    if weather is not None:
        views.append(ridge_days(totals, calendar, leads, weather, _YEAR_DAYS))
    weights = _weights(totals, calendar, views)
    ahead = np.tensordot(weights, np.array([view.ahead for view in views]), axes=1)
    past = np.tensordot(weights, np.array([view.past for view in views]), axes=1)
    return DayOutlook(ahead, views[0].origins, past)


def _weights(totals: FloatArray, calendar: DayCalendar, views: list[DayOutlook]) -> FloatArray:
    """Weight of each view by its mean absolute error at past origins on ordinary days."""
    now, origins = len(totals), views[0].origins
    rows = origins[:, None] + np.arange(views[0].past.shape[1])
    inside = rows < now
    actual = totals[np.minimum(rows, now - 1)]
    usable = inside & np.isfinite(actual) & calendar.is_ordinary[np.minimum(rows, now - 1)]
    trust = np.where(usable, 0.5 ** ((now - origins) / _MEMORY_DAYS)[:, None], 0.0)
    if trust.sum() <= 0:
        return np.full(len(views), 1.0 / len(views))
    gaps = [np.abs(np.where(usable, actual - view.past, 0.0)) for view in views]
    errors = np.array([(trust * gap).sum() for gap in gaps])
    weight = (max(errors.min(), 1e-12) / np.maximum(errors, 1e-12)) ** _SHARPNESS
    return np.asarray(weight / weight.sum())
