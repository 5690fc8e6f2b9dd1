"""Paid minutes of each agent by what pay depends on: night, weekend, holiday, leave, sickness."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from data.export.pieces import changes_clock, instant, leave_cells, piece_instants, pieces
from data.export.rosters import header_of, seats_text
from data.files.cells import csv_bytes
from data.model.grid import BoolArray, IntArray
from data.model.problem import SICK
from data.model.roster import AgentDay
from data.model.shift import DAY_MIN, NIGHT, Shift
from data.model.staff import Agent, Contract, Leave

COLUMNS = (
    "agent_id",
    "name",
    "shifts",
    "paid_minutes",
    "night_minutes",
    "weekend_minutes",
    "holiday_minutes",
    "off_phone_minutes",
    "leave_days",
    "leave_minutes",
    "sick_days",
    "sick_minutes",
)


@dataclass(frozen=True)
class PayPeriod:
    """What is paid in some days.

    Parameters
    ----------
    first, last
        The days, both included.
    shifts
        Shifts in force on these days.
    agents, contracts
        Order of the rows, names, and the terms by which days of leave are credited.
    leave
        Leave and sickness of these days.
    missed_min
        Paid time of the shift that a sick person was to work [min]; 0 where it was a day off.
    holidays
        Dates that count as holidays.
    credit_days
        Days of leave that make a week of the contract's least paid time [days].
    seats
        Seat of each agent and day; None: the seats of these days are not planned.
    """

    first: date
    last: date
    shifts: tuple[Shift, ...]
    agents: Sequence[Agent] = ()
    contracts: Sequence[Contract] = ()
    leave: Sequence[Leave] = ()
    missed_min: Mapping[AgentDay, int] = field(default_factory=dict)
    holidays: Collection[date] = frozenset()
    zone: str = "Asia/Shanghai"
    credit_days: int = 5
    seats: Mapping[AgentDay, str] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Of the table of paid minutes; the last one is where somebody sits, if planned."""
        return COLUMNS if self.seats is None else (*COLUMNS, "seat")


@dataclass(frozen=True)
class PaidMinutes:
    """Paid minutes of one agent that passed [min]; the kinds overlap.

    Parameters
    ----------
    night
        Between 23:00 and 06:00.
    weekend
        On Saturdays and Sundays, by the date of the minute, not of the shift.
    holiday
        On holidays, likewise.
    off_phone
        In training, coaching, meetings, back office.
    """

    shifts: int
    paid: int
    night: int
    weekend: int
    holiday: int
    off_phone: int = 0


def payroll(period: PayPeriod, *, titles: bool = False) -> bytes:
    """CSV with a row per agent; those without shifts get zeros.

    Parameters
    ----------
    titles
        `Agent id` instead of `agent_id` above a column.
    """
    return csv_bytes(header_of(period.columns, titles), payroll_rows(period))


def payroll_rows(period: PayPeriod) -> Iterator[tuple[str | int, ...]]:
    """Rows in the order of the period's columns, one an agent.

    Notes
    -----
    A day of leave counts as its share of the contract's least week, at most one week a calendar
    week; one with a shift counts as worked. A sick day counts as the shift that fell out, else as
    a day of leave; nobody works on it.
    """
    kinds = leave_cells(period.leave, period.first, period.last)
    terms = {contract.contract_id: contract for contract in period.contracts}
    weekly = {
        agent.agent_id: terms[agent.contract_id].weekly_min_min
        for agent in period.agents
        if agent.contract_id in terms
    }
    shifts: dict[str, list[Shift]] = {}
    for shift in period.shifts:
        shifts.setdefault(shift.agent_id, []).append(shift)
    names = {agent.agent_id: agent.name for agent in period.agents}
    dates = [period.first + timedelta(n) for n in range((period.last - period.first).days + 1)]
    for agent_id, name in (names | {a: "" for a in shifts if a not in names}).items():
        mine = shifts.get(agent_id, [])
        days = {day: kind for (who, day), kind in kinds.items() if who == agent_id}
        worked = tuple(shift for shift in mine if days.get(shift.day) != SICK)
        paid = paid_minutes(worked, period.holidays, period.zone)
        yield (
            *(agent_id, name, paid.shifts, paid.paid, paid.night, paid.weekend, paid.holiday),
            paid.off_phone,
            *_away(period, agent_id, mine, days, weekly.get(agent_id, 0)),
            *(() if period.seats is None else (seats_text(period.seats, agent_id, dates),)),
        )


