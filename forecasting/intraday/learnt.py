"""What a queue's past days say of its running one, learnt once a day; the rest of it from that."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from data.model.day.intraday import IntradayForecast, SurgeState
from data.model.forecast import Forecast
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.intraday.day_ahead import recent_days_ahead
from forecasting.intraday.reforecast import HandleUpdate, learn_handle_update, reforecast, so_far
from forecasting.intraday.surge import LEADS, SurgeModel, follow, learn_surges
from forecasting.intraday.update import HOURS, DayUpdate, by_hour, learn_update

_BEFORE_H = 72  # hours that a surge which is on may have begun before
_RANGE = (0.1, 0.9)


@dataclass(frozen=True, eq=False)
class LearntDay:
    """What is needed to forecast the rest of one queue's running day again and again.

    Parameters
    ----------
    usual, counts
        Expected and counted contacts of the last hours before the day [contacts/hour], NaN where
        unknown, shape (72,).
    """

    update: DayUpdate
    handle: HandleUpdate
    surges: SurgeModel
    usual: FloatArray
    counts: FloatArray


def learn_day(before: ContactSeries, special_days: SpecialDays) -> LearntDay:
    """Learn from the days before the running one, up to its midnight.

    Raises
    ------
    NotEnoughHistory
        If too few days are known.
    """
    record = recent_days_ahead(before, special_days)
    update = learn_update(record)
    expected, came = (values.ravel() for values in by_hour(record.mean, record.actual))
    usual = np.where(expected > 0, expected, np.nan)
    counts = np.where(expected > 0, came, np.nan)
    return LearntDay(
        update,
        learn_handle_update(before),
        learn_surges(usual, counts),
        usual[-_BEFORE_H:],
        counts[-_BEFORE_H:],
    )


def rest_again(
    learnt: LearntDay, forecast: Forecast, series: ContactSeries, issued_at: datetime
) -> IntradayForecast:
    """The rest of the day of `issued_at`, and whether the queue is in a surge.

    Notes
    -----
    In calm the shrunk update stands. While a surge is on, the next six hours are what the surge
    leaves of itself, where that is more, and the band moves with them.

    Raises
    ------
    InvalidValue
        If the forecast does not hold the day, or knew a part of it already.
    """
    made = reforecast(forecast, series, learnt.update, issued_at, learnt.handle)
    if not made.grid.slots:
        return made
    whole = Grid.for_days(made.grid.days[0], 1, made.grid.slot_min, made.grid.zone)
    first = forecast.grid.index_of(whole.start)
    mean = np.nan_to_num(forecast.demand.contacts[first : first + whole.slots])
    came = so_far(series, whole, series.offered, whole.slots - made.grid.slots)
    hour = whole.minute_of_day // 60
    there = np.bincount(hour[np.isfinite(came)], minlength=HOURS)
    whole_hours = (there > 0) & (there == np.bincount(hour, minlength=HOURS))
    if not whole_hours.any():
        return made
    last = int(np.flatnonzero(whole_hours)[-1])
    usual_day = np.asarray(np.bincount(hour, mean, HOURS), dtype=np.float64)
    counts_day = np.where(whole_hours, np.bincount(hour, np.nan_to_num(came), HOURS), np.nan)
    usual = np.concatenate([learnt.usual, usual_day])
    counts = np.concatenate([learnt.counts, counts_day])
    until = whole.start + timedelta(
        minutes=int(np.flatnonzero(hour == last)[-1] + 1) * whole.slot_min
    )
    state, ahead = _state_of(learnt.surges, usual, counts, len(learnt.usual) + last, until)
    made = replace(made, surge=state)
    return _carried_on(made, usual_day, last, ahead) if state.on else made


def _state_of(
    model: SurgeModel, usual: FloatArray, counts: FloatArray, now: int, until: datetime
) -> tuple[SurgeState, FloatArray]:
    """The state after the hour `now`, and what a surge adds to each of the next hours."""
    trail = follow(model, usual, counts)
    probability, size = float(trail.probability[now]), float(trail.size[now])
    if not trail.alarm[now]:
        return SurgeState(probability, False, 0.0, 0.0, 0.0, until, None, model.surges), np.zeros(0)
    low, high = (trail.range_of(model, now, 1, level) for level in _RANGE)
    ends = until + timedelta(hours=trail.hours_to_end(model, usual, now))
    state = SurgeState(probability, True, size, low, high, until, ends, model.surges)
    left = [trail.left(model, usual, lead, now) for lead in range(1, LEADS + 1)]
    return state, probability * np.asarray(left)


def _carried_on(
    made: IntradayForecast, usual_day: FloatArray, last: int, ahead: FloatArray
) -> IntradayForecast:
    """The rest with what a surge leaves of itself in the next hours, where that is more."""
    hour = made.grid.minute_of_day // 60
    lead = hour - last
    near = (lead >= 1) & (lead <= LEADS)
    in_hour = usual_day[hour]
    share = np.divide(made.before, in_hour, out=np.zeros_like(in_hour), where=in_hour > 0)
    surge = made.before + share * np.where(near, ahead[np.clip(lead, 1, LEADS) - 1], 0.0)
    contacts = np.where(near, np.maximum(made.contacts, surge), made.contacts)
    more = float(contacts.sum() - made.contacts.sum())
    note = tr("a surge is on: the next hours follow it, and the range moves with them")
    notes = (*made.notes, note)
    return replace(made, contacts=contacts, low=made.low + more, high=made.high + more, notes=notes)
