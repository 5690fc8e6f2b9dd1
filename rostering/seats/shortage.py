"""When more people are in than there are seats."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from data.model.grid import BoolArray, IntArray, local_midnight
from data.model.language import tr
from data.model.roster import Roster
from rostering.seats.model import SeatProblem
from rostering.seats.times import Spans, spans_of


@dataclass(frozen=True)
class Shortage:
    """A stretch of time with more people than seats.

    Parameters
    ----------
    first, end
        On the centre's clock.
    people, seats
        At its worst moment [-].
    kind
        What the seats are for, where only some will do.
    """

    first: datetime
    end: datetime
    people: int
    seats: int
    kind: str = ""

    @property
    def sentence(self) -> str:
        """The shortage in one sentence."""
        return tr(
            "{first:%Y-%m-%d %H:%M} to {end:%H:%M}: {people} people for {seats} {kind} seats",
            first=self.first,
            end=self.end,
            people=self.people,
            seats=self.seats,
            kind=self.kind,
        ).replace("  ", " ")


def shortages(problem: SeatProblem, before: Roster | None = None) -> tuple[Shortage, ...]:
    """Every stretch in which people lack seats, in time order; who may use the same seats.

    Parameters
    ----------
    before
        Only stretches in which more people lack a seat than in this roster.
    """
    spans = spans_of(problem)
    if not spans.shifts:
        return ()
    old = spans_of(replace(problem, roster=before)) if before is not None else None
    cuts = np.unique(
        np.concatenate([spans.start, spans.end, *([old.start, old.end] if old else [])])
    )
    midnight = local_midnight(problem.roster.first, problem.zone)
    zone = ZoneInfo(problem.zone)

    def at(minute: int) -> datetime:
        return (midnight + timedelta(minutes=minute)).astimezone(zone)

    found = []
    classes = np.unique(spans.allowed, axis=0)
    for seats in classes:
        there = _people_at(spans, seats, cuts)
        room = np.full(len(cuts), int(seats.sum()))
        if old is not None:
            room = np.maximum(room, _people_at(old, seats, cuts))
        kinds = {seat.kind for seat, may in zip(problem.usable, seats, strict=True) if may}
        kind = ", ".join(sorted(kinds)) if len(classes) > 1 else ""
        short = np.concatenate([[False], there > room, [False]])
        begins, ends = (np.flatnonzero(np.diff(short.astype(int)) == sign) for sign in (1, -1))
        for a, b in zip(begins.tolist(), ends.tolist(), strict=True):
            most = int(there[a:b].max())
            found.append(Shortage(at(int(cuts[a])), at(int(cuts[b])), most, int(seats.sum()), kind))
    return tuple(sorted(found, key=lambda one: (one.first, one.kind)))


def _people_at(spans: Spans, seats: BoolArray, cuts: IntArray) -> IntArray:
    """People in from each cut on to whom exactly these seats will do [people], shape (cuts,)."""
    mine = (spans.allowed == seats).all(axis=1)[spans.agent]
    begun = np.searchsorted(np.sort(spans.start[mine]), cuts, side="right")
    return begun - np.searchsorted(np.sort(spans.end[mine]), cuts, side="right")
