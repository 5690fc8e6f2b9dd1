"""Forecast the rest of a running day again: contacts with a band, and handle time."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from data.model.day.intraday import IntradayForecast
from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import FloatArray, Grid, local_midnight
from data.model.language import tr, trn
from data.model.series import ContactSeries
from forecasting.calendar.panel import fold
from forecasting.intraday.update import BAND_SHARE, DayUpdate

_HANDLE_DAYS = 91
_LEAST_DAYS = 10
_USUAL_CV = 1.0  # of one handle time; its square over the calls is the noise of a day's mean
_LEAST_CALLS = 1.0


@dataclass(frozen=True)
class HandleUpdate:
    """How far a day's handle time so far tells that of its rest.

    Parameters
    ----------
    day_variance
        Variance of a day's mean handle time around the usual one, beyond noise [-].
    noise_calls
        Variance of one handle time over the squared mean [-].
    """

    day_variance: float
    noise_calls: float = _USUAL_CV**2

    def factor(self, handled: float, handle_s: float, usual_s: float) -> float:
        """Factor on the usual handle time for the rest of the day [-].

        Parameters
        ----------
        handled, handle_s
            Contacts answered today [contacts] and their handle time in all [s].
        usual_s
            What so many would usually have taken in all [s].
        """
        if handled < _LEAST_CALLS or usual_s <= 0 or handle_s <= 0:
            return 1.0
        trust = self.day_variance / (self.day_variance + self.noise_calls / handled)
        return 1.0 + trust * (handle_s / usual_s - 1.0)


def learn_handle_update(series: ContactSeries) -> HandleUpdate:
    """Match the variance of day means to the last quarter year; 0 where nothing is known."""
    if not series.handled.size or not series.handle_s_total.size:
        return HandleUpdate(0.0)
    calls, seconds = (
        fold(series.grid, values).cells[-_HANDLE_DAYS:]
        for values in (series.handled, series.handle_s_total)
    )
    known = np.isfinite(calls) & np.isfinite(seconds) & (calls > 0) & (seconds > 0)
    n, s = (np.where(known, cells, 0.0) for cells in (calls, seconds))
    usual = _by_slot(n, s)
    expected, whole, count = (n * usual).sum(axis=1), s.sum(axis=1), n.sum(axis=1)
    days = count >= _LEAST_CALLS
    if days.sum() < _LEAST_DAYS:
        return HandleUpdate(0.0)
    ratio = whole[days] / expected[days]
    weight = count[days]
    spread = float((weight * (ratio - 1.0) ** 2).sum() / weight.sum())
    return HandleUpdate(max(0.0, spread - _USUAL_CV**2 * float(days.sum() / weight.sum())))


def reforecast(
    forecast: Forecast,
    series: ContactSeries,
    update: DayUpdate,
    issued_at: datetime,
    handle: HandleUpdate | None = None,
) -> IntradayForecast:
    """The rest of the day of `issued_at`, from the forecast made before it and what has come.

    Parameters
    ----------
    forecast
        Newest version that was made before the day began.
    series
        History with the day's slots so far; slots that have not come are absent or NaN. A slot
        that is missing (late) says nothing.
    update, handle
        As learnt from the queue's past days; no update of handle times if None.
    issued_at
        Aware; slots that had not ended then are not looked at.

    Raises
    ------
    InvalidValue
        If the forecast does not hold the day, or knew a part of it already.
    """
    whole, first = _day_in(forecast, issued_at)
    ended = min(whole.slots, max(0, whole.index_of(issued_at)))
    mean = forecast.demand.contacts[first : first + whole.slots]
    usual_s = forecast.demand.handle_s[first : first + whole.slots]
    actual = so_far(series, whole, series.offered, ended)
    known = np.flatnonzero(np.isfinite(actual))
    seen = int(known[-1]) + 1 if len(known) else 0
    panel_mean, panel_actual = (fold(whole, values).cells[0] for values in (mean, actual))
    slot = whole.slot_of_day
    at = int(slot[seen]) if seen < whole.slots else len(panel_mean)
    over = int(slot[ended]) if ended < whole.slots else len(panel_mean)
    rest, low, high = update.rest(panel_mean, panel_actual, at, over)
    before = mean[ended:]
    # An hour that the clock shows twice has one place in the panel and two in the day.
    left = slot[ended:] - over
    contacts = np.where(left >= 0, rest[np.clip(left, 0, None)] if len(rest) else 0.0, before)
    factor = 1.0 if handle is None else _handle_factor(handle, series, whole, ended, usual_s)
    return IntradayForecast(
        f"I-{forecast.queue_id}-{issued_at.astimezone(UTC):%Y%m%dT%H%M%S}",
        forecast.queue_id,
        forecast.version_id,
        whole.part(ended, whole.slots - ended),
        issued_at,
        whole.part(seen, 0).start,
        contacts,
        usual_s[ended:] * factor,
        before,
        low,
        high,
        BAND_SHARE,
        float(update.strength_after(at, len(panel_mean))),
        _notes(ended, seen, int(np.isfinite(actual[:seen]).sum())),
    )


def _day_in(forecast: Forecast, moment: datetime) -> tuple[Grid, int]:
    """The whole day of a moment, and its first slot in a forecast that was made before it."""
    grid = forecast.grid
    clock = Grid(moment.astimezone(UTC), 1, 1, grid.zone)
    day = clock.days[0]
    whole = Grid.for_days(day, 1, grid.slot_min, grid.zone)
    first = grid.index_of(whole.start)
    if first < 0 or first + whole.slots > grid.slots:
        raise InvalidValue(
            tr(
                "{version_id} holds no forecast of the whole of {day}",
                version_id=forecast.version_id,
                day=day,
            )
        )
    if forecast.origin > local_midnight(day, grid.zone):
        raise InvalidValue(
            tr(
                "{version_id} had seen a part of {day} already: update one made before it",
                version_id=forecast.version_id,
                day=day,
            )
        )
    return whole, first


def _notes(ended: int, seen: int, known: int) -> tuple[str, ...]:
    if not ended:
        return ()
    if not known:
        return (tr("nothing has come in yet today: this follows from the days before"),)
    late, missing = ended - seen, seen - known
    said = []
    if late:
        said.append(
            trn(
                "{n} slot that has ended is not in yet",
                "{n} slots that have ended are not in yet",
                late,
            )
        )
    if missing:
        said.append(
            trn("{n} slot of the day is missing", "{n} slots of the day are missing", missing)
        )
    return tuple(said)


def so_far(series: ContactSeries, day: Grid, values: FloatArray, ended: int) -> FloatArray:
    """Values on the slots of a day that have ended, NaN elsewhere, shape (slots of the day,)."""
    found = np.full(day.slots, np.nan)
    first = series.grid.index_of(day.start)
    begin, end = max(0, -first), min(ended, series.grid.slots - first)
    if values.size and end > begin:
        found[begin:end] = values[first + begin : first + end]
    return found


def _handle_factor(
    handle: HandleUpdate, series: ContactSeries, day: Grid, ended: int, usual_s: FloatArray
) -> float:
    calls = so_far(series, day, series.handled, ended)
    seconds = so_far(series, day, series.handle_s_total, ended)
    known = np.isfinite(calls) & np.isfinite(seconds) & (seconds > 0)
    n, s = np.where(known, calls, 0.0), np.where(known, seconds, 0.0)
    return handle.factor(float(n.sum()), float(s.sum()), float((n * usual_s).sum()))


def _by_slot(calls: FloatArray, seconds: FloatArray) -> FloatArray:
    """Mean handle time of each slot of the day [s], the whole's where a slot is empty."""
    n, s = calls.sum(axis=0), seconds.sum(axis=0)
    whole = float(s.sum() / max(float(n.sum()), 1e-12))
    return np.asarray(np.divide(s, n, out=np.full(len(n), whole), where=n > 0))
