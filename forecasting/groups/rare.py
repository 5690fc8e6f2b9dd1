"""Queues with less than a contact a day, or none at all: too few for any model of day totals."""

from dataclasses import replace

import numpy as np

from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.series import ContactSeries
from forecasting.combination import Combined

RARE_PER_DAY = 1.0  # contacts; below, the log of a day's total is the log of nothing
_YEAR_DAYS, _RECENT_DAYS = 365, 28


def is_silent(series: ContactSeries) -> bool:
    """Whether no slot of the history holds a contact."""
    return not np.nansum(series.offered)


def rare(own: Combined, series: ContactSeries, horizon: Grid) -> Combined:
    """The forecast, at the mean of the last year where the queue is rare; 0 where it is silent.

    The models' shape of the week stays, their level goes: on the log scale an empty day must
    stand for something, and that something would be staffed round the clock.
    """
    if is_silent(series):
        known = int(np.isfinite(series.offered).sum()) / series.grid.slots_per_day
        text = tr(
            "no contact in {known:.0f} known days of history: nothing is "
            "forecast, and nobody is required beyond the least staffing of its "
            "target",
            known=known,
        )
        silent = {name: np.zeros_like(values) for name, values in own.members.items()}
        return replace(
            own, mean=np.zeros(horizon.slots), members=silent, notes=(text,), warnings=(text,)
        )
    year, recent = (_a_day(series, days) for days in (_YEAR_DAYS, _RECENT_DAYS))
    if max(year, recent) >= RARE_PER_DAY:
        return own
    note = tr(
        "{year:.2g} contacts a day: the mean of the last year in the shape of the models", year=year
    )
    level = float(own.mean.sum()) * horizon.slots_per_day / horizon.slots
    mean = own.mean * (year / level) if level > 0 else own.mean
    return replace(own, mean=mean, notes=(note, *own.notes))


def _a_day(series: ContactSeries, days: int) -> float:
    """Contacts a day over the last days [contacts/day], 0 where none is known."""
    values: FloatArray = series.offered[-days * series.grid.slots_per_day :]
    known = np.isfinite(values)
    return float(values[known].mean() * series.grid.slots_per_day) if known.any() else 0.0
