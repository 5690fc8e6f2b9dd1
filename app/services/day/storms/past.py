"""A storm as more agents required: so many per cent for some hours, or as a past one was."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context
from data.model.errors import NotFound
from data.model.problem import RosterProblem
from data.model.series import KEEP_TAG, ContactSeries
from data.store import documents
from rostering.repair.disruption import Surge

MOST_STORMS = 40
"""Past storms that are offered, the newest of them."""
WEEKS_ROUND = 6
"""Weeks before and after a past storm that say what would have come without it."""


@dataclass(frozen=True)
class PastStorm:
    """An event marked in the history of a queue, and what came against an ordinary day.

    Parameters
    ----------
    start
        On the centre's clock, without offset.
    shares
        More contacts than usual in each hour since its start [-]: 0.4 is 40 % more.
    """

    queue_id: str
    name: str
    start: datetime
    shares: tuple[float, ...]

    @property
    def share(self) -> float:
        """More contacts than usual over all its hours [-]."""
        return float(np.mean(self.shares))


@asked
def past_storms(context: Context) -> tuple[PastStorm, ...]:
    """Events marked in the history, the newest first; those of which nothing can be compared
    are left out."""
    found: list[PastStorm] = []
    for queue in context.store.load(documents.QUEUES):
        try:
            series = context.store.load_series(queue.queue_id)
        except NotFound:
            continue
        found += _of_queue(series)
    return tuple(sorted(found, key=lambda storm: storm.start, reverse=True)[:MOST_STORMS])


def _of_queue(series: ContactSeries) -> list[PastStorm]:
    tagged = sorted((slot, tag) for slot, tag in series.event_tag.items() if tag != KEEP_TAG)
    runs = groupby(enumerate(tagged), key=lambda one: (one[1][0] - one[0], one[1][1]))
    found = []
    for (_, name), run in runs:
        slots = [slot for _, (slot, _) in run]
        shares = _shares(series, slots[0], slots[-1] + 1, set(series.event_tag))
        if shares:
            start = series.grid.local[slots[0]].astype("datetime64[m]").item()
            found.append(PastStorm(series.queue_id, name, start, shares))
    return found


def _shares(series: ContactSeries, low: int, high: int, tagged: set[int]) -> tuple[float, ...]:
    """More contacts than in the same hours of the weeks around, hour by hour [-]."""
    hour = 60 // series.grid.slot_min or 1
    week = 7 * series.grid.slots_per_day
    found = []
    for begin in range(low, high, hour):
        slots = np.arange(begin, min(begin + hour, high))
        usual = []
        for weeks in (*range(-WEEKS_ROUND, 0), *range(1, WEEKS_ROUND + 1)):
            there = slots + weeks * week
            inside = there[0] >= 0 and there[-1] < series.grid.slots
            if inside and not tagged.intersection(there.tolist()):
                usual.append(float(np.nansum(series.offered[there])))
        came, mean = float(np.nansum(series.offered[slots])), float(np.mean(usual or [0.0]))
        found.append(came / mean - 1.0 if mean > 0 else 0.0)
    return tuple(found) if any(share > 0 for share in found) else ()


def surges_of_share(
    problem: RosterProblem,
    queue_ids: Sequence[str],
    day: date,
    from_min: int,
    until_min: int,
    share: float,
) -> tuple[Surge, ...]:
    """So many per cent more contacts between two clock times as agents required more.

    Parameters
    ----------
    share
        More contacts than forecast [-].

    Notes
    -----
    Agents grow in proportion to contacts, rounded up: large groups need a little less than that.
    """
    shares = dict.fromkeys(queue_ids, (share,) * -(-(until_min - from_min) // 60))
    return _surges(problem, day, from_min, until_min, shares)


def surges_like(
    problem: RosterProblem, storm: PastStorm, day: date, from_min: int
) -> tuple[Surge, ...]:
    """A past storm again, from a clock time on; what goes beyond midnight is cut."""
    until_min = min(1440, from_min + 60 * len(storm.shares))
    return _surges(problem, day, from_min, until_min, {storm.queue_id: storm.shares})


def _surges(
    problem: RosterProblem,
    day: date,
    from_min: int,
    until_min: int,
    shares: dict[str, tuple[float, ...]],
) -> tuple[Surge, ...]:
    """One surge for each stretch in which a queue needs the same number more."""
    requirement = problem.requirement
    grid = requirement.grid
    minutes = grid.minute_of_day
    inside = np.flatnonzero(
        (grid.day == np.datetime64(day, "D")) & (minutes >= from_min) & (minutes < until_min)
    )
    found = []
    for queue_id, by_hour in shares.items():
        heads = requirement.heads[requirement.queue_ids.index(queue_id)]
        more = [
            (minute, _more(int(heads[slot]), by_hour[(minute - from_min) // 60]))
            for slot, minute in zip(inside, minutes[inside].tolist(), strict=True)
        ]
        for agents, run in groupby(more, key=lambda one: one[1]):
            stretch = [minute for minute, _ in run]
            if agents:
                until = stretch[-1] + grid.slot_min
                found.append(Surge(queue_id, day, stretch[0], until, agents))
    return tuple(found)


def _more(heads: int, share: float) -> int:
    return math.ceil(heads * share - 1e-9) if share > 0 else 0
