"""Paid minutes of each agent by what pay depends on: night, weekend, holiday."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.export.pieces import agent_names
from data.files.cells import csv_bytes
from data.model.grid import BoolArray
from data.model.roster import Roster
from data.model.shift import DAY_MIN, NIGHT, Shift
from data.model.staff import Agent

COLUMNS = (
    "agent_id",
    "name",
    "shifts",
    "paid_minutes",
    "night_minutes",
    "weekend_minutes",
    "holiday_minutes",
)


@dataclass(frozen=True)
class PaidMinutes:
    """Paid minutes of one agent, all in clock time [min]; the kinds overlap.

    Parameters
    ----------
    night
        Between 23:00 and 06:00.
    weekend
        On Saturdays and Sundays, by the date of the minute, not of the shift.
    holiday
        On holidays, likewise.
    """

    shifts: int
    paid: int
    night: int
    weekend: int
    holiday: int


def payroll(
    roster: Roster, agents: Sequence[Agent] = (), holidays: Collection[date] = frozenset()
) -> bytes:
    """CSV with a row per agent; those without shifts get zeros.

    Parameters
    ----------
    agents
        Order of the rows, and the names.
    holidays
        Dates that count as holidays.
    """
    return csv_bytes(COLUMNS, payroll_rows(roster, agents, holidays))


def payroll_rows(
    roster: Roster, agents: Sequence[Agent], holidays: Collection[date]
) -> Iterator[tuple[str | int, ...]]:
    """Rows in the order of `COLUMNS`, one an agent."""
    for agent_id, name in agent_names(roster, agents).items():
        paid = paid_minutes(roster.by_agent.get(agent_id, ()), holidays)
        yield agent_id, name, paid.shifts, paid.paid, paid.night, paid.weekend, paid.holiday


def paid_minutes(shifts: Sequence[Shift], holidays: Collection[date]) -> PaidMinutes:
    """Paid minutes of one agent's shifts, by kind [min]."""
    found = np.zeros(4, dtype=np.int64)
    for shift in shifts:
        minute = np.arange(shift.start_min, shift.end_min)
        paid = _paid(shift)
        dates = [shift.day + timedelta(days=i) for i in range(1 + int(minute[-1]) // DAY_MIN)]
        weekend = np.array([day.weekday() >= 5 for day in dates])[minute // DAY_MIN]
        holiday = np.array([day in holidays for day in dates])[minute // DAY_MIN]
        clock = minute % DAY_MIN
        night = (clock >= NIGHT[0]) | (clock < NIGHT[1] - DAY_MIN)
        found += [(paid & kind).sum() for kind in (paid, night, weekend, holiday)]
    return PaidMinutes(len(shifts), *map(int, found))


def _paid(shift: Shift) -> BoolArray:
    paid = np.ones(shift.length_min, dtype=bool)
    for pause in shift.breaks:
        if not pause.paid:
            begin = pause.start_min - shift.start_min
            paid[begin : begin + pause.length_min] = False
    return paid
