"""Day totals: the mean of several views, each a ridge regression that forgets, plus levels."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray, IntArray
from forecasting.calendar.days import YEAR_DAYS, DayCalendar
from forecasting.counts import robust_sd
from forecasting.ridge.design import DayDesign, day_design, with_month, with_weather
from forecasting.ridge.levels import Levels, learn_belief
from forecasting.ridge.regression import discounted_fits, learnt_spread

_YEAR_DAYS = 365.0  # half-life: seasons and holidays must not be forgotten before they recur
_QUARTER_DAYS = 90.0  # half-life for weekly habits that drift faster than the year turns
# The weight of a view is (least error / its error) ** sharpness: 5 % more error costs about two
# thirds of it. Views and sharpness were chosen on data before the first test origin.
_SHARPNESS = 20.0
_MEMORY_DAYS = 120.0
_FIRST_HALFLIFE_DAYS = 365.0
_ORIGINS_REACH_DAYS = 400  # a year and the leads
_FIRST_ORIGIN_DAYS = 28
_LEARNT_LEADS = 28
_SPECIAL_TRUST = 0.25  # residuals of special days tell little about the level
_LEAST_TOTAL = 0.5  # stands for an empty day on the log scale
# Of the trend, per day (Gardner & McKenzie 1985, Management Science 31, 1237-1246,
# doi:10.1287/mnsc.31.10.1237).
_DAMPING = 0.98
_OUTLIER_SDS = 3.0  # Huber weights beyond
_NOISE_SD = 0.05  # of a first fit; replaced by what is found
_LEAST_NOISE_SD = 0.02
_MOST_LOG = 30.0
_MOST_ORIGINS = 200


@dataclass(frozen=True, eq=False)
class DayOutlook:
    """Day totals ahead, and those that the same model would have forecast before.

    Parameters
    ----------
    ahead
        Day totals [contacts/day] of the days after the history, shape (leads,).
    origins
        Past days at whose start a forecast was made, shape (origins,).
    past
        These forecasts [contacts/day], each from the data before its origin, shape (origins,
        past leads); days beyond the history included.
    """

    ahead: FloatArray
    origins: IntArray
    past: FloatArray


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


def ridge_days(
    totals: FloatArray,
    calendar: DayCalendar,
    leads: int,
    design: DayDesign,
    halflife_days: float,
) -> DayOutlook:
    """One view of the day totals: a regression on the log scale, and two-scale levels on top.

    Parameters
    ----------
    totals
        History [contacts/day], NaN = unknown, shape (days,).
    calendar
        At least the days of the history and the `leads` days after it.
    design
        Regressors of the calendar's days.
    halflife_days
        Time after which a day counts half [days].
    """
    now = len(totals)
    reach = max(leads, _LEARNT_LEADS)
    z, precision = _log_totals(totals, design.matrix[:now], design.prior_sd)
    origins = _origins(now)
    X = design.matrix[:now]
    spread = learnt_spread(X, z, precision, design.prior_sd, design.group, halflife_days)
    beta = discounted_fits(X, z, precision, spread, halflife_days, origins)
    fitted = design.matrix @ beta.T
    trust = precision * np.where(calendar.is_ordinary[:now], 1.0, _SPECIAL_TRUST)
    levels = Levels.at(z[:, None] - fitted[:now], trust, origins)
    base = _ahead(fitted, design, beta, origins, reach)
    error, weight = _errors_ahead(z, trust, base[:, :_LEARNT_LEADS], origins)
    belief = learn_belief(levels, origins, error, weight, now)
    belief = np.vstack([belief, np.repeat(belief[-1:], reach - _LEARNT_LEADS, axis=0)])
    outlook = np.exp(np.minimum(base + levels.increments @ belief.T, _MOST_LOG))
    return DayOutlook(outlook[-1, :leads], origins[:-1], outlook[:-1, :_LEARNT_LEADS])


def _log_totals(
    totals: FloatArray, X: FloatArray, prior_sd: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Log totals and their precision: noise beyond Poisson is found from a first fit.

    Days far off that fit count less (weights of Huber 1964, Annals of Mathematical Statistics 35,
    73-101, doi:10.1214/aoms/1177703732); its scale is the median absolute residual.
    """
    known = np.isfinite(totals)
    count = np.maximum(np.where(known, totals, 0.0), 1.0)
    z = np.where(known, np.log(np.maximum(np.nan_to_num(totals), _LEAST_TOTAL)), 0.0)
    first = np.where(known, 1.0 / (_NOISE_SD**2 + 1.0 / count), 0.0)
    everything = np.array([len(z)])
    beta = discounted_fits(X, z, first, prior_sd, _FIRST_HALFLIFE_DAYS, everything)[0]
    residual = z - X @ beta
    beyond = robust_sd(residual[known]) ** 2 - np.median(1.0 / count[known])
    variance = max(float(beyond), _LEAST_NOISE_SD**2) + 1.0 / count
    scaled = np.abs(residual) / np.sqrt(variance)
    huber = np.minimum(1.0, _OUTLIER_SDS / np.maximum(scaled, 1e-9))
    return z, np.where(known, huber / variance, 0.0)


def _origins(now: int) -> IntArray:
    """Days at whose start a forecast is made: up to a year back, and today."""
    first = min(_FIRST_ORIGIN_DAYS, max(3, now // 3))
    past = np.arange(max(first, now - _ORIGINS_REACH_DAYS), now)
    if len(past) > _MOST_ORIGINS:
        past = past[:: -(-len(past) // _MOST_ORIGINS)]
    return np.append(past, now).astype(np.int64)


def _ahead(
    fitted: FloatArray, design: DayDesign, beta: FloatArray, origins: IntArray, reach: int
) -> FloatArray:
    """Log totals after each origin, trend damped, weather as known then, (origins, leads)."""
    lead = np.arange(1, reach + 1)
    rows = np.minimum(origins[:, None] + lead - 1, len(fitted) - 1)
    ahead = fitted[rows, np.arange(len(origins))[:, None]]
    if design.trend >= 0:
        damped = _DAMPING * (1 - _DAMPING**lead) / (1 - _DAMPING)
        ahead = ahead + beta[:, design.trend, None] * (damped - lead) / YEAR_DAYS
    for column, memory in design.weather:
        # The weather that came is replaced by what was to be expected on the origin's day.
        today = design.matrix[origins - 1, column]
        expected = today[:, None] * memory**lead
        ahead = ahead + beta[:, column, None] * (expected - design.matrix[rows, column])
    return np.asarray(ahead)


def _errors_ahead(
    z: FloatArray, trust: FloatArray, base: FloatArray, origins: IntArray
) -> tuple[FloatArray, FloatArray]:
    rows = origins[:, None] + np.arange(base.shape[1])
    inside = rows < len(z)
    rows = np.minimum(rows, len(z) - 1)
    weight = np.where(inside, trust[rows], 0.0)
    return np.where(weight > 0, z[rows] - base, np.nan), weight


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
