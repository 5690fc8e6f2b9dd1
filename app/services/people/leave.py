"""Leave: what is entered, what is left of a year's, how many are away, what speaks against more."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.changes import change
from app.services.context import Context, agent_of, special_days_of, today_of
from app.services.people.wishes import said
from data.model.checks.days import refuse_far_days
from data.model.checks.staff import leave_fault, leave_overlap, refuse
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.model.special_day import SpecialDays
from data.model.staff import Agent, Leave, Staff
from data.store import documents

ANNUAL, SICK = "annual", "sick"


@dataclass(frozen=True)
class LeaveBalance:
    """One person's annual leave in a calendar year, in working days.

    Parameters
    ----------
    allowance
        Days a year by the person, or else by the contract; 0: none is said.
    taken, planned
        Until today, and after it.
    sick
        Working days of sick leave in the year so far.

    Notes
    -----
    A working day is Monday to Friday without the public holidays of the centre's calendar, and
    with its make-up workdays, whoever works on which: so a week off costs a shift worker five.
    """

    agent_id: str
    name: str
    year: int
    allowance: int
    taken: int
    planned: int
    sick: int

    @property
    def left(self) -> int | None:
        """What may still be planned; None where no allowance is said."""
        return self.allowance - self.taken - self.planned if self.allowance else None


@dataclass(frozen=True)
class DayAway:
    """How many are on leave on a day, of how many."""

    day: date
    away: int
    people: int

    @property
    def share(self) -> float:
        """Of the people [-]."""
        return self.away / self.people if self.people else 0.0


def allowance_of(staff: Staff, agent: Agent) -> int:
    """Working days of leave a year: the person's own, else their contract's."""
    if agent.leave_days is not None:
        return agent.leave_days
    found = (one for one in staff.contracts if one.contract_id == agent.contract_id)
    return next((contract.leave_days for contract in found), 0)


def years_of(today: date, leave: Iterable[Leave]) -> list[int]:
    """This year, and each later one that leave is entered for."""
    years = {year for row in leave for year in range(row.first.year, row.last.year + 1)}
    return sorted({today.year, *(year for year in years if year > today.year)})


@asked
def leave_balances(context: Context, year: int | None = None) -> tuple[LeaveBalance, ...]:
    """Everybody's annual leave in a year; None: this one. In the order of the staff."""
    staff, today = context.store.load(documents.STAFF), today_of(context)
    year = year or today.year
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = _working_days(special_days_of(context, first, last), first, last)
    mine: dict[str, list[Leave]] = {}
    for row in staff.leave:
        mine.setdefault(row.agent_id, []).append(row)
    return tuple(
        _balance(staff, agent, mine.get(agent.agent_id, []), days, today, year)
        for agent in staff.agents
    )


@asked
def leave_balance(context: Context, agent_id: str, year: int | None = None) -> LeaveBalance:
    """One person's annual leave in a year; None: this one.

    Raises
    ------
    NotFound
        If there is no such agent.
    """
    agent_of(context.store.load(documents.STAFF), agent_id)
    return next(one for one in leave_balances(context, year) if one.agent_id == agent_id)


def _balance(
    staff: Staff, agent: Agent, rows: list[Leave], days: frozenset[date], today: date, year: int
) -> LeaveBalance:
    annual, sick = (_days_of(rows, kind, days) for kind in (ANNUAL, SICK))
    taken = sum(day <= today for day in annual)
    return LeaveBalance(
        agent.agent_id,
        agent.name,
        year,
        allowance_of(staff, agent),
        taken,
        len(annual) - taken,
        sum(day <= today for day in sick),
    )


@asked
def days_away(context: Context, first: date, last: date, team: str = "") -> tuple[DayAway, ...]:
    """How many of everybody, or of a team, are on leave of any kind on each day."""
    staff = context.store.load(documents.STAFF)
    ids = {agent.agent_id for agent in staff.agents if team in ("", agent.team)}
    counts: Counter[date] = Counter()
    for row in staff.leave:
        if row.agent_id in ids:
            counts.update(_span(max(row.first, first), min(row.last, last)))
    return tuple(DayAway(day, counts[day], len(ids)) for day in _span(first, last))


@asked
def leave_doubts(context: Context, leave: Leave) -> tuple[str, ...]:
    """What speaks against one more leave, as sentences: nothing left of the year's, too many away.

    Nobody is refused for it: whoever enters the leave decides.

    Raises
    ------
    NotFound
        If there is no such agent.
    """
    staff = context.store.load(documents.STAFF)
    agent = agent_of(staff, leave.agent_id)
    return (*_balance_doubts(context, agent, leave), *_limit_doubts(context, leave))


def _balance_doubts(context: Context, agent: Agent, leave: Leave) -> list[str]:
    said = []
    for year in range(leave.first.year, leave.last.year + 1 if leave.kind == ANNUAL else 0):
        first, last = max(leave.first, date(year, 1, 1)), min(leave.last, date(year, 12, 31))
        asked_for = len(_working_days(special_days_of(context, first, last), first, last))
        balance = leave_balance(context, agent.agent_id, year)
        if balance.left is not None and asked_for > balance.left:
            said.append(
                tr(
                    "{who} has {left} of {allowance} days of {year} left, and this takes {days}",
                    who=agent.name or agent.agent_id,
                    left=balance.left,
                    allowance=balance.allowance,
                    year=year,
                    days=asked_for,
                )
            )
    return said


