"""What each queue is watched with, learnt once a day from its own past days."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, special_days_of
from app.services.remembered import Remembered
from data.model.errors import NotEnoughHistory, NotFound

if TYPE_CHECKING:
    from forecasting.intraday.watch import WatchLimits

_BACK_DAYS = 800  # of history; a season of everything
_LEARN_DAYS = 180
_LEARNT: "Remembered[WatchLimits]" = Remembered(300)


@asked
def watch_of(context: Context, queue_id: str, day: date, weeks: int) -> "WatchLimits | None":
    """What a queue is watched with on a day; None where too little of its past is known.

    Parameters
    ----------
    weeks
        Wanted between two false alarms [weeks].
    """
    try:
        return _LEARNT.once(
            (context.store.where, queue_id, day, weeks),
            lambda: _learnt(context, queue_id, day, weeks),
        )
    except (NotFound, NotEnoughHistory):
        return None  # not remembered: history may come in later in the day


def _learnt(context: Context, queue_id: str, day: date, weeks: int) -> "WatchLimits":
    from forecasting.intraday.day_ahead import recent_days_ahead
    from forecasting.intraday.watch import learn_limits

    first, last = day - timedelta(days=_BACK_DAYS), day - timedelta(days=1)
    special = special_days_of(context, first, day)
    series = context.store.load_series(queue_id, first, last)
    record = recent_days_ahead(series, special).newest(_LEARN_DAYS)
    open_share = float(np.isfinite(record.mean).mean())
    slots_per_week = max(1, round(7 * record.mean.shape[1] * open_share))
    return learn_limits(record.actual, record.mean, slots_per_week, float(weeks))
