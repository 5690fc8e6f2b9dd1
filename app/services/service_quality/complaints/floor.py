"""Contacts by slot, and in which slots there were too few agents for them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from app.services.centre import planning_of
from app.services.day.floor import floor_of_days
from data.model.errors import NotFound
from data.model.grid import BoolArray, FloatArray, local_midnight
from data.store import documents


@dataclass(frozen=True, eq=False)
class Staffed:
    """Contacts of the queues in each slot of some days.

    Parameters
    ----------
    first
        Instant at which the first slot begins.
    offered, short
        Contacts [contacts], and whether agents were too few, by queue; each of shape (slots,).
    planned_days
        Days judged by a published roster; the others are by who hung up or waited too long [d].
    """

    first: datetime
    slot_min: int
    offered: dict[str, FloatArray]
    short: dict[str, BoolArray]
    planned_days: int

    @property
    def contacts(self) -> float:
        """All contacts [contacts]."""
        return float(sum(one.sum() for one in self.offered.values()))

    @property
    def contacts_short(self) -> float:
        """Contacts of under-staffed slots [contacts]."""
        return float(sum(self.offered[name][self.short[name]].sum() for name in self.offered))

    def between(self, begin: datetime, end: datetime) -> float:
        """Contacts of the slots that start in [begin, end) [contacts]."""
        low, high = (
            max(0, -int((self.first - at).total_seconds() // (60 * self.slot_min)))
            for at in (begin, end)
        )
        return float(sum(one[low:high].sum() for one in self.offered.values()))

    def is_short(self, at: Any, queue_ids: Any) -> Any:
        """Of some contacts whether they fell into an under-staffed slot of their queue; None where
        nobody knows the queue or the slot."""
        slots = ((at - self.first).dt.total_seconds() // (60 * self.slot_min)).to_numpy(int)
        found: list[bool | None] = []
        for slot, queue_id in zip(slots, queue_ids, strict=True):
            mine = self.short.get(queue_id)
            known = mine is not None and 0 <= slot < len(mine)
            found.append(bool(mine[slot]) if mine is not None and known else None)
        return found


def staffed(context: Any, first: date, last: date, zone: str, slot_min: int) -> Staffed:
    """Contacts and under-staffed slots of some local days, both included.

    Notes
    -----
    A slot of a day that a published roster plans is under-staffed where fewer agents were planned
    on the floor than required. Of other days it is where fewer were answered in time than the
    queue's target, or, where nobody counted that, more hung up than planning defaults allow.
    """
    begin, end = local_midnight(first, zone), local_midnight(last + timedelta(days=1), zone)
    slots = int((end - begin).total_seconds() // (60 * slot_min))
    hung_up = planning_of(context).understaffed_hung_up_percent / 100
    offered, short = {}, {}
    for queue in context.store.load(documents.QUEUES):
        if queue.deferrable_due_min is not None:
            continue
        try:
            series = context.store.load_series(queue.queue_id, first, last)
        except NotFound:
            continue
        place = int((series.grid.start - begin).total_seconds() // (60 * slot_min))
        came, few = np.zeros(slots), np.zeros(slots, dtype=bool)
        part = slice(place, place + series.grid.slots)
        came[part] = np.nan_to_num(series.offered)
        if series.abandoned.size:
            with np.errstate(invalid="ignore", divide="ignore"):
                few[part] = np.nan_to_num(series.abandoned / series.offered) > hung_up
        offered[queue.queue_id], short[queue.queue_id] = came, few
    planned = _by_roster(context, first, last, zone, short)
    return Staffed(begin, slot_min, offered, short, planned)


def _by_roster(
    context: Any, first: date, last: date, zone: str, short: dict[str, BoolArray]
) -> int:
    """Days that a roster was published for, judged by it; how many."""
    begins = [p.first for p in context.store.load_publications(in_force=True)]
    if not begins or min(begins) > last:
        return 0
    start = max(first, min(begins))
    floor = floor_of_days(context, start, (last - start).days + 1)
    for day, on_floor in floor.days.items():
        midnight = local_midnight(day, zone)
        place = int((midnight - local_midnight(first, zone)).total_seconds() // 60)
        place //= on_floor.slot_min
        for row, queue_id in enumerate(on_floor.queue_ids):
            if queue_id in short:
                few = on_floor.short[row] > 0
                short[queue_id][place : place + len(few)] = few
    return len(floor.days)
