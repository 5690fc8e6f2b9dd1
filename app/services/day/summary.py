"""The running day in one document: figures so far, what is to come, service, people, holes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context
from app.services.day.floor import Hole
from app.services.day.now import DayNow, day_now
from app.services.day.rest.service_ahead import ServiceAhead
from app.services.day.status import QueueStatus
from data.model.day.live import QueueState

if TYPE_CHECKING:
    from rostering.simulation.onward import Reached


@dataclass(frozen=True)
class QueueSummary:
    """One queue on the running day; None where a figure is not known.

    Parameters
    ----------
    came, expected
        Contacts so far, and those expected in the same slots [contacts].
    rest, rest_low, rest_high
        Contacts still to come by the newest forecast, and the range that holds them in eight of
        ten days [contacts].
    in_time
        Share answered in time so far [-].
    day, week
        What it ends the day and the week at: mean and ends of eight in ten [-].
    target
        Service level target [-].
    needed, planned
        Agents required and on the floor by the plan now [agents].
    waiting, longest_wait_s
        Contacts that wait now, and how long the first of them has [s].
    """

    queue_id: str
    name: str
    came: float
    expected: float
    rest: float | None
    rest_low: float | None
    rest_high: float | None
    in_time: float | None
    day: tuple[float, float, float] | None
    week: tuple[float, float, float] | None
    target: float | None
    needed: int | None
    planned: int | None
    waiting: int | None
    longest_wait_s: float | None


@dataclass(frozen=True)
class DaySummary:
    """Where the running day stands.

    Parameters
    ----------
    seen_until
        End of the last slot that came; None where none has.
    feed
        How fresh the figures are, in a sentence.
    made_up
        Whether they are those of the sample centre.
    version
        Published version in force; 0 where there is none.
    planned, present
        Agents on the floor now by the plan, and signed in and on queue [agents]; present is None
        where no states of agents come in.
    missing, late, overdue
        Agents who have not come, are late, or overdue from a break, by id.
    short
        In order of time.
    """

    at: datetime
    day: date
    seen_until: datetime | None
    silent: bool
    feed: str
    made_up: bool
    version: int
    planned: int
    present: int | None
    missing: tuple[str, ...]
    late: tuple[str, ...]
    overdue: tuple[str, ...]
    queues: tuple[QueueSummary, ...]
    short: tuple[Hole, ...]


@asked
def day_summary(context: Context, at: datetime | None = None) -> DaySummary:
    """Where the running day stands, as the page Today shows it.

    Parameters
    ----------
    at
        Moment, aware; the present one if None. What came later is not looked at.
    """
    now = day_now(context, at)
    status, people = now.status, now.people
    by_id = {one.queue_id: one for one in now.ahead.queues}
    waits = {one.queue_id: one for one in now.waiting}

    def who(deviation: str) -> tuple[str, ...]:
        return (
            tuple(a.agent_id for a in people.agents if a.deviation == deviation) if people else ()
        )

    return DaySummary(
        status.at,
        status.day,
        status.seen_until,
        now.feed.silent,
        now.feed.sentence,
        now.feed.made_up,
        status.version,
        len(status.on_floor),
        len(people.present) if people else None,
        who("missing"),
        who("late"),
        who("overdue"),
        tuple(
            _queue(now, queue, by_id.get(queue.queue_id), waits.get(queue.queue_id))
            for queue in status.queues
        ),
        status.hurts,
    )


def _queue(
    now: DayNow, queue: QueueStatus, ahead: ServiceAhead | None, wait: QueueState | None
) -> QueueSummary:
    rest, need = queue.today.rest, now.status.now_of(queue.queue_id)
    return QueueSummary(
        queue.queue_id,
        queue.name,
        _rounded(queue.today.so_far) or 0.0,
        _rounded(queue.today.expected_so_far) or 0.0,
        _rounded(rest.total) if rest else None,
        _rounded(rest.low) if rest else None,
        _rounded(rest.high) if rest else None,
        _rounded(queue.service_so_far, 4),
        _reached(ahead.day) if ahead else None,
        _reached(ahead.week) if ahead else None,
        ahead.target_share if ahead else None,
        need[0] if need else None,
        need[1] if need else None,
        wait.waiting if wait else None,
        _rounded(wait.longest_wait_s) if wait else None,
    )


def _reached(found: "Reached") -> tuple[float, float, float]:
    return round(found.mean, 4), round(found.low, 4), round(found.high, 4)


def _rounded(value: float, digits: int = 1) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None
