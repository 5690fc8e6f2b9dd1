"""Why there is no roster, in sentences: the smallest sets of rules that collide, and ways out."""

import threading
from collections.abc import Iterable, Iterator, Sequence

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.rule import Violation
from data.model.staff import Agent
from data.model.words import weekday
from rostering.rules.rule_set import Applied
from rostering.solver.explain.inquiry import Conflict, Inquiry
from rostering.solver.explain.slots import describe_slot_conflicts
from rostering.solver.options import OptionTable

_GROUPS_EXPLAINED = 8
_NAMED = 5
_SHOWN = 3


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
    groups = _stuck_alike(problem, stuck)
    for asked, conflict, agents in groups:
        yield from _explained(asked, conflict, agents)
    explained = {agent.agent_id for *_, agents in groups for agent in agents}
    if more := [agent.name for agent in stuck if agent.agent_id not in explained]:
        yield tr("No roster either for: {more}.", more=", ".join(more))


def explain_team(problem: RosterProblem, stop: threading.Event | None = None) -> Iterator[str]:
    """The smallest proven conflict of the team's rules, and how far to relax each."""
    asked = Inquiry.of_team(problem, stop)
    conflict = team_conflict(asked)
    if conflict:
        yield describe_conflict(conflict, ())
    for applied in conflict:
        if applied.rule.ties_agents and (found := asked.least_break(applied)):
            yield tr(
                "Way out: relax «{title}» (or give it a price): {way}",
                title=applied.rule.title,
                way=_listed(found),
            )


def team_conflict(asked: Inquiry) -> Conflict:
    """Rules of the team that collide; none where that was not proven in the time."""
    tied = any(applied.rule.ties_agents for applied in asked.hard)
    return () if not tied or asked.possible(asked.hard) else asked.smallest_conflict()


def stuck_agents(
    problem: RosterProblem,
    stop: threading.Event | None = None,
    among: Iterable[Agent] | None = None,
) -> Iterator[Agent]:
    """Agents (of all, or of some) whose own hard rules leave no tour."""
    options = OptionTable(problem, prune=False)
    for agent in problem.agents if among is None else among:
        asked = Inquiry(options, (agent,), stop=stop)
        if not asked.possible(asked.hard):
            yield agent


def _stuck_alike(
    problem: RosterProblem, stuck: Iterable[Agent]
) -> list[tuple[Inquiry, Conflict, list[Agent]]]:
    """Smallest conflicts, by whom it was found and all whom it leaves no tour; the first few."""
    options = OptionTable(problem, prune=False)
    groups: list[tuple[Inquiry, Conflict, list[Agent]]] = []
    for agent in stuck:
        asked = Inquiry(options, (agent,))
        mine = (alike for _, conflict, alike in groups if _meets(asked, conflict))
        if (alike := next(mine, None)) is not None:
            alike.append(agent)
        elif len(groups) < _GROUPS_EXPLAINED:
            groups.append((asked, asked.smallest_conflict(), [agent]))
    return groups


def _meets(asked: Inquiry, conflict: Conflict) -> bool:
    """Whether the very same rules leave another agent no tour either."""
    bound = all(agent.agent_id in a.ids for a in conflict for agent in asked.agents)
    return bound and not asked.possible(conflict)


def _explained(asked: Inquiry, conflict: Conflict, agents: Sequence[Agent]) -> Iterator[str]:
    """A conflict, and for the first whom it meets the ways out, cheapest (by precedence) first."""
    yield describe_conflict(conflict, agents)
    for applied in sorted(conflict, key=lambda a: -a.setting.precedence):
        fixed = applied.rule.structural and applied.rule.name != "locks"
        if not fixed and (found := asked.least_break(applied)):
            yield tr(
                "Way out for {name}: relax «{title}» once: {way}",
                name=agents[0].name,
                title=applied.rule.title,
                way="; ".join(map(_dated, found[:_SHOWN])),
            )


def describe_conflict(conflict: Conflict, agents: Sequence[Agent]) -> str:
    """Whom a conflict leaves no roster, and its rules; the whole team where nobody is named."""
    whom = _whom(agents) if agents else tr("The team as a whole has")
    why = tr("these rules collide") if len(conflict) > 1 else tr("this rule cannot be kept")
    said = "; ".join(applied.said for applied in conflict)
    return tr("{whom} no roster: {why}. {map}", whom=whom, why=why, map=said)


def conflicts_alone(
    options: OptionTable, agent: Agent
) -> Iterator[tuple[Conflict, Applied | None]]:
    """Conflicts that leave an agent no tour, each with the rule to relax first.

    The next one is looked for without that rule; none is relaxed where all are structural.
    """
    asked = Inquiry(options, (agent,))
    left = asked.hard
    while not asked.possible(left):
        conflict = asked.smallest_conflict(left)
        relaxing = first_to_relax(conflict)
        yield conflict, relaxing
        if relaxing is None:
            return
        left = [applied for applied in left if applied is not relaxing]


def first_to_relax(conflict: Iterable[Applied]) -> Applied | None:
    """Of a conflict, the rule to relax: the highest precedence number that is not structural."""
    may = [applied for applied in conflict if not applied.rule.structural]
    return max(may, key=lambda applied: applied.setting.precedence, default=None)


def _whom(agents: Sequence[Agent]) -> str:
    first = f"{agents[0].name} ({agents[0].agent_id})"
    others = [agent.name for agent in agents[1:]]
    if not others:
        return tr("{first} has", first=first)
    names = ", ".join(others[:_NAMED]) + (", ..." if len(others) > _NAMED else "")
    return tr(
        "{first} and {others} more ({names}) have", first=first, others=len(others), names=names
    )


def _dated(violation: Violation) -> str:
    """The finding with its day; the agent's name is said already."""
    words = violation.sentence.split(": ", 1)[-1]
    return words if violation.day is None else f"{weekday(violation.day)} {violation.day}, {words}"


def _listed(found: list[Violation]) -> str:
    words = "; ".join(violation.sentence.split(", ", 1)[-1] for violation in found[:_SHOWN])
    more = len(found) - _SHOWN
    return tr("{words}; and in {more} more slots", words=words, more=more) if more > 0 else words
