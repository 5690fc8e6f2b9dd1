"""Surges and outages in a history are flagged, explained and left out of what is learnt from.

A slot is compared with the same slot of the week in the eight weeks around it, on the scale on
which counts have a constant spread. Special days are exempt: they are supposed to differ.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import numpy as np

from data.model.grid import BoolArray, FloatArray
from data.model.series import KEEP_TAG, ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import DayPanel, fold, same_weekday, unfold
from forecasting.counts import ANSCOMBE_SHIFT, anscombe, robust_sd

_LIMIT_SDS = 5.0  # design value; one slot in millions by chance
_GROW_SDS = 2.5
_REACH_WEEKS = 4
_LEAST_WEEKS = 3  # with fewer neighbours nothing is called unusual
_LONGEST_DAYS = 4.0  # what lasts longer is how things are now, not an event
_ARTICLES = {"surge": "a", "outage": "an"}


@dataclass(frozen=True)
class Flag:
    """A stretch of slots that does not look like its weeks around.

    Parameters
    ----------
    start, end
        Instants (UTC), end exclusive.
    factor
        Contacts over what was usual [-].
    """

    start: datetime
    end: datetime
    kind: Literal["surge", "outage"]
    factor: float
    sentence: str


@dataclass(frozen=True, eq=False)
class Screened:
    """A history with its flags; `series` has the flagged slots missing, `original` has not.

    Parameters
    ----------
    flagged
        Shape (slots,).
    """

    original: ContactSeries
    series: ContactSeries
    flagged: BoolArray
    flags: tuple[Flag, ...]


def screen(series: ContactSeries, special_days: SpecialDays) -> Screened:
    """Flag surges and outages.

    Slots tagged `keep` and special days are never flagged. Slots with any other tag are left
    out without a test: somebody has already said that they are not ordinary.
    """
    grid = series.grid
    if not grid.slots:
        return Screened(series, series, np.zeros(0, dtype=bool), ())
    panel = fold(grid, series.offered)
    score, usual = _scores(panel, special_days)
    found = unfold(grid, panel.days, score)
    expected = unfold(grid, panel.days, usual)
    mask = _grown(found, grid.slots_per_day)
    mask &= np.isfinite(series.offered)
    flags = _explained(series, mask, expected)
    mask[[i for i, tag in series.event_tag.items() if tag == KEEP_TAG]] = False
    tagged = [i for i, tag in series.event_tag.items() if tag != KEEP_TAG]
    gone = mask.copy()
    gone[tagged] = True
    cleaned = replace(series, offered=np.where(gone, np.nan, series.offered))
    left = tuple(flag for flag, slots in flags if mask[slots].any())
    return Screened(series, cleaned, mask, left)


def _scores(panel: DayPanel, special_days: SpecialDays) -> tuple[FloatArray, FloatArray]:
    """Robust z of each cell and its usual contacts, shape of the panel's cells."""
    special = np.array([day in special_days for day in panel.days.tolist()])
    roots = 2 * anscombe(np.maximum(panel.cells, 0.0))
    roots[special] = np.nan
    centre, weeks = _median_of_neighbours(roots)
    rest = roots - centre
    size = np.sqrt(1.0 + _spread(rest) ** 2)
    score = np.where(weeks >= _LEAST_WEEKS, rest / size, 0.0)
    return np.nan_to_num(score), np.nan_to_num((centre / 2) ** 2 - ANSCOMBE_SHIFT)


def _median_of_neighbours(roots: FloatArray) -> tuple[FloatArray, FloatArray]:
    stack = same_weekday(roots, [k for k in range(-_REACH_WEEKS, _REACH_WEEKS + 1) if k])
    stack.sort(axis=0)  # NaN go last
    count = np.isfinite(stack).sum(axis=0)
    low, high = (np.maximum(count - 1, 0) // 2, np.minimum(count // 2, len(stack) - 1))
    picked = [np.take_along_axis(stack, k[None], axis=0)[0] for k in (low, high)]
    return (picked[0] + picked[1]) / 2, count


def _spread(rest: FloatArray) -> FloatArray:
    """Robust spread of each slot of the day, 0 where unknown, shape (slots of a day,)."""
    size = np.zeros(rest.shape[1])
    for slot in range(rest.shape[1]):
        known = rest[:, slot][np.isfinite(rest[:, slot])]
        size[slot] = robust_sd(known) if len(known) else 0.0
    return size


def _grown(score: FloatArray, slots_per_day: int) -> BoolArray:
    """Slots beyond the limit with their unusual neighbours, except in very long stretches."""
    mask = np.zeros(len(score), dtype=bool)
    for sign in (1.0, -1.0):
        near = sign * score > _GROW_SDS
        for first, last in _runs(near):
            long = last - first > _LONGEST_DAYS * slots_per_day
            if not long and (sign * score[first:last] > _LIMIT_SDS).any():
                mask[first:last] = True
    return mask


def _runs(mask: BoolArray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _explained(
    series: ContactSeries, mask: BoolArray, expected: FloatArray
) -> list[tuple[Flag, slice]]:
    flags = []
    for first, last in _runs(mask):
        seen, usual = series.offered[first:last].sum(), expected[first:last].sum()
        factor = float(seen / max(usual, 1e-9))
        start = series.grid.part(first, 0).start
        end = start + timedelta(minutes=(last - first) * series.grid.slot_min)
        clock = f"{series.grid.local[first]}".replace("T", " ")
        kind: Literal["surge", "outage"] = "surge" if seen > usual else "outage"
        text = (
            f"{clock}, {(last - first) * series.grid.slot_min} min: {seen:.0f} contacts where "
            f"{usual:.0f} are usual; excluded as {_ARTICLES[kind]} {kind} "
            f"(tag the slots `{KEEP_TAG}` to keep them)"
        )
        flags.append((Flag(start, end, kind, factor, text), slice(first, last)))
    return flags