def _limit_doubts(context: Context, leave: Leave) -> list[str]:
    limit = planning_of(context).leave_away_percent
    days = days_away(context, leave.first, leave.last)
    if not days:
        return []
    worst = max(days, key=lambda day: day.away)
    if 100 * (worst.away + 1) <= limit * worst.people:
        return []
    return [
        tr(
            "on {day} {away} of {people} people would be away, more than the {limit} % of the "
            "planning defaults",
            day=worst.day.isoformat(),
            away=worst.away + 1,
            people=worst.people,
            limit=limit,
        )
    ]


def _working_days(special: SpecialDays, first: date, last: date) -> frozenset[date]:
    return frozenset(filter(special.is_working_day, _span(first, last)))


def _days_of(rows: list[Leave], kind: str, days: frozenset[date]) -> list[date]:
    mine = (row for row in rows if row.kind == kind)
    return [day for row in mine for day in _span(row.first, row.last) if day in days]


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@asked
def leave_kept(context: Context, agent_id: str = "") -> tuple[Leave, ...]:
    """The leave that the next build reads, of one agent or of all; by agent and day.

    Raises
    ------
    NotFound
        If there is no such agent.
    """
    staff = context.store.load(documents.STAFF)
    if agent_id:
        agent_of(staff, agent_id)
    return tuple(sorted(row for row in staff.leave if agent_id in ("", row.agent_id)))


@change
def add_leave(context: Context, leave: Leave, why: str = "") -> Leave:
    """Save one more leave; rosters already built stay as they are.

    Raises
    ------
    NotFound
        If there is no such agent.
    InvalidValue
        If it has no kind, is far too long or far away, or meets other leave or a wish of the agent.
    """
    staff = context.store.load(documents.STAFF)
    agent_of(staff, leave.agent_id)
    leave = replace(leave, kind=leave.kind.strip())
    refuse(leave_fault(leave))
    refuse_far_days(today_of(context), leave.first, leave.last)
    for row in staff.leave:
        refuse(leave_overlap(leave, row) if row.agent_id == leave.agent_id else "")
    _refuse_wish(staff, leave)
    entry = context.entry("add_leave", f"agent:{leave.agent_id}", why, leave=to_json(leave))
    context.store.save(documents.STAFF, replace(staff, leave=(*staff.leave, leave)), entry)
    return leave


@change
def record_absences(context: Context, absent: Iterable[Leave], why: str = "") -> tuple[Leave, ...]:
    """Put down that people are absent, so that the next build knows; each an entry of the trail.

    Returns
    -------
    tuple
        What is new: days that are leave already stay as they are, as do people of a roster who
        have left the staff. A wish does not keep anybody from being sick.
    """
    staff = context.store.load(documents.STAFF)
    people = {agent.agent_id for agent in staff.agents}
    new = []
    for row in absent:
        for leave in _not_yet_away(staff, row) if row.agent_id in people else ():
            staff = replace(staff, leave=(*staff.leave, leave))
            entry = context.entry("add_leave", f"agent:{leave.agent_id}", why, leave=to_json(leave))
            context.store.save(documents.STAFF, staff, entry)
            new.append(leave)
    return tuple(new)


def _not_yet_away(staff: Staff, absent: Leave) -> tuple[Leave, ...]:
    """Runs of the days of an absence that are no leave yet."""
    taken = [row for row in staff.leave if row.agent_id == absent.agent_id]
    found: list[Leave] = []
    for number in range((absent.last - absent.first).days + 1):
        day = absent.first + timedelta(days=number)
        if any(row.first <= day <= row.last for row in taken):
            continue
        if found and (day - found[-1].last).days == 1:
            found[-1] = replace(found[-1], last=day)
        else:
            found.append(replace(absent, first=day, last=day))
    return tuple(found)


@change
def remove_leave(context: Context, agent_id: str, first: date, why: str = "") -> Leave:
    """Take away the leave of an agent that begins on a day.

    Raises
    ------
    NotFound
        If there is no such agent, or no leave of theirs begins then.
    """
    staff = context.store.load(documents.STAFF)
    agent_of(staff, agent_id)
    mine = sorted(row for row in staff.leave if row.agent_id == agent_id)
    found = next((row for row in mine if row.first == first), None)
    if found is None:
        known = ", ".join(
            tr("{first} to {last} ({kind})", first=row.first, last=row.last, kind=row.kind)
            for row in mine
        ) or tr("none")
        raise NotFound(
            tr(
                "no leave of {agent_id} begins on {first}; leave: {known}",
                agent_id=agent_id,
                first=first,
                known=known,
            )
        )
    left = tuple(row for row in staff.leave if row != found)
    entry = context.entry("remove_leave", f"agent:{agent_id}", why, leave=to_json(found))
    context.store.save(documents.STAFF, replace(staff, leave=left), entry)
    return found


def _refuse_wish(staff: Staff, leave: Leave) -> None:
    for wish in staff.wishes:
        inside = wish.day is not None and leave.first <= wish.day <= leave.last
        if wish.agent_id == leave.agent_id and inside:
            raise InvalidValue(
                tr(
                    "{agent_id} has a wish for a day of this leave: {said}; take the "
                    "wish back first, for a day of leave leaves nothing to wish",
                    agent_id=leave.agent_id,
                    said=said(wish),
                )
            )