def _away(
    period: PayPeriod, agent_id: str, shifts: list[Shift], days: dict[date, str], weekly_min: int
) -> tuple[int, int, int, int]:
    """Days and minutes of leave, then of sickness."""
    worked = {shift.day for shift in shifts}
    leave = [day for day, kind in days.items() if kind != SICK and day not in worked]
    sick = [day for day, kind in days.items() if kind == SICK]
    known = dict(period.missed_min)
    for day in worked.intersection(sick):
        on_it = [shift for shift in shifts if shift.day == day]
        known[agent_id, day] = paid_minutes(on_it, (), period.zone).paid
    told = sum(known.get((agent_id, day), 0) for day in sick)
    untold = [day for day in sick if (agent_id, day) not in known]
    return (
        len(leave),
        _credited(leave, weekly_min, period.credit_days),
        len(sick),
        told + _credited(untold, weekly_min, period.credit_days),
    )


def _credited(days: Collection[date], weekly_min: int, credit_days: int) -> int:
    weeks: dict[date, int] = {}
    for day in days:
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + 1
    return sum(weekly_min * min(credit_days, n) // credit_days for n in weeks.values())


def paid_minutes(
    shifts: Sequence[Shift], holidays: Collection[date], zone: str = "Asia/Shanghai"
) -> PaidMinutes:
    """Paid minutes of one agent's shifts, by kind [min].

    Parameters
    ----------
    zone
        Clock of the shifts: where it changes during one, the minutes that pass are paid, 420 of a
        night from 22:00 to 06:00 in spring, 540 in autumn.
    """
    found = np.zeros(5, dtype=np.int64)
    for shift in shifts:
        minute, paid, off_phone = _minutes(shift, zone)
        dates = [shift.day + timedelta(days=i) for i in range(1 + int(minute[-1]) // DAY_MIN)]
        weekend = np.array([day.weekday() >= 5 for day in dates])[minute // DAY_MIN]
        holiday = np.array([day in holidays for day in dates])[minute // DAY_MIN]
        clock = minute % DAY_MIN
        night = (clock >= NIGHT[0]) | (clock < NIGHT[1] - DAY_MIN)
        found += [(paid & kind).sum() for kind in (paid, night, weekend, holiday, off_phone)]
    return PaidMinutes(len(shifts), *map(int, found))


def _minutes(shift: Shift, zone: str) -> tuple[IntArray, BoolArray, BoolArray]:
    """Each minute that passes in a shift: what the clock shows, in minutes after the day's
    midnight, whether it is paid, and whether it is an off-phone activity."""
    across = changes_clock(shift, zone)
    begin = instant(shift.day, shift.start_min, zone)
    end = instant(shift.day, shift.end_min, zone)
    length = (end - begin) // timedelta(minutes=1) if across else shift.length_min
    minute = np.arange(shift.start_min, shift.start_min + length)
    paid, off_phone = np.ones(length, dtype=bool), np.zeros(length, dtype=bool)
    for piece in pieces(shift):
        if across:
            first, last = (
                (at - begin) // timedelta(minutes=1) for at in piece_instants(shift, piece, zone)
            )
        else:
            first, last = (at - shift.start_min for at in (piece.start_min, piece.end_min))
        if not piece.paid:
            paid[first:last] = False
        off_phone[first:last] |= piece.activity.startswith("session:")
    if across:
        clock = ZoneInfo(zone)
        midnight = datetime(shift.day.year, shift.day.month, shift.day.day)  # noqa: DTZ001
        walls = (
            (begin + timedelta(minutes=k)).astimezone(clock).replace(tzinfo=None)
            for k in range(length)
        )
        minute = np.array([(wall - midnight) // timedelta(minutes=1) for wall in walls])
    return minute, paid, off_phone
