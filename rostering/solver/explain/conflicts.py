"""Why there is no roster: the smallest set of rules that collide, and what to relax.

Hard rules along one agent's tour know nothing of other agents, so each agent is asked alone. The
conflict is found by leaving rules out and solving again: a set named by the solver's own
assumptions can be wrong after presolve (OR-Tools issue 5141).
"""

import dataclasses
import threading
from collections.abc import Iterable, Iterator, Sequence

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.staff import Agent
from data.model.words import weekday
from rostering.rules.language.duty import tour_of
from rostering.rules.rule_set import Applied
from rostering.solver.cpsat.answer import read_roster
from rostering.solver.cpsat.floor_terms import FloorTerms
from rostering.solver.cpsat.model import RosterModel
from rostering.solver.cpsat.solving import Limits, impossible, run_bare
from rostering.solver.explain.slots import describe_slot_conflicts
from rostering.solver.explain.team import explain_team
from rostering.solver.options import OptionTable

_GROUPS_EXPLAINED = 8
_NAMED = 5
_ALONE = Limits(time_s=10.0, workers=1)


def explain(problem: RosterProblem, stop: threading.Event | None = None) -> tuple[str, ...]:
    """Plain sentences: each conflict, whom it leaves no roster, and the cheapest ways out.

    What the team cannot keep in any slot comes first. Where everybody has a roster of their own and
    could be there, the rules that tie the team together are asked all at once.
    """
    found = list(describe_slot_conflicts(problem))
    stuck = list(stuck_agents(problem, stop))
    if not stuck and not found:
        return tuple(explain_team(problem, stop))
    return (*found, *explain_stuck(problem, stuck))


def explain_stuck(problem: RosterProblem, stuck: Sequence[Agent]) -> Iterator[str]:
    """The same of agents who are known to have no tour."""
    groups = stuck_alike(problem, stuck)
    for conflict, agents in groups:
        yield from _explained(problem, conflict, agents)
    explained = {agent.agent_id for _, agents in groups for agent in agents}
    if more := [agent.name for agent in stuck if agent.agent_id not in explained]:
        yield tr("No roster either for: {more}.", more=", ".join(more))


def stuck_agents(
    problem: RosterProblem,
    stop: threading.Event | None = None,
    among: Iterable[Agent] | None = None,
) -> Iterator[Agent]:
    """Agents (of all, or of some) whose own hard rules leave no tour."""
    options = OptionTable(problem, prune=False)
    for agent in problem.agents if among is None else among:
        if stop is not None and stop.is_set():
            return
        if not _possible(problem, options, agent, _hard(options, agent)):
            yield agent


Conflict = tuple[Applied, ...]


def stuck_alike(
    problem: RosterProblem, stuck: Iterable[Agent]
) -> list[tuple[Conflict, list[Agent]]]:
    """Smallest conflicts, each with those whom it leaves no tour; the first few found."""
    options = OptionTable(problem, prune=False)
    groups: list[tuple[Conflict, list[Agent]]] = []
    for agent in stuck:
        mine = (alike for conflict, alike in groups if _meets(problem, options, agent, conflict))
        if (alike := next(mine, None)) is not None:
            alike.append(agent)
        elif len(groups) < _GROUPS_EXPLAINED:
            groups.append((smallest_conflict(problem, options, agent), [agent]))
    return groups


def _meets(problem: RosterProblem, options: OptionTable, agent: Agent, conflict: Conflict) -> bool:
    """Whether the very same rules leave another agent no tour either."""
    bound = all(agent.agent_id in applied.ids for applied in conflict)
    return bound and not _possible(problem, options, agent, conflict)


def _explained(
    problem: RosterProblem, conflict: Conflict, agents: Sequence[Agent]
) -> Iterator[str]:
    """A conflict, and for the first whom it meets the ways out, cheapest (by precedence) first."""
    options, agent = OptionTable(problem, prune=False), agents[0]
    yield describe_conflict(conflict, agents)
    for applied in sorted(conflict, key=lambda a: -a.setting.precedence):
        way = way_out(problem, options, agent, applied)
        if way:
            yield tr(
                "Way out for {name}: relax «{title}» once: {way}",
                name=agent.name,
                title=applied.rule.title,
                way=way,
            )


def describe_conflict(conflict: Conflict, agents: Sequence[Agent]) -> str:
    """Whom a conflict leaves no roster, and its rules; the whole team where nobody is named."""
    whom = _whom(agents) if agents else tr("The team as a whole has")
    why = tr("these rules collide") if len(conflict) > 1 else tr("this rule cannot be kept")
    return tr(
        "{whom} no roster: {why}. {map}", whom=whom, why=why, map="; ".join(map(_said, conflict))
    )


