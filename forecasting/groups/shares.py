"""Small queues as shares of their group: the history of a group, and what a queue borrows."""

from collections.abc import Mapping, Sequence

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.queue import Queue
from data.model.series import ContactSeries
from forecasting.cleaning.screen import without_wrong

SMALL_PER_HOUR = 10.0  # contacts an hour; below, a queue's own day totals are mostly noise
_SHARE_DAYS = 91
_BORROW_CONTACTS = 50.0  # own contacts after which a slot's share outweighs the day's share


def summed_series(parts: Sequence[ContactSeries], queue_id: str) -> ContactSeries:
    """History of a group: the sum of its queues; unknown where any queue is unknown.

    Raises
    ------
    InvalidValue
        If the parts do not share slot length and clock, or never overlap.
    """
    if not parts:
        raise InvalidValue(tr("group {queue_id} has no queue", queue_id=queue_id))
    slot, zone = parts[0].grid.slot_min, parts[0].grid.zone
    if any(p.grid.slot_min != slot or p.grid.zone != zone for p in parts):
        raise InvalidValue(
            tr("group {queue_id}: queues differ in slot length or time zone", queue_id=queue_id)
        )
    start = max(p.grid.start for p in parts)
    end = min(p.grid.end for p in parts)
    if start >= end:
        raise InvalidValue(
            tr("group {queue_id}: the queues' histories never overlap", queue_id=queue_id)
        )
    slots = int((end - start).total_seconds() // (60 * slot))
    cut = [p.part(p.grid.index_of(start), slots) for p in parts]
    total = np.sum([p.offered for p in cut], axis=0)
    return ContactSeries(queue_id, Grid(start, slots, slot, zone), np.asarray(total))


def is_small(series: ContactSeries) -> bool:
    """Whether a queue has too few contacts to stand on its own."""
    recent = without_wrong(series).offered[-_SHARE_DAYS * series.grid.slots_per_day :]
    known = recent[np.isfinite(recent)]
    return bool(len(known) and known.mean() * 60 / series.grid.slot_min < SMALL_PER_HOUR)


def borrowed(
    child: ContactSeries, parent: ContactSeries, parent_mean: FloatArray, grid: Grid
) -> FloatArray:
    """A small queue's mean as a share of its parent's [contacts/slot], shape (slots,).

    The share of a slot of the day is shrunk towards the queue's overall share; it is learnt
    from the last quarter year that both histories hold.

    Raises
    ------
    InvalidValue
        If the two histories never overlap.
    """
    per_day = child.grid.slots_per_day
    start, end = max(child.grid.start, parent.grid.start), min(child.grid.end, parent.grid.end)
    common = int((end - start).total_seconds() // (60 * child.grid.slot_min))
    if common <= 0:
        raise InvalidValue(
            tr(
                "{queue_id} and {queue_id2} share no history",
                queue_id=child.queue_id,
                queue_id2=parent.queue_id,
            )
        )
    slots = min(common, _SHARE_DAYS * per_day)
    own, whole = (s.offered[: s.grid.index_of(start) + common][-slots:] for s in (child, parent))
    known = np.isfinite(own) & np.isfinite(whole)
    place = child.grid.slot_of_day[: child.grid.index_of(start) + common][-slots:]
    mine = np.bincount(place[known], own[known], per_day)
    theirs = np.bincount(place[known], whole[known], per_day)
    overall = mine.sum() / max(theirs.sum(), 1e-9)
    share = (mine + _BORROW_CONTACTS) / (theirs + _BORROW_CONTACTS / max(overall, 1e-9))
    return np.asarray(parent_mean * share[grid.slot_of_day])


def parents_of(
    series: Mapping[str, ContactSeries], queues: Sequence[Queue]
) -> dict[str, ContactSeries]:
    """History of its group for each small queue that shares a group with another one."""
    members: dict[str, list[str]] = {}
    for queue in queues:
        if queue.group and queue.queue_id in series:
            members.setdefault(queue.group, []).append(queue.queue_id)
    found: dict[str, ContactSeries] = {}
    for group, names in members.items():
        small = [name for name in names if is_small(series[name])]
        if len(names) > 1 and small and _overlap([series[name] for name in names]):
            whole = summed_series([series[name] for name in names], group)
            found |= dict.fromkeys(small, whole)
    return found


def _overlap(parts: Sequence[ContactSeries]) -> bool:
    return max(p.grid.start for p in parts) < min(p.grid.end for p in parts)
