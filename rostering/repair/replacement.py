"""Who could take over a shift: least harm first, each with what it breaks and costs."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from data.model.errors import NotFound
from data.model.grid import IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.evaluation.scorecard import cover_of, floor_violations, tour_violations
from rostering.rules.language.duty import Duty, contract_templates, locked_cells, tour_of
from rostering.rules.language.fair_share import shares
from rostering.rules.language.presence import Clock, FloorCount, shift_slots
from rostering.rules.language.unpopular import NIGHTS, WEEKENDS
from rostering.rules.rule_set import Applied, RuleSet, rule_set
from rostering.solver.cpsat.marginal_values import FloorState, Placed

_SHOWN = 10
_TRIED = 3
"""Duties tried for each person: rules rarely forbid more than the first."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take over.

    Parameters
    ----------
    shift
        What they would work.
    points
        Change of the objective against leaving the shift open [points]; negative is better.
    broken
        Hard rules that this would break anew.
    charged
        Priced rules that this would charge anew.
    roster
        The roster with the shift handed over.
    """

    agent_id: str
    name: str
    shift: Shift
    points: int
    broken: tuple[Violation, ...]
    charged: tuple[Violation, ...]
    roster: Roster


def rank_replacements(
    problem: RosterProblem, roster: Roster, agent_id: str, day: date, shown: int = _SHOWN
) -> tuple[Candidate, ...]:
    """Who could take over an agent's shift on a day: least harm first.

    Agents who are off that day and not locked are asked for the duty of their contract that does
    least harm of the few that save most among those that overlap the open shift.

    Raises
    ------
    NotFound
        If the agent has no shift on that day.
    """
    vacated = next((s for s in roster.by_cell.get((agent_id, day), ())), None)
    if vacated is None:
        raise NotFound(f"{agent_id} has no shift on {day}: there is nothing to replace")
    left = roster.with_cell(agent_id, day, None)
    state, rules = FloorState(problem, left, problem.requirement.heads), rule_set(problem)
    number = (day - problem.first).days
    free = [
        a for a in problem.agents if _asked(problem, left, a, number) and a.agent_id != agent_id
    ]
    group = state.groups.group_of
    values = {
        group[agent.agent_id]: state.worth(agent.agent_id) for agent in _one_each(free, group)
    }
    found = [
        _candidate(problem, rules, left, state, agent, vacated, values[group[agent.agent_id]])
        for agent in free
    ]
    ranked = sorted((c for c in found if c is not None), key=_rank)[: 2 * shown]
    ranked = sorted((_with_floor(problem, rules, left, c) for c in ranked), key=_rank)[:shown]
    return tuple(dataclasses.replace(c, roster=_with(left, c.shift)) for c in ranked)


def _with(roster: Roster, shift: Shift) -> Roster:
    return Roster(roster.first, roster.days, (*roster.shifts, shift))


def _one_each(agents: list[Agent], group: Mapping[str, int]) -> tuple[Agent, ...]:
    return tuple({group[agent.agent_id]: agent for agent in agents}.values())


def _rank(candidate: Candidate) -> tuple[int, int, str]:
    return len(candidate.broken), candidate.points, candidate.agent_id


def _asked(problem: RosterProblem, roster: Roster, agent: Agent, day: int) -> bool:
    busy = (agent.agent_id, problem.dates[day]) in roster.by_cell
    return not busy and day not in locked_cells(problem, agent)


def _candidate(
    problem: RosterProblem,
    rules: RuleSet,
    roster: Roster,
    state: FloorState,
    agent: Agent,
    vacated: Shift,
    values: IntArray,
) -> Candidate | None:
    day = (vacated.day - problem.first).days
    shifts = roster.by_agent.get(agent.agent_id, ())
    before = _violations(problem, rules, agent, shifts)
    known = {violation for _, violation in before}
    old = sum(points for points, _ in before)
    found = []
    for duty, placed in _overlapping(problem, state, agent, vacated, values):
        shift = state.shift(agent.agent_id, day, duty, placed)
        after = _violations(problem, rules, agent, (*shifts, shift))
        points = sum(p for p, _ in after) - old - placed.saves
        fresh = [violation for _, violation in after if violation not in known]
        found.append(
            Candidate(
                agent.agent_id,
                agent.name,
                shift,
                points,
                tuple(v for v in fresh if v.hard),
                tuple(v for v in fresh if not v.hard),
                roster,  # the shift is added for those who are shown: sorting it takes longest
            )
        )
    return min(found, key=_rank, default=None)


def _overlapping(
    problem: RosterProblem, state: FloorState, agent: Agent, vacated: Shift, values: IntArray
) -> list[tuple[Duty, Placed]]:
    """The few duties that save most of those that cover half of the open shift or of themselves."""
    day = (vacated.day - problem.first).days
    found = []
    for duty in contract_templates(problem, agent.contract_id):
        inside = min(duty.end_min, vacated.end_min) - max(duty.start_min, vacated.start_min)
        if 2 * inside >= min(duty.length_min, vacated.length_min):
            found.append((duty, state.placed(day, duty, values)))
    return sorted(found, key=lambda one: (-one[1].saves, _apart(one[0], vacated)))[:_TRIED]


def _apart(duty: Duty, shift: Shift) -> tuple[int, bool]:
    return abs(duty.start_min - shift.start_min), duty.template != shift.template


def _violations(
    problem: RosterProblem, rules: RuleSet, agent: Agent, shifts: tuple[Shift, ...]
) -> list[tuple[int, Violation]]:
    tour = tour_of(problem, agent.agent_id, shifts)
    return [(_points(*found), found[1]) for found in tour_violations(problem, rules, agent, tour)]


def _points(applied: Applied, violation: Violation) -> int:
    return (applied.setting.price or 0) * violation.amount


def _on_floor(
    problem: RosterProblem, rules: RuleSet, count: FloorCount
) -> list[tuple[int, Violation]]:
    return [(_points(*found), found[1]) for found in floor_violations(problem, rules, count)]


def _with_floor(
    problem: RosterProblem, rules: RuleSet, before: Roster, candidate: Candidate
) -> Candidate:
    """The candidate with rules about heads on the floor counted."""
    if not any(applied.rule.ties_agents for applied in rules):
        return candidate
    count = FloorCount.of(problem, before)
    old = _on_floor(problem, rules, count)
    count.add(candidate.shift)
    new = _on_floor(problem, rules, count)
    known = {violation for _, violation in old}
    broken = tuple(v for _, v in new if v.hard and v not in known)
    points = sum(p for p, _ in new) - sum(p for p, _ in old)
    return Candidate(
        candidate.agent_id,
        candidate.name,
        candidate.shift,
        candidate.points + points,
        (*candidate.broken, *broken),
        candidate.charged,
        candidate.roster,
    )


_LEDGER_DAYS = 92


@dataclass(frozen=True)
class Effects:
    """The consequence of one choice, beside its points and rules.

    Parameters
    ----------
    rest_before_min, rest_after_min
        Rest to the shift before and after [min]; None where there is none within two days.
    week_min, agreed_min
        Paid time of that week with the shift, and the contract's least and most [min].
    nights, fair_nights
        Night shifts of the horizon with this one, and the fair share (None: owes none).
    weekends, fair_weekends
        The same for shifts on Saturdays and Sundays.
    filled_hours
        Missing agent-hours that the shift meets [h].
    """

    rest_before_min: int | None
    rest_after_min: int | None
    week_min: int
    agreed_min: tuple[int, int]
    nights: int
    fair_nights: int | None
    weekends: int
    fair_weekends: int | None
    filled_hours: float


def effects(problem: RosterProblem, candidates: tuple[Candidate, ...]) -> tuple[Effects, ...]:
    """What the choice of each candidate for one open shift means."""
    if not candidates:
        return ()
    first = candidates[0]
    count = FloorCount.of(problem, first.roster)
    slots = shift_slots(Clock(problem), first.shift)
    count.present[count.rows[first.agent_id], slots] = False
    return tuple(_effects(problem, candidate, count) for candidate in candidates)


def _effects(problem: RosterProblem, candidate: Candidate, count: FloorCount) -> Effects:
    agent_id, shift = candidate.agent_id, candidate.shift
    mine = (*problem.history_of.get(agent_id, ()), *candidate.roster.by_agent[agent_id])
    contract = problem.contract_of[agent_id]
    duties = [((s.day - problem.first).days, Duty.of(s)) for s in mine if s.day >= problem.first]
    return Effects(
        _rest(mine, shift, -1),
        _rest(mine, shift, 1),
        sum(s.paid_min for s in mine if _week(s) == _week(shift)),
        (contract.weekly_min_min, contract.weekly_max_min),
        sum(NIGHTS(problem, *duty) for duty in duties),
        shares(problem, NIGHTS, _LEDGER_DAYS).get(agent_id),
        sum(WEEKENDS(problem, *duty) for duty in duties),
        shares(problem, WEEKENDS, _LEDGER_DAYS).get(agent_id),
        _filled(problem, candidate.shift, count),
    )


def _rest(shifts: tuple[Shift, ...], shift: Shift, way: int) -> int | None:
    """Minutes between a shift and the nearest one before (-1) or after (1) it."""
    at = shift.day.toordinal() * 1440
    found = []
    for other in shifts:
        if other == shift or abs((other.day - shift.day).days) > 2:
            continue
        begin = other.day.toordinal() * 1440
        before = at + shift.start_min - (begin + other.end_min)
        after = begin + other.start_min - (at + shift.end_min)
        if (other.day, other.start_min) < (shift.day, shift.start_min):
            found += [before] if way < 0 else []
        else:
            found += [after] if way > 0 else []
    return min(found, default=None)


def _week(shift: Shift) -> tuple[int, int]:
    monday = shift.day - timedelta(days=shift.day.weekday())
    return monday.year, monday.toordinal()


def _filled(problem: RosterProblem, shift: Shift, count: FloorCount) -> float:
    """Missing agent-hours met by a shift [h]; the count is left as it was."""
    slots = shift_slots(Clock(problem), shift)
    mine = count.present[count.rows[shift.agent_id]]
    before = cover_of(problem, count).shortfall.sum()
    held = mine[slots].copy()
    mine[slots] = True
    after = cover_of(problem, count).shortfall.sum()
    mine[slots] = held
    return float(before - after) * problem.requirement.grid.slot_min / 60
