"""When more people are in than there are seats."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from data.model.grid import local_midnight
from data.model.language import tr
from rostering.seats.model import SeatProblem
from rostering.seats.times import heads, spans_of


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

    def meets(self, other: "Shortage") -> bool:
        """Whether both are of the same seats, at one time."""
        return self.kind == other.kind and self.first < other.end and other.first < self.end

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


def shortages(problem: SeatProblem) -> tuple[Shortage, ...]:
    """Every stretch in which people lack seats, in time order; who may use the same seats."""
    spans = spans_of(problem)
    if not spans.shifts:
        return ()
    cuts = np.unique(np.concatenate([spans.start, spans.end]))
    midnight = local_midnight(problem.roster.first, problem.zone)
    zone = ZoneInfo(problem.zone)

    def at(minute: int) -> datetime:
        return (midnight + timedelta(minutes=minute)).astimezone(zone)

    found = []
    classes, row = np.unique(spans.allowed, axis=0, return_inverse=True)
    for k, seats in enumerate(classes):
        there = heads(spans, row.ravel()[spans.agent] == k)
        kinds = {seat.kind for seat, may in zip(problem.usable, seats, strict=True) if may}
        kind = ", ".join(sorted(kinds)) if len(classes) > 1 else ""
        short = np.concatenate([[False], there > seats.sum(), [False]])
        begins, ends = (np.flatnonzero(np.diff(short.astype(int)) == sign) for sign in (1, -1))
        for a, b in zip(begins.tolist(), ends.tolist(), strict=True):
            most = int(there[a:b].max())
            found.append(Shortage(at(int(cuts[a])), at(int(cuts[b])), most, int(seats.sum()), kind))
    return tuple(sorted(found, key=lambda one: (one.first, one.kind)))
