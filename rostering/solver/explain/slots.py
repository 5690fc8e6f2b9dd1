"""Why a team can have no roster, seen slot by slot: too few people could be there at all.

For each rule about heads on the floor and each slot, everybody is counted whom leave, availability,
locks and contract would let be there, each alone and with breaks where they like. Too few of them
is a proof, at any size of team, in a second; which of these rules keep people away is found by
leaving each one out and counting again.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.model.activity import Activity
from data.model.grid import BoolArray, IntArray
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Break
from data.model.staff import Agent
from rostering.rules.language.breaks import begins
from rostering.rules.language.duty import Duty, Tour, tour_of
from rostering.rules.language.presence import Clock, FloorCount
from rostering.rules.language.statement import Cell, Floor
from rostering.rules.rule_set import Applied, rule_set
from rostering.solver.explain.inquiry import needed
from rostering.solver.options import OptionTable

_SPANS = 3
_NAMES = 5


@dataclass(frozen=True, eq=False)
class SlotConflict:
    """A rule about heads that no roster can keep in some slots.

    Parameters
    ----------
    short
        Heads that are missing however the team is rostered, shape (slots,).
    away
        Rules about single days that keep people from them; without any one of them, or without
        the rule about heads, there is no conflict in some of these slots.
    besides
        Rules about single days that are not needed for the conflict.
    """

    applied: Applied
    floor: Floor
    short: IntArray
    away: tuple[Applied, ...]
    besides: tuple[Applied, ...] = ()


def slot_conflicts(problem: RosterProblem) -> tuple[SlotConflict, ...]:
    """Every hard rule about heads that too few people could keep."""
    tying = _tying(problem)
    if not tying:
        return ()
    could = could_be_there(problem)
    found: list[SlotConflict] = []
    for applied, floor in tying:
        short = _short(problem, floor, could)
        if short.any():
            found += _smallest(problem, applied, floor, short)
    return tuple(found)


def _smallest(
    problem: RosterProblem, applied: Applied, floor: Floor, short: IntArray
) -> Iterator[SlotConflict]:
    """The slots by the smallest set of rules that keeps people from them, each counted twice.

    Slots that nobody could reach anyway come first. What would be relaxed last is left out first,
    so that a set speaks of what can be changed.
    """
    cells = sorted(_of_single_days(problem), key=lambda a: a.setting.precedence)

    def left(kept: Sequence[Applied]) -> tuple[RosterProblem, IntArray]:
        softer = _without(problem, [rule for rule in cells if rule not in kept])
        return softer, np.minimum(short, _short(softer, floor, could_be_there(softer)))

    def still_short(slot: int) -> Callable[[Sequence[Applied]], bool]:
        return lambda kept: bool(left(kept)[1][slot])

    softer, anyhow = left(())
    if anyhow.any() and _too_few(softer, floor, anyhow, ()):
        yield SlotConflict(applied, floor, anyhow, (), tuple(cells))
    short = short * (anyhow == 0)
    while short.any():
        slot = int(short.argmax())
        away = tuple(needed(cells, still_short(slot)))
        softer, alike = left(away)
        if _too_few(softer, floor, alike * (np.arange(len(short)) == slot), away):
            besides = tuple(rule for rule in cells if rule not in away)
            yield SlotConflict(applied, floor, alike, away, besides)
        short = short * (alike == 0)


def _too_few(
    problem: RosterProblem, floor: Floor, short: IntArray, rules: tuple[Applied, ...]
) -> bool:
    """Whether too few could be there by a second count, in the slot that lacks most.

    Each agent's shifts are taken one by one and checked as a finished roster is.
    """
    slot = int(short.argmax())
    table, clock = OptionTable(problem, prune=False), Clock(problem)
    present = FloorCount.of(problem, Roster(problem.first, problem.days)).present
    able = 0
    for row, agent in enumerate(problem.agents):
        if agent.agent_id in floor.agents:
            mine = [applied for applied in rules if agent.agent_id in applied.ids]
            able += bool(present[row, slot]) or any(
                not any(
                    violation.day in (day, None)
                    for applied in mine
                    for violation in applied.rule.check_tour(problem, agent, tour)
                )
                for day, tour in _alone(problem, table, clock, agent, slot)
            )
    return able < int(floor.least[slot])


def _alone(
    problem: RosterProblem, table: OptionTable, clock: Clock, agent: Agent, slot: int
) -> Iterator[tuple[date, Tour]]:
    """Each shift of an agent that can be worked in a slot, with its day, as a whole tour."""
    own = int(slot // problem.requirement.grid.slots_per_day)
    days = {own - 2, own - 1, own, own + 1, *([problem.days - 1] if problem.wrap else [])}
    for day in sorted(days & set(range(problem.days))):
        when = problem.first + timedelta(days=day)
        for duty in table.duties(agent.agent_id, day):
            away = _forced(problem, duty)
            if slot not in clock.slots(day, duty.start_min, duty.length_min, away):
                continue
            yield when, tour_of(problem, agent.agent_id, (duty.worked(agent.agent_id, when),))


def contradictions(problem: RosterProblem) -> Iterator[tuple[Applied, Applied, IntArray]]:
    """Pairs of rules of which one asks for more heads of a set than another lets in."""
    tying = _tying(problem)
    for one, wanting in tying:
        for two, letting in tying:
            over = np.maximum(0, wanting.least - letting.most)
            if wanting.agents <= letting.agents and over.any():
                yield one, two, np.asarray(over)


def describe_slot_conflicts(problem: RosterProblem) -> Iterator[str]:
    """The conflicts as sentences, each with its ways out."""
    for conflict in slot_conflicts(problem):
        yield from _said(problem, conflict)
    for one, two, over in contradictions(problem):
        yield tr(
            "The team as a whole has no roster: these rules collide. {rule}; "
            "{rule2} {when}: the first asks for {max} more than the second lets "
            "in.",
            rule=one.said,
            rule2=two.said,
            when=_when(problem, over),
            max=int(over.max()),
        )
        yield tr(
            "Way out: ask for fewer in «{title}», or let more in by «{title2}».",
            title=one.rule.title,
            title2=two.rule.title,
        )


def could_be_there(problem: RosterProblem) -> BoolArray:
    """Whether each agent could be on the floor in each slot, alone, shape (agents, slots)."""
    options, clock = OptionTable(problem), Clock(problem)
    history = FloorCount.of(problem, Roster(problem.first, problem.days)).present
    could = history.copy()
    known: dict[tuple[int, int], IntArray] = {}
    for row, agent in enumerate(problem.agents):
        for day in range(problem.days):
            duties = options.duties(agent.agent_id, day)
            key = (id(duties), day)
            if key not in known:
                known[key] = _reached(problem, clock, day, duties)
            could[row, known[key]] = True
    return could


def _reached(problem: RosterProblem, clock: Clock, day: int, duties: Sequence[Duty]) -> IntArray:
    """Slots of which each is worked in some duty, with its breaks somewhere else."""
    found = [clock.slots(day, d.start_min, d.length_min, _forced(problem, d)) for d in duties]
    return np.unique(np.concatenate(found)) if found else np.array([], dtype=np.int64)


def _forced(problem: RosterProblem, duty: Duty) -> tuple[Break | Activity, ...]:
    """Breaks and activities that a duty cannot move."""
    if duty.breaks is not None:
        return duty.away
    slot_min = problem.requirement.grid.slot_min
    fixed = []
    for window in problem.template[duty.template].breaks:
        minutes = begins(window, duty.start_min, slot_min)
        if len(minutes) == 1:
            fixed.append(Break(minutes[0], window.length_min, window.label, window.paid))
    return tuple(fixed)


def _tying(problem: RosterProblem) -> list[tuple[Applied, Floor]]:
    """What hard rules that tie agents together ask of heads."""
    hard = (a for a in rule_set(problem) if a.setting.hard and a.rule.ties_agents)
    return [
        (applied, floor)
        for applied in hard
        for floor in applied.rule.floor(problem, applied.agents)
    ]


def _short(problem: RosterProblem, floor: Floor, could: BoolArray) -> IntArray:
    mine = [i for i, agent in enumerate(problem.agents) if agent.agent_id in floor.agents]
    return np.asarray(np.maximum(0, floor.least - could[mine].sum(axis=0)), dtype=np.int64)


def _of_single_days(problem: RosterProblem) -> Iterator[Applied]:
    """Hard rules that can keep people from a single day, structural ones but locks apart."""
    for applied in rule_set(problem):
        if not applied.setting.hard or (applied.rule.structural and applied.rule.name != "locks"):
            continue
        asked = (s for a in applied.agents for s in applied.rule.tour(problem, a))
        if any(isinstance(statement, Cell) for statement in asked):
            yield applied


def _without(problem: RosterProblem, rules: Sequence[Applied]) -> RosterProblem:
    """The problem with some rules out of it."""
    settings = {id(applied.setting) for applied in rules}
    locks = () if any(applied.rule.name == "locks" for applied in rules) else problem.locks
    left = tuple(setting for setting in problem.rules if id(setting) not in settings)
    return dataclasses.replace(problem, rules=left, locks=locks)


def _said(problem: RosterProblem, conflict: SlotConflict) -> Iterator[str]:
    rules = "; ".join(a.said for a in (conflict.applied, *conflict.away))
    when, most = _when(problem, conflict.short), int(conflict.short.max())
    yield tr(
        "The team as a whole has no roster: these rules collide. {rules} "
        "{when}: {most} too few of {agents} people could be there at all.",
        rules=rules,
        when=when,
        most=most,
        agents=len(conflict.floor.agents),
    )
    title = conflict.applied.rule.title
    yield tr(
        "Way out: let «{title}» ask for {most} fewer on the floor then, or give it a price.",
        title=title,
        most=most,
    )
    for applied in conflict.away:
        freed = _freed(problem, conflict, applied)
        if freed:
            yield tr("Way out: relax «{title}» for {freed}.", title=applied.rule.title, freed=freed)
    if not conflict.away:
        yield tr("Way out: nobody's shifts reach these times; add shift templates or contracts.")


def freed_by(problem: RosterProblem, conflict: SlotConflict, applied: Applied) -> list[Agent]:
    """Who could come, where people are too few, if a rule were relaxed."""
    before = could_be_there(_without(problem, conflict.besides))
    after = could_be_there(_without(problem, [*conflict.besides, applied]))
    inside = conflict.short > 0
    rows = np.flatnonzero((after & ~before)[:, inside].any(axis=1)).tolist()
    people = [problem.agents[row] for row in rows]
    return [a for a in people if a.agent_id in conflict.floor.agents]


def _freed(problem: RosterProblem, conflict: SlotConflict, applied: Applied) -> str:
    """Who could come if a rule were relaxed, and how many of them are enough."""
    mine = freed_by(problem, conflict, applied)
    need = min(int(conflict.short.max()), len(mine))
    names = ", ".join(f"{a.name} ({a.agent_id})" for a in mine[:_NAMES])
    more = tr(" and {mine} more", mine=len(mine) - _NAMES) if len(mine) > _NAMES else ""
    return tr("{need} of: {names}{more}", need=need, names=names, more=more) if mine else ""


def _when(problem: RosterProblem, short: IntArray) -> str:
    """`From 2026-03-12 00:00 to 06:00, ...`: spans of slots, the first few."""
    slots = np.flatnonzero(short)
    runs = np.split(slots, np.flatnonzero(np.diff(slots) > 1) + 1)
    words = [_span(problem, int(run[0]), int(run[-1])) for run in runs[:_SPANS]]
    more = tr(" and {runs} more spans", runs=len(runs) - _SPANS) if len(runs) > _SPANS else ""
    return tr("From {words}{more}", words=", ".join(words), more=more)


def _span(problem: RosterProblem, first: int, last: int) -> str:
    grid = problem.requirement.grid
    begin = f"{grid.local[first]}".replace("T", " ")
    end = grid.local[last] + np.timedelta64(grid.slot_min, "m")
    return tr("{begin} to {end}", begin=begin, end=end).replace("T", " ")
