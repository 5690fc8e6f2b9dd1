"""Storms that cut the power: fault reports surge to a multiple for hours. Nobody knows ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from data.model.arrays import FloatArray
from data.model.grid import Grid

PER_MONTH = (0.35, 0.25, 0.15, 0.35, 0.5, 1.1, 1.7, 1.5, 0.6, 0.2, 0.15, 0.3)
"""Expected storms of January .. December [-]: thunderstorms in summer, ice in winter."""
_SEASON_MIDDLE_H, _SEASON_SD_H = 16.0, 4.5
_RISE_H, _FADE_H = 0.6, 2.0


@dataclass(frozen=True)
class Storm:
    """One storm.

    Parameters
    ----------
    start
        First outages; aware, UTC.
    hours
        Time until the fading begins [h].
    peak
        Fault reports at the worst, as a multiple of the usual [-], 2 .. 5.
    """

    start: datetime
    hours: float
    peak: float


def storms(grid: Grid, rng: np.random.Generator) -> tuple[Storm, ...]:
    """Storms of a grid of whole days, in time order."""
    found = []
    for i, day in enumerate(grid.days):
        chance = PER_MONTH[day.month - 1] / 30.4
        draw, hour, hours, peak = rng.random(), rng.normal(), rng.random(), rng.beta(1.3, 2.2)
        if draw < chance:
            hour = np.clip(_SEASON_MIDDLE_H + _SEASON_SD_H * hour, 0.0, 23.5)
            start = grid.start + timedelta(days=i, minutes=30 * round(2 * hour))
            found.append(Storm(start, round(3.0 + 8.0 * hours, 1), round(2.0 + 3.0 * peak, 2)))
    return tuple(found)


def storm_excess(grid: Grid, found: tuple[Storm, ...]) -> FloatArray:
    """Additional share of fault reports in each slot [-], 0 = as usual, shape (slots,).

    Overlapping storms do not add up: the worse one counts.
    """
    excess = np.zeros(grid.slots)
    slot_h = grid.slot_min / 60.0
    for storm in found:
        first = grid.index_of(storm.start)
        last = min(grid.slots, first + round((storm.hours + 5 * _FADE_H) / slot_h))
        since = (np.arange(max(first, 0), last) - first + 0.5) * slot_h
        rise = 1.0 - np.exp(-since / _RISE_H)
        fade = np.exp(-np.maximum(0.0, since - storm.hours) / _FADE_H)
        part = slice(max(first, 0), last)
        excess[part] = np.maximum(excess[part], (storm.peak - 1.0) * rise * fade)
    return excess
