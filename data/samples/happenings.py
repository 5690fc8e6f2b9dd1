"""Events of the sample utility: storms, planned outages, bill drops."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from data.model.grid import FloatArray, Grid, IntArray
from data.model.special_day import SpecialDay, SpecialDays
from data.samples.calendar import WORK

PER_MONTH = (0.35, 0.25, 0.15, 0.35, 0.5, 1.1, 1.7, 1.5, 0.6, 0.2, 0.15, 0.3)
"""Expected storms of January .. December [-]: thunderstorms in summer, ice in winter."""
_SEASON_MIDDLE_H, _SEASON_SD_H = 16.0, 4.5
_RISE_H, _FADE_H = 0.6, 2.0


@dataclass(frozen=True)
class Storm:
    """One storm.

    Parameters
    ----------
    start
        First outages; aware, UTC.
    hours
        Time until the fading begins [h].
    peak
        Fault reports at the worst, as a multiple of the usual [-], 2 .. 5.
    """

    start: datetime
    hours: float
    peak: float


def storms(grid: Grid, rng: np.random.Generator) -> tuple[Storm, ...]:
    """Storms of a grid of whole days, in time order."""
    found = []
    for i, day in enumerate(grid.days):
        chance = PER_MONTH[day.month - 1] / 30.4
        draw, hour, hours, peak = rng.random(), rng.normal(), rng.random(), rng.beta(1.3, 2.2)
        if draw < chance:
            hour = np.clip(_SEASON_MIDDLE_H + _SEASON_SD_H * hour, 0.0, 23.5)
            start = grid.start + timedelta(days=i, minutes=30 * round(2 * hour))
            found.append(Storm(start, round(3.0 + 8.0 * hours, 1), round(2.0 + 3.0 * peak, 2)))
    return tuple(found)


def storm_excess(grid: Grid, found: tuple[Storm, ...]) -> FloatArray:
    """Additional share of fault reports in each slot [-], 0 = as usual, shape (slots,).

    Overlapping storms do not add up: the worse one counts.
    """
    excess = np.zeros(grid.slots)
    slot_h = grid.slot_min / 60.0
    for storm in found:
        first = grid.index_of(storm.start)
        last = min(grid.slots, first + round((storm.hours + 5 * _FADE_H) / slot_h))
        since = (np.arange(max(first, 0), last) - first + 0.5) * slot_h
        rise = 1.0 - np.exp(-since / _RISE_H)
        fade = np.exp(-np.maximum(0.0, since - storm.hours) / _FADE_H)
        part = slice(max(first, 0), last)
        excess[part] = np.maximum(excess[part], (storm.peak - 1.0) * rise * fade)
    return excess


ANNOUNCED_DAYS = 7
"""Planned outages are announced this long ahead, as State Grid publicly commits to [d]."""
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


CUSTOMERS = 880_000
"""Customers behind 120 agents [-]: about 1.1 live calls per customer and year come out, the
lower end of what utilities report (1.1 - 1.4)."""
DROPS = ((4, 0.3), (9, 0.25), (15, 0.25), (21, 0.2))
"""Days of the month and the share of customers billed then; on the next workday if closed."""
LEAST_RESPONSE, MOST_RESPONSE = 0.02, 0.05
_STRESS_DAYS = 30
_TAIL_DAYS = 28
_TAIL_SCALE_DAYS = 5.0


@dataclass(frozen=True)
class BillDrop:
    """Bills sent out on one day.

    Parameters
    ----------
    bills
        How many [-].
    response_share
        Share of them answered by a call over the following four weeks [-].
    """

    day: date
    bills: int
    response_share: float


def bill_drops(
    days: Sequence[date], kinds: IntArray, stress_c: FloatArray, rng: np.random.Generator
) -> tuple[BillDrop, ...]:
    """Bill drops of each month; hot or cold months make higher bills, which more people question.

    Parameters
    ----------
    kinds
        Day kinds of `calendar`, shape (days,).
    stress_c
        Daily mean degrees beyond comfort, hot or cold [degC], shape (days,).
    """
    drops = []
    for nominal, day in enumerate(days):
        for day_of_month, share in DROPS:
            if day.day != day_of_month:
                continue
            stress = float(stress_c[max(0, nominal - _STRESS_DAYS) : nominal + 1].mean())
            response = 0.023 + 0.0024 * stress + 0.002 * float(rng.standard_normal())
            sent = _next_workday(nominal, kinds)
            if sent < len(days):
                clipped = float(np.clip(response, LEAST_RESPONSE, MOST_RESPONSE))
                drops.append(BillDrop(days[sent], round(share * CUSTOMERS), clipped))
    return tuple(drops)


def _next_workday(index: int, kinds: IntArray) -> int:
    while index < len(kinds) and kinds[index] != WORK:
        index += 1
    return index


def wave_calls(days: Sequence[date], drops: Sequence[BillDrop], levels: FloatArray) -> FloatArray:
    """Expected calls about bills on each day [contacts/day], shape (days,).

    A drop's answers start on its day, culminate after four to five and fade over four weeks;
    on quiet days (`levels` low) people put them off, none is lost.
    """
    calls = np.zeros(len(days) + _TAIL_DAYS)
    levels = np.concatenate([levels, np.ones(_TAIL_DAYS)])
    position = {day: i for i, day in enumerate(days)}
    age = np.arange(_TAIL_DAYS) + 0.5
    fading = age * np.exp(-age / _TAIL_SCALE_DAYS)
    for drop in drops:
        span = slice(position[drop.day], position[drop.day] + _TAIL_DAYS)
        weight = fading * levels[span]
        calls[span] += drop.bills * drop.response_share * weight / weight.sum()
    return np.asarray(calls[: len(days)])
