"""Alerts off the forecast: false alarms, simulated and on real days; how soon a rise is found.

Every four weeks limits are learnt from the half year before; the days after are watched slot by
slot. Real days hold real events too, so their alarms are an upper limit of the false ones. Beside
it the limits that ordinary control charts take: two slots in a row outside 95 % of a Poisson count.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import poisson

from data.model.errors import NotEnoughHistory
from data.model.grid import BoolArray, FloatArray
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.intraday.day_ahead import DayAhead, recent_days_ahead
from forecasting.intraday.watch import IN_A_ROW, departures, learn_limits, one_step

WATCHED_DAYS, REFIT_DAYS, LEARN_DAYS = 336, 28, 180
RISE, RISE_FROM_H, RISE_H = 0.5, 10, 2
_PERIOD_WEEKS = 12.0


def run(
    cases: Sequence[tuple[ContactSeries, SpecialDays]], weeks: float = _PERIOD_WEEKS
) -> dict[str, Any]:
    """Figures of each series.

    Parameters
    ----------
    weeks
        Wanted between two false alarms [weeks].
    """
    return {"weeks": weeks, "series": [_scored(*case, weeks) for case in cases]}


def _scored(series: ContactSeries, special: SpecialDays, weeks: float) -> dict[str, Any]:
    record = recent_days_ahead(series, special)
    days = len(record.days)
    first = max(LEARN_DAYS, days - WATCHED_DAYS)
    if first >= days:
        raise NotEnoughHistory(f"{series.queue_id}: {days} days are too few to watch any")
    limits, delays, found = [], [], []
    ours: list[BoolArray] = []
    poissons: list[BoolArray] = []
    for begin in range(first, days, REFIT_DAYS):
        learnt = DayAhead(*(part[begin - LEARN_DAYS : begin] for part in _parts(record)))
        watched = slice(begin, min(days, begin + REFIT_DAYS))
        open_share = float(np.isfinite(learnt.mean).mean())
        a_week = max(1, round(7 * learnt.mean.shape[1] * open_share))
        limit = learn_limits(learnt.actual, learnt.mean, a_week, weeks)
        limits.append(limit)
        for mean, actual in zip(record.mean[watched], record.actual[watched], strict=True):
            rng = np.random.default_rng(len(ours))
            ours.append(departures(actual, mean, limit, rng) > 0)
            poissons.append(_poisson(actual, mean))
            risen, at = _risen(actual)
            late = departures(risen, mean, limit, rng)[at].nonzero()[0]
            found.append(len(late) > 0)
            delays += [int(late[0]) + 1] if len(late) else []
    per = len(ours) / 7 / _PERIOD_WEEKS
    return {
        "id": series.queue_id,
        "days": len(ours),
        "limit": round(float(np.mean([one.limit for one in limits])), 2),
        "simulated_weeks": round(float(np.mean([one.weeks for one in limits])), 1),
        "alarms_per_12_weeks": round(_begun(np.array(ours)) / per, 2),
        "poisson_per_12_weeks": round(_begun(np.array(poissons)) / per, 2),
        "found_share": round(float(np.mean(found)), 3),
        "delay_slots": round(float(np.mean(delays)), 2) if delays else None,
    }


def _parts(record: DayAhead) -> tuple[np.ndarray, FloatArray, FloatArray]:
    return record.days, record.mean, record.actual


def _poisson(came: FloatArray, mean: FloatArray) -> BoolArray:
    """Two slots in a row outside 95 % of a Poisson count with the forecast's mean."""
    steps = one_step(came, mean)
    known = np.isfinite(came) & np.isfinite(steps)
    expected = np.where(known, steps, 1.0)
    high, low = poisson.ppf(0.975, expected), poisson.ppf(0.025, expected)
    outside = known & ((came > high) | (came < low))
    run = outside.copy()
    for lag in range(1, IN_A_ROW):
        run[lag:] &= outside[:-lag]
        run[:lag] = False
    return np.asarray(run)


def _risen(came: FloatArray) -> tuple[FloatArray, slice]:
    """The day with half as much again for two hours of the morning, and its slots."""
    an_hour = len(came) // 24
    at = slice(RISE_FROM_H * an_hour, (RISE_FROM_H + RISE_H) * an_hour)
    risen = came.copy()
    risen[at] = np.round(risen[at] * (1 + RISE))
    return risen, at


def _begun(found: BoolArray) -> int:
    """Alarms of days; one that lasts counts once."""
    before = np.zeros_like(found)
    for lag in range(1, 5):
        before[:, lag:] |= found[:, :-lag]
    return int((found & ~before).sum())
