"""Slots that the screen leaves out of what is learnt, and a planner's word against it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.services.desk import Desk
from app.services.read_centre import queues_of, special_days_of
from data.model.series import KEEP_TAG
from forecasting.cleaning import Flag, screen


@dataclass(frozen=True)
class Tagged:
    """A stretch of slots with one tag; `start` and `end` are instants, end exclusive."""

    start: datetime
    end: datetime
    tag: str


def flags_of(desk: Desk, queue_id: str) -> tuple[Flag, ...]:
    """Surges and outages that the next forecast of a queue will leave out, newest first."""
    series = desk.store.load_series(queue_id)
    days = series.grid.days
    found = screen(series, special_days_of(desk, days[0], days[-1])).flags
    return tuple(sorted(found, key=lambda flag: flag.start, reverse=True))


def tags_of(desk: Desk, queue_id: str) -> tuple[Tagged, ...]:
    """Stretches of slots that bear a tag, newest first."""
    series = desk.store.load_series(queue_id)
    found: list[Tagged] = []
    for slot, tag in sorted(series.event_tag.items()):
        start = series.grid.part(slot, 0).start
        end = start + timedelta(minutes=series.grid.slot_min)
        if found and (found[-1].end, found[-1].tag) == (start, tag):
            found[-1] = Tagged(found[-1].start, end, tag)
        else:
            found.append(Tagged(start, end, tag))
    return tuple(reversed(found))


def tag_slots(
    desk: Desk, queue_id: str, start: datetime, end: datetime, tag: str = KEEP_TAG, why: str = ""
) -> int:
    """Tag slots of the history: `keep` for genuine ones, an event's name, or nothing.

    Returns
    -------
    int
        How many slots changed.

    Raises
    ------
    NotFound
        If the queue is unknown or no slot of that time is stored.
    """
    queues_of(desk, (queue_id,))
    span = {"first": start.isoformat(), "end": end.isoformat(), "tag": tag}
    entry = desk.entry("tag_slots", f"queue:{queue_id}", why, **span)
    return desk.store.tag_slots(queue_id, start, end, tag, entry).superseded
