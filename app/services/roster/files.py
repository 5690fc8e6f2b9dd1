"""Rosters as files: handed on in every form, read back, and payroll of any days."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from app.services.access.asking import asked
from app.services.context import Context, agent_of, centre_of, special_days_of
from app.services.roster.build import rules_of, save_result
from app.services.roster.check import CheckedFile, check_file, roster_of
from app.services.roster.plan import Plan, lineage, plan_of, shifts_of
from data.export.calendars import Change
from data.export.payroll import PayPeriod, paid_minutes
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import SICK
from data.model.publication import SavedRoster
from data.model.result import Result
from data.model.roster import AgentDay, ExportForm, Roster
from data.model.staff import Agent, Contract, Leave, Staff
from data.store import documents

TITLED: frozenset[ExportForm] = frozenset(("matrix", "xlsx", "payroll"))
"""Forms made for people, whose columns have titles unless ids are asked for."""
_PAY_DAYS = 400


@asked
def export_roster(
    context: Context,
    roster_id: str,
    form: ExportForm = "csv",
    *,
    titles: bool | None = None,
    agent_id: str = "",
) -> bytes:
    """A saved roster in one of the forms; text forms are UTF-8 with a byte order mark.

    Parameters
    ----------
    titles
        Columns called `Agent id` or `agent_id`; None: titles in forms made for people.
    agent_id
        Of calendars the only agent in it.

    Notes
    -----
    Leave and sickness are those that the roster was made with, and what the staff says today.

    Raises
    ------
    NotFound
        If there is no such roster or agent.
    InvalidValue
        If the solve ended without a roster, or a form cannot be of one agent.
    """
    from data import export

    saved = context.store.load_roster(roster_id)
    roster, problem = roster_of(saved), saved.problem
    zone = problem.requirement.grid.zone
    staff = context.store.load(documents.STAFF)
    leave = _leave(staff, (saved,), roster.first, roster.last)
    titled = form in TITLED if titles is None else titles
    plan = context.store.load(documents.seat_plan_of(roster_id))
    seats = plan.seat_of if plan else None
    if agent_id and form != "ics":
        raise InvalidValue(tr("only a calendar (ics) can be of one agent; leave out the agent"))
    match form:
        case "csv":
            return export.roster_long(
                roster, version=roster_id, zone=zone, leave=leave, titles=titled, seats=seats
            )
        case "matrix":
            return export.roster_matrix(
                roster, problem.agents, version=roster_id, leave=leave, titles=titled, seats=seats
            )
        case "xlsx":
            period = _period_of(context, saved, roster, leave)
            return export.roster_xlsx(roster, period, version=roster_id, titles=titled, seats=seats)
        case "payroll":
            return export.payroll(_period_of(context, saved, roster, leave), titles=titled)
        case "ics" | "calendars":
            return _calendar(context, saved, leave, zone, agent_id, each=form == "calendars")


def _calendar(
    context: Context,
    saved: SavedRoster,
    leave: Sequence[Leave],
    zone: str,
    agent_id: str,
    *,
    each: bool,
) -> bytes:
    from data import export

    roster, change, people = _in_force(context, saved)
    if agent_id:
        agents: tuple[Agent, ...] = (agent_of(Staff(people), agent_id),)
    else:
        agents = people
    make = export.agent_calendars if each else export.roster_ics
    plan = context.store.load(documents.seat_plan_of(saved.roster_id))
    # a withdrawn roster's calendar shows another one, whose seats these are not
    seats = plan.seat_of if plan and roster == roster_of(saved) else None
    return make(roster, agents, zone=zone, leave=leave, change=change, seats=seats)


def _in_force(context: Context, saved: SavedRoster) -> tuple[Roster, Change, tuple[Agent, ...]]:
    """What a roster's calendar shows, where that stands among the versions, and for whom.

    Notes
    -----
    A withdrawn roster's calendar shows the plan in force on its days instead. Where a later
    version was withdrawn, this one comes after it again.
    """
    roster, agents = roster_of(saved), {agent.agent_id: agent for agent in saved.problem.agents}
    every = [p for p in context.store.load_publications() if _overlap(p.first, p.days, roster)]
    mine = [p for p in every if p.roster_id == saved.roster_id and not p.withdraws]
    if not mine:
        return roster, Change(), saved.problem.agents
    newest = mine[-1]
    sequence, made_at = newest.version, newest.at
    withdrawn = {p.withdraws: p for p in every if p.withdraws}
    later = [p for v, p in withdrawn.items() if v >= newest.version]
    if later:
        sequence, made_at = max((p.version, p.at) for p in later)
    before = [p for p in every if not p.withdraws and p.version < sequence]
    known = {p.roster_id: context.store.load_roster(p.roster_id) for p in before}
    if newest.version in withdrawn:
        roster = plan_of(context, roster.first, roster.last).roster
    for earlier in known.values():
        agents = {a.agent_id: a for a in earlier.problem.agents} | agents
    rosters = tuple(found.result.roster for found in known.values() if found.result.roster)
    shown = [row for found in known.values() for row in found.problem.leave]
    return roster, Change(sequence, made_at, rosters, tuple(shown)), tuple(agents.values())


def _overlap(first: date, days: int, roster: Roster) -> bool:
    return first < roster.end and roster.first < first + timedelta(days=days)


def _leave(
    staff: Staff, rosters: Iterable[SavedRoster], first: date, last: date
) -> tuple[Leave, ...]:
    """Leave of the people of some rosters that touches these days: as then, and as today."""
    found = tuple(rosters)
    people = {agent.agent_id for saved in found for agent in saved.problem.agents}
    rows = (*(row for saved in found for row in saved.problem.leave), *staff.leave)
    touching = (r for r in rows if r.agent_id in people and r.first <= last and r.last >= first)
    return tuple(dict.fromkeys(touching))


def _period_of(
    context: Context, saved: SavedRoster, roster: Roster, leave: Sequence[Leave]
) -> PayPeriod:
    problem = saved.problem
    planned = context.store.load(documents.seat_plan_of(saved.roster_id))
    return PayPeriod(
        roster.first,
        roster.last,
        roster.shifts,
        problem.agents,
        problem.contracts,
        leave,
        _missed(context, (saved,), leave, roster.first, roster.last),
        problem.holidays,
        problem.requirement.grid.zone,
        _credit_days(context),
        planned.seat_of if planned else None,
    )


@asked
def payroll_of(context: Context, first: date, last: date) -> tuple[PayPeriod, tuple[date, ...]]:
    """What is paid on first .. last by the published rosters, and the days that none covers.

    Raises
    ------
    InvalidValue
        If the days are out of order or far too many, or none of them is published.
    """
    if not first <= last < first + timedelta(days=_PAY_DAYS):
        raise InvalidValue(
            tr(
                "payroll of {first} .. {last}: the last day must follow the first "
                "within {pay_days} days",
                first=first,
                last=last,
                pay_days=_PAY_DAYS,
            )
        )
    plan = plan_of(context, first, last)
    if not plan.by_day:
        raise InvalidValue(
            tr("no roster is published for any day of {first} .. {last}", first=first, last=last)
        )
    staff = context.store.load(documents.STAFF)
    agents: dict[str, Agent] = {agent.agent_id: agent for agent in staff.agents}
    contracts: dict[str, Contract] = {c.contract_id: c for c in staff.contracts}
    for saved in plan.saved:
        agents = agents | {a.agent_id: a for a in saved.problem.agents if a.agent_id not in agents}
        contracts = {c.contract_id: c for c in saved.problem.contracts} | contracts
    leave = _leave_in_force(staff, plan, agents)
    special = special_days_of(context, first, last)
    holidays = {day for day in special if first <= day <= last and special[day].kind == "holiday"}
    period = PayPeriod(
        first,
        last,
        plan.shifts,
        tuple(agents.values()),
        tuple(contracts.values()),
        leave,
        _missed(context, plan.saved, leave, first, last),
        frozenset(holidays),
        centre_of(context).zone,
        _credit_days(context),
        _seats_in_force(context, plan),
    )
    return period, plan.unpublished


def _seats_in_force(context: Context, plan: Plan) -> dict[AgentDay, str] | None:
    """Seats on each published day, by the roster in force on it; None where none is planned."""
    found: dict[AgentDay, str] = {}
    planned = {
        one: seats
        for one in {publication.roster_id for publication in plan.by_day.values()}
        if (seats := context.store.load(documents.seat_plan_of(one))) is not None
    }
    for day, publication in plan.by_day.items():
        if publication.roster_id in planned:
            seat_of = planned[publication.roster_id].seat_of
            found |= {key: seat for key, seat in seat_of.items() if key[1] == day}
    return found if planned else None


def _leave_in_force(staff: Staff, plan: Plan, agents: dict[str, Agent]) -> tuple[Leave, ...]:
    """Leave of today's staff, and of each published roster on the days it is in force."""
    rows = [row for row in staff.leave if row.agent_id in agents]
    for day, publication in plan.by_day.items():
        for row in plan.rosters[publication.roster_id].problem.leave:
            if row.first <= day <= row.last:
                rows.append(Leave(row.agent_id, day, day, row.kind))
    return tuple(dict.fromkeys(rows))


