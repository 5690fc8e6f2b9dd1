"""Wrong counts, surges and outages are flagged, explained and left out of what is learnt from.

A slot is compared with the same slot of the week in the eight weeks around it, on the scale on
which counts have a constant spread; in a history too short for that, with the same time of its
other days. Special days are exempt: they are supposed to differ. Nothing exempts a count that no
queue of this size can have: it is an error of the file, and even the bands ignore it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import numpy as np

from data.model.grid import BoolArray, FloatArray
from data.model.language import phrase, tr
from data.model.series import KEEP_TAG, ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import DayPanel, fold, same_weekday, unfold
from forecasting.counts import ANSCOMBE_SHIFT, anscombe, robust_sd

_LIMIT_SDS = 5.0  # design value; one slot in millions by chance
_GROW_SDS = 2.5
_REACH_WEEKS = 4
_LEAST_WEEKS = 3  # with fewer neighbours nothing is called unusual
_EMPTY_MISSED = 13.8  # contacts: none of so many has a chance of exp(-13.8), one in a million
_LONGEST_DAYS = 4.0  # what lasts longer is how things are now, not an event
_WORDS = {
    "surge": phrase("excluded as a surge"),
    "outage": phrase("excluded as an outage"),
    "wrong": phrase("taken for a wrong count and excluded: correct the file and import it again"),
}
# A storm brings a queue ten times its usual contacts, not ten times the most of its other slots.
_WRONG_FACTOR = 10.0
_WRONG_SHARE = 0.005  # so many slots may be wrong, and in a short history a day's
_LEAST_TOP = 5.0  # contacts that no slot of a rare queue is called wrong for, times the factor
_OTHER_DAYS_FACTOR = 3.0  # times the most of the other days at that time, in a short history


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
    kind: Literal["surge", "outage", "wrong"]
    factor: float
    sentence: str


@dataclass(frozen=True, eq=False)
class Screened:
    """A history with its flags; `series` has the flagged slots missing, `original` has not.

    Parameters
    ----------
    plausible
        The history with only its wrong counts missing: surges did come, so bands are of them too.
    flagged
        Shape (slots,).
    """

    original: ContactSeries
    plausible: ContactSeries
    series: ContactSeries
    flagged: BoolArray
    flags: tuple[Flag, ...]

    def warnings(self, most: int = 3) -> tuple[str, ...]:
        """What was left out, in a few lines: wrong counts first, newest first."""
        queue_id = self.original.queue_id
        wrong = [flag.sentence for flag in self.flags if flag.kind == "wrong"][::-1]
        rest = [flag.sentence for flag in self.flags if flag.kind != "wrong"][::-1]
        lines = [f"{queue_id}: {sentence}" for sentence in wrong[:most]]
        if len(wrong) > most:
            lines.append(
                tr(
                    "{queue_id}: {wrong} more wrong counts were excluded",
                    queue_id=queue_id,
                    wrong=len(wrong) - most,
                )
            )
        if rest:
            one = (
                tr("1 surge or outage was")
                if len(rest) == 1
                else tr("{rest} surges or outages were", rest=len(rest))
            )
            lines.append(
                tr(
                    "{queue_id}: {one} left out of what is learnt; the newest: {rest}",
                    queue_id=queue_id,
                    one=one,
                    rest=rest[0],
                )
            )
        return tuple(lines)


def wrong_counts(offered: FloatArray, slots_per_day: int) -> BoolArray:
    """Slots whose count is negative or beyond anything that the queue can have, shape (slots,).

    The measure is the most that any slot held once the few largest are set aside.
    """
    known = offered[np.isfinite(offered) & (offered >= 0)]
    if not len(known):
        return np.asarray(offered < 0)
    aside = int(max(_WRONG_SHARE * len(known), min(slots_per_day, len(known) / 10)))
    top = float(np.partition(known, len(known) - 1 - aside)[len(known) - 1 - aside])
    with np.errstate(invalid="ignore"):
        return np.asarray((offered < 0) | (offered > _WRONG_FACTOR * max(top, _LEAST_TOP)))


def without_wrong(series: ContactSeries) -> ContactSeries:
    """The history with its wrong counts missing, except those that a planner tagged `keep`."""
    wrong = _not_kept(series, wrong_counts(series.offered, series.grid.slots_per_day))
    if not wrong.any():
        return series
    return replace(series, offered=np.where(wrong, np.nan, series.offered))


def screen(series: ContactSeries, special_days: SpecialDays) -> Screened:
    """Flag wrong counts, surges and outages.

    Slots tagged `keep` are never flagged, special days only for wrong counts. Slots with any
    other tag are left out without a test: somebody has said that they are not ordinary.
    """
    grid = series.grid
    if not grid.slots:
        return Screened(series, series, series, np.zeros(0, dtype=bool), ())
    plausible = without_wrong(series)
    wrong = np.isfinite(series.offered) & ~np.isfinite(plausible.offered)
    panel = fold(grid, plausible.offered)
    score, usual = _scores(panel, special_days)
    found = unfold(grid, panel.days, score)
    expected = unfold(grid, panel.days, usual)
    unusual = _grown(found, grid.slots_per_day) & np.isfinite(plausible.offered)
    ordinary = np.array([day not in special_days for day in grid.days])[grid.day_index]
    unusual |= _empty(plausible.offered, expected * ordinary, grid.slots_per_day)
    high = unusual & (plausible.offered > expected)
    for first, last in _runs(wrong | high):  # what rises and falls around it is a storm's peak
        if high[first:last].any() and series.offered[first:last].min() >= 0:
            wrong[first:last], unusual[first:last] = False, True
    plausible = replace(series, offered=np.where(wrong, np.nan, series.offered))
    flags = [*_explained(series, wrong, expected, "wrong"), *_explained(series, unusual, expected)]
    mask = _not_kept(series, wrong | unusual)
    tagged = [i for i, tag in series.event_tag.items() if tag != KEEP_TAG]
    gone = mask.copy()
    gone[tagged] = True
    cleaned = replace(series, offered=np.where(gone, np.nan, series.offered))
    left = sorted((flag for flag, slots in flags if mask[slots].any()), key=lambda flag: flag.start)
    return Screened(series, plausible, cleaned, mask, tuple(left))


def _not_kept(series: ContactSeries, mask: BoolArray) -> BoolArray:
    kept = mask.copy()
    kept[[i for i, tag in series.event_tag.items() if tag == KEEP_TAG]] = False
    return kept


def _scores(panel: DayPanel, special_days: SpecialDays) -> tuple[FloatArray, FloatArray]:
    """Robust z of each cell and its usual contacts, shape of the panel's cells."""
    special = np.array([day in special_days for day in panel.days.tolist()])
    roots = 2 * anscombe(np.maximum(panel.cells, 0.0))
    roots[special] = np.nan
    centre, weeks = _median_of_neighbours(roots)
    rest = roots - centre
    size = np.sqrt(1.0 + _spread(rest) ** 2)
    few = weeks < _LEAST_WEEKS
    score = np.where(few, _above_other_days(roots), rest / size)
    centre = np.where(few, _median_of_days(roots), centre)
    return np.nan_to_num(score), np.nan_to_num((centre / 2) ** 2 - ANSCOMBE_SHIFT)


