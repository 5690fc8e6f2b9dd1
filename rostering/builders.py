"""Agents, contracts, shift templates and the problem they make, said in a few lines."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from data.files.rows import read_clock
from data.model.errors import InvalidValue
from data.model.grid import Grid
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Lock
from data.model.rule import RuleSetting
from data.model.shift import BreakWindow, Shift, ShiftTemplate, morning_after_min
from data.model.staff import Agent, Availability, Contract, Leave, Wish
from rostering.rules import default_settings


def contract(
    contract_id: str, weekly_h: tuple[float, float], templates: Sequence[str] = ()
) -> Contract:
    """Terms that agents share: least and most paid hours of a calendar week [h].

    Parameters
    ----------
    templates
        Codes of the shift templates that may be worked; empty: all.

    Examples
    --------
    >>> contract("full", (32, 40)).weekly_max_min
    2400
    """
    least, most = (round(60 * hours) for hours in weekly_h)
    return Contract(contract_id, contract_id, least, most, tuple(templates))


def shift_template(
    code: str,
    starts: str,
    length_h: float,
    breaks: Sequence[BreakWindow] = (),
    *,
    step_min: int = 30,
) -> ShiftTemplate:
    """A shift that may be worked: its starts, its length and its breaks.

    Parameters
    ----------
    starts
        First and last start on the local clock, `06:00-11:00`, or the only one, `06:00`.
    length_h
        From start to end, breaks included [h].
    breaks
        Windows in their order through the shift.
    step_min
        Distance of possible starts [min].

    Raises
    ------
    InvalidValue
        If the starts cannot be read, or a break does not fit.

    Examples
    --------
    >>> day = shift_template("D8", "06:00-08:00", 9, [BreakWindow("meal", 60, 180, 270)])
    >>> day.starts_min, day.paid_min
    ((360, 390, 420, 450, 480), 480)
    """
    first, _, last = starts.partition("-")
    span = _minute(first), _minute(last or first)
    return ShiftTemplate(code, code, *span, step_min, round(60 * length_h), tuple(breaks))


def _minute(text: str) -> int:
    minute = read_clock(text.strip())
    if minute is None:
        raise InvalidValue(
            tr("start {text!r} is no time of day; write 06:00 or 06:00-11:00", text=text)
        )
    return minute


def agents(
    number: int, contract_id: str, skills: Sequence[str], *, seniors: int = 0, team: str = ""
) -> tuple[Agent, ...]:
    """So many agents of one contract and with the same skills.

    Parameters
    ----------
    skills
        Queue ids that each can serve.
    seniors
        How many of them count where rules ask for experienced people [-].

    Examples
    --------
    >>> [agent.agent_id for agent in agents(2, "full", ["faults"])]
    ['full-001', 'full-002']
    """
    prefix = f"{team}-{contract_id}" if team else contract_id
    return tuple(
        Agent(name, name, contract_id, tuple(skills), team, i < seniors)
        for i, name in enumerate(f"{prefix}-{i:03d}" for i in range(1, number + 1))
    )


def roster_problem(
    requirement: Requirement,
    agents: Sequence[Agent],
    contracts: Sequence[Contract],
    templates: Sequence[ShiftTemplate],
    *,
    first: date | None = None,
    weeks: int | None = None,
    rules: Sequence[RuleSetting] | None = None,
    leave: Sequence[Leave] = (),
    availability: Sequence[Availability] = (),
    wishes: Sequence[Wish] = (),
    history: Sequence[Shift] = (),
    locks: Sequence[Lock] = (),
    holidays: Collection[date] = (),
) -> RosterProblem:
    """Everything that a roster of whole weeks is built from and judged against.

    Parameters
    ----------
    first
        First day; the first Monday of the requirement if None.
    weeks
        How many [weeks]; as many as the requirement covers if None.
    rules
        The rule set; every rule as is usual (`default_settings()`) if None. A rule of your own
        stands in the place of the usual one: `[*default_settings(), RuleSetting(...)]`.
    leave, availability, wishes, history, locks, holidays
        As in `RosterProblem`.

    Raises
    ------
    InvalidValue
        If the requirement does not cover a whole week, or an agent's contract is unknown.

    Notes
    -----
    Where the requirement goes on, the morning after the last day counts too, until the first
    start of a template: only shifts of the last evening can cover it.
    """
    days = requirement.grid.days
    begin = first or days[0] + timedelta(days=-days[0].weekday() % 7)
    most = next((n for n in range(len(days) // 7, 0, -1) if requirement.covers(begin, 7 * n)), 0)
    if not most or (weeks or 1) > most:
        raise InvalidValue(
            tr(
                "requirement {requirement_id} covers {days} .. {days2}: that is not {weeks} "
                "whole weeks from {begin}; forecast further ahead",
                requirement_id=requirement.requirement_id,
                days=days[0],
                days2=days[-1],
                weeks=weeks or 1,
                begin=begin,
            )
        )
    horizon = 7 * (weeks or most)
    tail_min = morning_after_min(templates)
    needed = requirement.of_days(begin, horizon, tail_min)
    own = Grid.for_days(begin, horizon, needed.grid.slot_min, needed.grid.zone)
    return RosterProblem(
        first=begin,
        days=horizon,
        requirement=needed,
        agents=tuple(agents),
        contracts=tuple(contracts),
        templates=tuple(templates),
        rules=default_settings() if rules is None else tuple(rules),
        leave=tuple(leave),
        availability=tuple(availability),
        wishes=tuple(wishes),
        history=tuple(history),
        locks=tuple(locks),
        holidays=frozenset(holidays),
        tail_min=tail_min if needed.grid.slots > own.slots else 0,
    )
