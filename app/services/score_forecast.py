"""What a forecast was worth once the day has come."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from app.services.desk import Desk
from app.services.read_centre import queues_of
from data.model.arrays import FloatArray
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.grid import Grid, local_midnight
from forecasting.accuracy import poisson_floor, wape


@dataclass(frozen=True)
class DayScore:
    """One queue's forecast for one day against what came.

    Parameters
    ----------
    wape_share, mean8w_wape_share, floor_share
        Sum of absolute slot errors by sum of contacts, of the forecast, of the 8-week mean, and
        the part that no forecast can avoid [-].
    bias_share
        Forecast by actual day total, less one [-].
    """

    queue_id: str
    day: date
    version_id: str
    contacts: float
    wape_share: float
    mean8w_wape_share: float
    floor_share: float
    bias_share: float


def score_day(desk: Desk, day: date) -> tuple[DayScore, ...]:
    """Score every queue whose actuals of a day are known and were forecast beforehand."""
    scores = (_score(desk, queue.queue_id, day) for queue in queues_of(desk))
    return tuple(found for found in scores if found is not None)


def forecast_before(desk: Desk, queue_id: str, day: date) -> Forecast | None:
    """The newest version that covers a day and had not seen any of it."""
    for listed in desk.store.list_forecasts(queue_id):  # newest first
        forecast = desk.store.load_forecast(listed.version_id)
        if day in forecast.grid.days and forecast.origin <= local_midnight(day, forecast.grid.zone):
            return forecast
    return None


def _score(desk: Desk, queue_id: str, day: date) -> DayScore | None:
    forecast = forecast_before(desk, queue_id, day)
    if forecast is None:
        return None
    mine = np.asarray(forecast.grid.day == np.datetime64(day, "D"))
    y = _actual(desk, queue_id, day, forecast.grid.part(int(np.argmax(mine)), int(mine.sum())))
    known = np.isfinite(y)
    if not y[known].sum() > 0:
        return None
    expected, yardstick = forecast.demand.contacts[mine], forecast.yardstick[mine]
    return DayScore(
        queue_id,
        day,
        forecast.version_id,
        float(y[known].sum()),
        wape(y, expected),
        wape(y, yardstick),
        poisson_floor(y, expected),
        float(expected[known].sum() / y[known].sum() - 1.0),
    )


def _actual(desk: Desk, queue_id: str, day: date, grid: Grid) -> FloatArray:
    """Contacts of a day on its whole grid; NaN where missing."""
    found = np.full(grid.slots, np.nan)
    try:
        series = desk.store.load_series(queue_id, day, day)
    except NotFound:
        return found
    at = grid.index_of(series.grid.start)
    found[at : at + series.grid.slots] = series.offered
    return found
