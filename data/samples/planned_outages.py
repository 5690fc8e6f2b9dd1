"""Planned outages: announced seven days ahead, they bring questions and reports all the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from data.model.arrays import FloatArray, IntArray
from data.model.grid import Grid
from data.model.special_day import SpecialDay, SpecialDays
from data.samples.calendar import WORK

ANNOUNCED_DAYS = 7
"""State Grid's public promise: planned outages are announced seven days ahead [d]."""
EVENT_NAME = "Planned outage"
_PER_WORKDAY = 1 / 16


@dataclass(frozen=True)
class PlannedOutage:
    """Work on the grid that cuts a district off.

    Parameters
    ----------
    start, hours
        First slot without power (aware, UTC) and duration [h].
    excess_share
        Additional share of fault reports meanwhile [-].
    """

    day: date
    start: datetime
    hours: int
    excess_share: float

    @property
    def announced(self) -> date:
        """Day from which everybody can know."""
        return self.day - timedelta(days=ANNOUNCED_DAYS)


def planned_outages(
    grid: Grid, kinds: IntArray, special: SpecialDays, rng: np.random.Generator
) -> tuple[PlannedOutage, ...]:
    """Outages on ordinary workdays, in time order.

    Parameters
    ----------
    kinds
        Day kinds of `calendar`, shape (days,).
    """
    found = []
    for i, day in enumerate(grid.days):
        draw, hour, hours, excess = (
            rng.random(),
            rng.integers(7, 11),
            rng.integers(4, 9),
            rng.random(),
        )
        if kinds[i] == WORK and day not in special and draw < _PER_WORKDAY:
            start = grid.start + timedelta(days=i, hours=int(hour))
            found.append(PlannedOutage(day, start, int(hours), round(0.35 + 0.5 * excess, 2)))
    return tuple(found)


def outage_excess(grid: Grid, found: Sequence[PlannedOutage]) -> FloatArray:
    """Additional share of fault reports in each slot [-], shape (slots,)."""
    excess = np.zeros(grid.slots)
    for outage in found:
        first = grid.index_of(outage.start)
        excess[first : first + outage.hours * 60 // grid.slot_min] += outage.excess_share
    return excess


def announced(found: Sequence[PlannedOutage], today: date) -> SpecialDays:
    """Outages that are public knowledge on a day, as events of the calendar."""
    known = [outage for outage in found if outage.announced <= today]
    return SpecialDays(tuple(SpecialDay(outage.day, EVENT_NAME, "event") for outage in known))
