"""A series folded into days: rows are local dates, columns are slots of the local day."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.model.grid import BoolArray, FloatArray, Grid, IntArray
from forecasting.counts import nan_mean

PARTS = 4
"""Parts of the day: night, morning, afternoon, evening."""

_KNOWN_SHARE = 0.6  # a day's total is trusted when this share of its usual work was recorded
_CLOSED_SHARE = 0.1  # a slot of the week recorded on fewer of its days than this is closed


@dataclass(frozen=True, eq=False)
class DayPanel:
    """Contacts by local date and slot of the day.

    Parameters
    ----------
    days
        Local dates without gaps, datetime64[D], shape (days,).
    cells
        Contacts [contacts/slot], shape (days, slots of a day); NaN = missing or closed.
    """

    days: np.ndarray
    cells: FloatArray

    @cached_property
    def weekday(self) -> IntArray:
        """0 = Monday .. 6 = Sunday, shape (days,)."""
        return weekday_of(self.days)

    @cached_property
    def open_slots(self) -> BoolArray:
        """Slots in which the queue takes contacts, shape (7, slots of a day).

        Notes
        -----
        Days around which little is known tell of a feed that was silent, not of opening hours.
        """
        known = np.isfinite(self.cells)
        of_seven = np.convolve(known.any(axis=1), np.ones(7))[3:-3]
        alive = of_seven >= max(2.0, of_seven.max() / 2)
        anywhere = known.mean(axis=0) > 0
        usual = np.zeros((7, self.cells.shape[1]), dtype=bool)
        for weekday in range(7):
            of_weekday = known[alive & (self.weekday == weekday)]
            unseen = len(of_weekday) < 2
            usual[weekday] = anywhere if unseen else of_weekday.mean(axis=0) > _CLOSED_SHARE
        return usual

    @cached_property
    def totals(self) -> FloatArray:
        """Contacts of each day [contacts/day], scaled up where slots are missing, shape (days,).

        NaN where too little of the day is known, or the queue is closed.
        """
        open_ = self.open_slots[self.weekday]
        usual = np.where(open_, self._usual[self.weekday], 0.0)
        known = np.isfinite(self.cells) & open_
        whole = usual.sum(axis=1)
        share = np.divide(
            np.where(known, usual, 0.0).sum(axis=1),
            whole,
            out=np.zeros(len(whole)),
            where=whole > 0,
        )
        complete = (known == open_).all(axis=1) & open_.any(axis=1)
        share = np.where(complete, 1.0, share)
        totals = np.where(known, self.cells, 0.0).sum(axis=1)
        return np.where(share >= _KNOWN_SHARE, totals / np.maximum(share, _KNOWN_SHARE), np.nan)

    @cached_property
    def _usual(self) -> FloatArray:
        overall = nan_mean(self.cells)
        by_weekday = [nan_mean(self.cells[self.weekday == weekday]) for weekday in range(7)]
        return np.where(np.isfinite(by_weekday), by_weekday, np.nan_to_num(overall))


def days_of(grid: Grid) -> np.ndarray:
    """Local dates of a grid without gaps, datetime64[D], shape (days,)."""
    return np.arange(grid.day[0], grid.day[-1] + 1)


def weekday_of(days: np.ndarray) -> IntArray:
    """0 = Monday .. 6 = Sunday of dates, shape (days,)."""
    return np.asarray((days.astype("datetime64[D]").astype(np.int64) + 3) % 7)


def part_of_day(slot_of_day: IntArray, slots_per_day: int) -> IntArray:
    """Part of the day of each slot, 0 .. `PARTS` - 1."""
    return np.asarray(slot_of_day * PARTS // slots_per_day)


def same_weekday(values: FloatArray, weeks: Sequence[int]) -> FloatArray:
    """Values of the same weekday some weeks later (earlier if negative), NaN beyond the ends.

    Parameters
    ----------
    values
        Rows are days, shape (days, ...).

    Returns
    -------
    Shape (weeks, days, ...).
    """
    found = np.full((len(weeks), *values.shape), np.nan)
    for row, week in enumerate(weeks):
        shift, days = 7 * week, len(values)
        if abs(shift) < days:
            source = slice(max(0, shift), days + min(0, shift))
            found[row, max(0, -shift) : days + min(0, -shift)] = values[source]
    return found


def fold(grid: Grid, values: FloatArray) -> DayPanel:
    """Panel of values on a grid; a clock hour that occurs twice is averaged."""
    days = days_of(grid)
    shape = (len(days), grid.slots_per_day)
    row = (grid.day - days[0]).astype(np.int64)
    flat = row * shape[1] + grid.slot_of_day
    known = np.isfinite(values)
    count = np.bincount(flat[known], minlength=shape[0] * shape[1])
    total = np.bincount(flat[known], weights=values[known], minlength=shape[0] * shape[1])
    cells = np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)
    return DayPanel(days, cells.reshape(shape))


def unfold(grid: Grid, days: np.ndarray, cells: FloatArray) -> FloatArray:
    """Values of day x slot cells on the slots of a grid, shape (slots,)."""
    row = (grid.day - days[0]).astype(np.int64)
    return np.asarray(cells[row, grid.slot_of_day])
