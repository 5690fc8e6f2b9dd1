"""What the history holds of each queue: its span, its level, its gaps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of, queues_of
from data.model.centre import Centre
from data.model.errors import NotFound
from data.model.grid import BoolArray
from data.model.language import tr
from data.model.queue import Queue
from data.model.series import ContactSeries
from data.store.history import HistoryTotals

_USUAL_SHARE = 0.5  # of its weeks in which a slot of the week has a row where it is open
_RECENT_WEEKS = 53


@dataclass(frozen=True)
class QueueFacts:
    """One queue's history.

    Parameters
    ----------
    contacts_a_day
        Mean over the slots that are known [contacts].
    missing_share
        Slots between the first and the last day without a value [-].
    handle_s
        Mean handle time [s]; None where no file says it.
    """

    queue_id: str
    name: str
    first: date
    last: date
    contacts_a_day: float
    missing_share: float
    handle_s: float | None


@dataclass(frozen=True)
class Gap:
    """A stretch without values in hours in which the queue usually has some; `end` exclusive."""

    queue_id: str
    start: datetime
    end: datetime
    slots: int


@asked
def queue_facts(context: Context) -> tuple[QueueFacts, ...]:
    """Facts of every queue that has history.

    Raises
    ------
    NotFound
        If there is no queue or no history.
    """
    queues = queues_of(context)
    centre = centre_of(context)
    added = [(queue, context.store.load_totals(queue.queue_id)) for queue in queues]
    found = tuple(_facts(centre, queue, sums) for queue, sums in added if sums)
    if not found:
        raise NotFound(tr("no history is stored: run `peakshift history import FILE`"))
    return found


def _facts(centre: Centre, queue: Queue, sums: HistoryTotals) -> QueueFacts:
    step = timedelta(minutes=centre.slot_min)
    slots = (sums.last - sums.first) // step + 1
    return QueueFacts(
        queue.queue_id,
        queue.name,
        centre.local(sums.first).date(),
        centre.local(sums.last).date(),
        sums.offered / sums.known * (timedelta(days=1) / step) if sums.known else float("nan"),
        1 - sums.known / slots,
        sums.handle_s / sums.handled if sums.handle_s is not None and sums.handled else None,
    )


@asked
def gaps_of(context: Context, queue_id: str) -> tuple[Gap, ...]:
    """Stretches of the last year that lack values where the queue usually has some, newest first.

    Raises
    ------
    NotFound
        If the queue is unknown.
    """
    queues_of(context, (queue_id,))
    try:
        series = context.store.load_series(queue_id)
        first = series.grid.days[-1] - timedelta(weeks=_RECENT_WEEKS)
        series = context.store.load_series(queue_id, first)
    except NotFound:
        return ()
    lacking = ~np.isfinite(series.offered) & _usually_open(series)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], lacking.astype(int), [0]))))
    grid, step = series.grid, timedelta(minutes=series.grid.slot_min)
    found = [
        Gap(queue_id, grid.part(int(a), 0).start, grid.part(int(b) - 1, 0).start + step, int(b - a))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]
    return tuple(reversed(found))


def _usually_open(series: ContactSeries) -> BoolArray:
    """Slots of the week in which the queue has a value in most weeks; shape (slots,)."""
    grid = series.grid
    place = grid.weekday * 1440 + grid.minute_of_day
    known = np.isfinite(series.offered).astype(float)
    weeks = np.bincount(place, minlength=7 * 1440)
    having = np.bincount(place, known, minlength=7 * 1440) / np.maximum(1, weeks)
    found: BoolArray = having[place] >= _USUAL_SHARE
    return found