def _missed(
    context: Context,
    rosters: Sequence[SavedRoster],
    leave: Sequence[Leave],
    first: date,
    last: date,
) -> dict[AgentDay, int]:
    """Paid time of the shifts that sick people were to work [min], as far as rosters tell.

    Notes
    -----
    The newest roster of the line that had a shift there says which; one that was made without
    knowing of the absence and had none says that it was a day off.
    """
    from data.export.pieces import leave_cells

    sick = [row for row in leave if row.kind == SICK]
    cells = set(leave_cells(sick, first, last))
    found: dict[AgentDay, int] = {}
    for saved in rosters:
        for known in lineage(context, saved) if cells - found.keys() else ():
            away = set(leave_cells(known.problem.leave, first, last))
            zone = known.problem.requirement.grid.zone
            by_cell = {(shift.agent_id, shift.day): shift for shift in shifts_of(known)}
            for cell in cells - found.keys():
                if cell in by_cell:
                    found[cell] = paid_minutes((by_cell[cell],), (), zone).paid
                elif cell not in away and cell[1] in known.problem.dates:
                    found[cell] = 0
    return found


def _credit_days(context: Context) -> int:
    """Days of leave that make a week, as the rule of weekly paid time says [days]."""
    set_ = [s.params.get("credit_days") for s in rules_of(context) if s.rule == "weekly_minutes"]
    return int(next((days for days in set_ if days), 5))


@asked
def import_roster(
    context: Context, path: Path, why: str = "", base_id: str = ""
) -> tuple[SavedRoster, CheckedFile]:
    """Score a roster file against what is stored now and save it; it carries no bound.

    Parameters
    ----------
    base_id
        The saved roster that it was exported from; empty: the one that the file names.
    """
    found = check_file(context, path, base_id)
    card = found.card
    result = Result("feasible", found.roster, card.objective, None, card.charges, engine="imported")
    detail = {"read_as": list(found.notes)} if found.notes else {}
    saved = save_result(
        context, found.problem, result, verb="import_roster", parent_id=found.base_id, why=why,
        card=card, file=path.name, **detail,
    )  # fmt: skip
    return saved, found