def _above_other_days(roots: FloatArray) -> FloatArray:
    """Where weeks are too few: score over the most of all other days at that time of the day.

    0 up to three times that most, and where fewer than three other days are known.
    """
    known = np.isfinite(roots)
    ordered = np.sort(np.where(known, roots, -np.inf), axis=0)[::-1]
    if len(ordered) <= _LEAST_WEEKS:
        return np.zeros(roots.shape)
    most = np.where(roots >= ordered[0], ordered[1], ordered[0])
    enough = (known.sum(axis=0) > _LEAST_WEEKS) & np.isfinite(most)
    limit = 2 * anscombe(_OTHER_DAYS_FACTOR * ((np.where(enough, most, 0.0) / 2) ** 2))
    return np.where(enough & (roots > limit), roots - np.where(enough, most, 0.0), 0.0)


def _median_of_days(roots: FloatArray) -> FloatArray:
    """Median of each time of the day over all days, shape (1, slots of a day)."""
    known = np.isfinite(roots).any(axis=0)
    found = np.full((1, roots.shape[1]), np.nan)
    found[0, known] = np.nanmedian(roots[:, known], axis=0)
    return found


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


def _empty(offered: FloatArray, expected: FloatArray, slots_per_day: int) -> BoolArray:
    """Runs without a contact that a Poisson queue makes once in a million, however quiet it is."""
    mask = np.zeros(len(offered), dtype=bool)
    for first, last in _runs(np.asarray(offered == 0)):
        long = last - first > _LONGEST_DAYS * slots_per_day
        if not long and expected[first:last].sum() > _EMPTY_MISSED:
            mask[first:last] = True
    return mask


def _runs(mask: BoolArray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _explained(
    series: ContactSeries,
    mask: BoolArray,
    expected: FloatArray,
    named: Literal["wrong"] | None = None,
) -> list[tuple[Flag, slice]]:
    flags = []
    for first, last in _runs(mask):
        seen, usual = series.offered[first:last].sum(), expected[first:last].sum()
        factor = float(seen / max(usual, 1e-9))
        start = series.grid.part(first, 0).start
        end = start + timedelta(minutes=(last - first) * series.grid.slot_min)
        clock = f"{series.grid.local[first]}".replace("T", " ")
        kind: Literal["surge", "outage", "wrong"] = "surge" if seen > usual else "outage"
        kind = named or kind
        text = tr(
            "{clock}, {last} min: {seen:.0f} contacts where {usual:.0f} are "
            "usual; {words} (mark the slots as genuine to learn from them)",
            clock=clock,
            last=(last - first) * series.grid.slot_min,
            seen=seen,
            usual=usual,
            words=tr(_WORDS[kind]),
        )
        flags.append((Flag(start, end, kind, factor, text), slice(first, last)))
    return flags
