"""The end of a history: a feed that died, that froze, or that sent a day twice."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from data.model.language import tr
from data.model.series import KEEP_TAG, ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold

NO_DAYS = SpecialDays()
# A run of empty slots, or of equal ones, that chance makes once in a million feeds.
_CHANCE = 1e-6
_TAIL_WEEKS = 8
_LEAST_FROZEN = 6  # slots
_LONGEST_TAIL_DAYS = 28  # what lasts longer is how things are now


@dataclass(frozen=True)
class Tail:
    """The last known slots of a history look like a feed that died or froze.

    Parameters
    ----------
    first
        Slot with which it begins; it reaches to the last known slot.
    sentence
        What is seen and what to do.
    """

    kind: Literal["zeros", "frozen"]
    first: int
    sentence: str


def odd_tail(series: ContactSeries, special_days: SpecialDays = NO_DAYS) -> Tail | None:
    """The end of a history, if it is empty or always the same beyond what chance can make.

    Special days may be quiet: they speak neither for nor against a dead feed.

    Notes
    -----
    Before the run k contacts came where the run should have had m: no contact has the chance
    (1 + m / k)^-(k + 1) in a Poisson queue whose rate is known from those k alone. Equal counts
    in a row have each at most the chance of the likeliest count, about 1 / root(2 pi m), so few
    are enough in a busy queue and none in a rare one.
    """
    known = np.flatnonzero(np.isfinite(series.offered))
    values = series.offered[known]
    if len(values) < 2:
        return None
    changes = np.flatnonzero(values != values[-1])
    first = int(changes[-1]) + 1 if len(changes) else 0
    if first == 0:
        return None
    rates = _rates_before(series, known, first)
    special = np.array([day in special_days for day in series.grid.days])
    rates = np.where(special[series.grid.day_index[known[first:]]], 0.0, rates)
    count = len(values) - first
    since = f"{series.grid.local[known[first]]}".replace("T", " ")
    if values[-1] == 0:
        missed = float(rates.sum())
        seen = max(1.0, float(values[:first].sum()))
        if -(seen + 1) * np.log1p(missed / seen) > np.log(_CHANCE):
            return None
        text = tr(
            "no contact since {since}, {span}, where {missed:.0f} were usual: is "
            "the feed dead? {shown}",
            since=since,
            span=_span(series, count),
            missed=missed,
            shown=_told(count, series),
        )
        return Tail("zeros", int(known[first]), f"{series.queue_id}: {text}")
    likeliest = 1.0 / np.sqrt(2 * np.pi * np.maximum(rates, 1.0))
    if count < _LEAST_FROZEN or float(np.log(likeliest).sum()) > np.log(_CHANCE):
        return None
    text = tr(
        "{values:g} contacts in every slot since {since}, {span}: is the "
        "feed frozen? Ask the telephone system's operator and import those "
        "days again. {shown}",
        values=values[-1],
        since=since,
        span=_span(series, count),
        shown=_told(count, series),
    )
    return Tail("frozen", int(known[first]), f"{series.queue_id}: {text}")


def without_odd_tail(series: ContactSeries, special_days: SpecialDays) -> ContactSeries:
    """The history with a dead or frozen end unknown, unless it is long or tagged `keep`."""
    tail = odd_tail(series, special_days)
    if tail is None or _lasts(series.grid.slots - tail.first, series):
        return series
    gone = np.zeros(series.grid.slots, dtype=bool)
    gone[tail.first :] = True
    gone[[i for i, tag in series.event_tag.items() if tag == KEEP_TAG]] = False
    return replace(series, offered=np.where(gone, np.nan, series.offered))


def _lasts(slots: int, series: ContactSeries) -> bool:
    return slots > _LONGEST_TAIL_DAYS * series.grid.slots_per_day


def _told(slots: int, series: ContactSeries) -> str:
    """What the forecast makes of the run."""
    if _lasts(slots, series):
        return tr(
            "After more than {longest_tail_days} days it is learnt as how things are now",
            longest_tail_days=_LONGEST_TAIL_DAYS,
        )
    return tr(
        "These slots count as unknown (tag them `{keep_tag}` if they are true)", keep_tag=KEEP_TAG
    )


def _rates_before(series: ContactSeries, known: np.ndarray, first: int) -> np.ndarray:
    """Mean of the same slot of the week before a run, of each known slot in it [contacts]."""
    per_week = 7 * series.grid.slots_per_day
    weekday = (series.grid.day.astype("datetime64[D]").astype(np.int64) + 3) % 7
    place = weekday * series.grid.slots_per_day + series.grid.slot_of_day
    before = known[:first][-_TAIL_WEEKS * per_week :]
    count = np.bincount(place[before], minlength=per_week)
    total = np.bincount(place[before], weights=series.offered[before], minlength=per_week)
    overall = total.sum() / max(1, count.sum())
    mean = np.where(count > 0, total / np.maximum(count, 1), overall)
    return np.asarray(mean[place[known[first:]]])


def _span(series: ContactSeries, slots: int) -> str:
    hours = slots * series.grid.slot_min / 60
    return (
        tr("{hours:.0f} days", hours=hours / 24) if hours >= 48 else tr("{hours:g} h", hours=hours)
    )


def repeated_days(series: ContactSeries) -> str:
    """A word on days at the end that repeat the day before them slot by slot, or empty."""
    cells = fold(series.grid, series.offered).cells
    whole = cells[np.isfinite(cells).any(axis=1)]
    days = 0
    while days + 1 < len(whole) and np.array_equal(
        whole[-1 - days], whole[-2 - days], equal_nan=True
    ):
        days += 1
    last = whole[-1][np.isfinite(whole[-1])] if len(whole) else np.empty(0)
    chance = -0.5 * np.log(2 * np.pi * np.maximum(last, 1.0)).sum()
    if not days or days * chance > np.log(_CHANCE) or not (last != last[0]).any():
        return ""
    times = tr("day repeats") if days == 1 else tr("{days} days repeat", days=days)
    return tr(
        "{queue_id}: the last {times} the day before slot by slot: is the "
        "feed frozen? Ask the telephone system's operator and import those "
        "days again",
        queue_id=series.queue_id,
        times=times,
    )