def smallest_conflict(
    problem: RosterProblem,
    options: OptionTable,
    agent: Agent,
    rules: Iterable[Applied] | None = None,
) -> Conflict:
    """Hard rules of which each one is needed for there to be no roster.

    Parameters
    ----------
    rules
        Those to look among, which leave no roster; all hard ones of the agent where not given.

    Notes
    -----
    What would be relaxed last is left out first, so that the set speaks of what can be changed.
    """
    hard = _hard(options, agent) if rules is None else rules
    kept = sorted(hard, key=lambda a: a.setting.precedence)
    for applied in tuple(kept):
        rest = [other for other in kept if other is not applied]
        if not _possible(problem, options, agent, rest):
            kept = rest
    return tuple(kept)


def conflicts_alone(
    problem: RosterProblem, options: OptionTable, agent: Agent
) -> Iterator[tuple[Conflict, Applied | None]]:
    """Conflicts that leave an agent no tour, each with the rule to relax first.

    The next one is looked for without that rule; none is relaxed where all are structural.
    """
    left = _hard(options, agent)
    while not _possible(problem, options, agent, left):
        conflict = smallest_conflict(problem, options, agent, left)
        relaxing = first_to_relax(conflict)
        yield conflict, relaxing
        if relaxing is None:
            return
        left = [applied for applied in left if applied is not relaxing]


def first_to_relax(conflict: Iterable[Applied]) -> Applied | None:
    """Of a conflict, the rule to relax: the highest precedence number that is not structural."""
    may = [applied for applied in conflict if not applied.rule.structural]
    return max(may, key=lambda applied: applied.setting.precedence, default=None)


def way_out(problem: RosterProblem, options: OptionTable, agent: Agent, relaxing: Applied) -> str:
    """The least that one rule has to give, with every other hard rule kept; empty if not enough."""
    if relaxing.rule.structural and relaxing.rule.name != "locks":
        return ""
    others = [applied for applied in _hard(options, agent) if applied != relaxing]
    priced = dataclasses.replace(relaxing, setting=dataclasses.replace(relaxing.setting, price=1))
    roster = _least_break(problem, options, agent, others, priced)
    if roster is None:
        return ""
    tour = tour_of(problem, agent.agent_id, roster.shifts)
    found = list(relaxing.rule.check_tour(problem, agent, tour))
    return "; ".join(_dated(violation) for violation in found[:3])


def _whom(agents: Sequence[Agent]) -> str:
    first = f"{agents[0].name} ({agents[0].agent_id})"
    others = [agent.name for agent in agents[1:]]
    if not others:
        return tr("{first} has", first=first)
    names = ", ".join(others[:_NAMED]) + (", ..." if len(others) > _NAMED else "")
    return tr(
        "{first} and {others} more ({names}) have", first=first, others=len(others), names=names
    )


def _hard(options: OptionTable, agent: Agent) -> list[Applied]:
    return [a for a in options.rules if a.setting.hard and agent.agent_id in a.ids]


def _dated(violation: Violation) -> str:
    """The finding with its day; the agent's name is said already."""
    words = violation.sentence.split(": ", 1)[-1]
    return words if violation.day is None else f"{weekday(violation.day)} {violation.day}, {words}"


def _said(applied: Applied) -> str:
    return f"«{applied.rule.title}»: {applied.rule.sentence()}"


def _model(
    problem: RosterProblem, options: OptionTable, agent: Agent, rules: Iterable[Applied]
) -> RosterModel:
    empty = Roster(problem.first, problem.days)
    cells = [(agent.agent_id, day) for day in range(problem.days)]
    model = RosterModel(problem, options, cells, empty)
    for applied in rules:
        model.post(applied, [agent])
    model.floors.clear()  # heads on the floor are nobody's own doing,
    model.breaks.clear()  # nor are breaks at once
    return model


def _possible(
    problem: RosterProblem, options: OptionTable, agent: Agent, rules: Iterable[Applied]
) -> bool:
    """Whether rules leave a tour; what two routes do not prove counts as yes."""
    return not impossible(_model(problem, options, agent, rules), _ALONE)


def _least_break(
    problem: RosterProblem,
    options: OptionTable,
    agent: Agent,
    others: list[Applied],
    relaxing: Applied,
) -> Roster | None:
    model = _model(problem, options, agent, [*others, relaxing])
    floor = FloorTerms(model)
    model.cp.minimize(model.cost.expression)
    status, value = run_bare(model, _ALONE)
    if status == "infeasible" or value is None:
        return None
    return read_roster(model, floor, Roster(problem.first, problem.days), value)
