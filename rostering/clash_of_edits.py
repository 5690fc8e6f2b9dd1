"""Why hard rules stay broken around hand edits, in plain words."""

import threading
from collections.abc import Iterator, Sequence

from data.model.problem import RosterProblem
from data.model.rule import Violation
from data.model.staff import Agent
from rostering.rules.words import counted
from rostering.scorecard import Scorecard
from rostering.solver.explain import explain_stuck, stuck_agents
from rostering.solver.explain_slots import say_slot_clashes
from rostering.solver.explain_team import explain_team

_SHOWN = 5


def clash_of_edits(
    held: RosterProblem,
    after: Scorecard,
    cannot: Sequence[Agent],
    days: Sequence[int],
    *,
    proven: bool,
    stop: threading.Event | None = None,
) -> tuple[str, ...]:
    """What stays broken, each clash with its ways out; what is not proven is not claimed.

    Parameters
    ----------
    held
        The problem with the hand's cells locked.
    cannot
        Agents whose own hard rules no change of `days` keeps.
    proven
        Whether nothing cheaper than `after` exists on those days.
    """
    hard = after.violations[: after.hard_violations]
    if not hard:
        return ()
    stuck = list(stuck_agents(held, stop, cannot))
    found = list(explain_stuck(held, stuck))
    found += [_too_few_days(held, agent, days) for agent in cannot if agent not in stuck]
    if any(violation.agent_id is None for violation in hard):
        everything = len(days) == held.days
        team = tuple(say_slot_clashes(held))
        if not team and proven and everything:
            team = tuple(explain_team(held, stop))
        found += team
        hard = tuple(v for v in hard if v.agent_id or not team)
    told = {agent.agent_id for agent in cannot}
    found += _left([violation for violation in hard if violation.agent_id not in told])
    return tuple(found)


def _too_few_days(held: RosterProblem, agent: Agent, days: Sequence[int]) -> str:
    first, last = held.dates[days[0]], held.dates[days[-1]]
    return (
        f"{agent.name} ({agent.agent_id}) can keep every hard rule, but not by days from {first} "
        f"to {last} alone: let more days change."
    )


def _left(violations: Sequence[Violation]) -> Iterator[str]:
    """What was not mended, and is not known to be impossible."""
    for violation in violations[:_SHOWN]:
        yield f"Not mended: {violation.sentence}"
    if len(violations) > _SHOWN:
        yield f"Not mended: {counted(len(violations) - _SHOWN, 'finding')} more."
    if violations:
        yield "Way out: allow more people, more days or more seconds, or give the rule a price."
