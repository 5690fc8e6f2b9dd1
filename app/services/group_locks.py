"""Locked cells as the few spans that a person would name."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from app.services.lock_cells import EVERYTHING, LockSpan
from data.model.roster import AgentDay
from data.model.staff import Agent


def group_locks(
    cells: Collection[AgentDay], agents: Sequence[Agent], days: Sequence[date]
) -> tuple[LockSpan, ...]:
    """Spans that together mean exactly these cells: everybody first, then teams, then people.

    Parameters
    ----------
    days
        Every day of the roster, in order.
    """
    left, found = set(cells), []
    for who, members in _groups(agents):
        whole = [day for day in days if all((agent, day) in left for agent in members)]
        for first, last in _runs(whole, days):
            found.append(LockSpan(who, first, last))
        left -= {(agent, day) for agent in members for day in whole}
    return tuple(found)


def _groups(agents: Sequence[Agent]) -> Iterator[tuple[str, list[str]]]:
    """Who can be named, the largest groups first; nobody is in a team of one."""
    yield EVERYTHING, [agent.agent_id for agent in agents]
    for team in sorted({agent.team for agent in agents if agent.team}):
        members = [agent.agent_id for agent in agents if agent.team == team]
        if len(members) > 1:
            yield f"team:{team}", members
    for agent in agents:
        yield agent.agent_id, [agent.agent_id]


def _runs(some: Iterable[date], days: Sequence[date]) -> list[tuple[date, date]]:
    """First and last of each run of days that follow each other."""
    place = {day: number for number, day in enumerate(days)}
    runs: list[tuple[date, date]] = []
    for day in some:
        if runs and place[day] == place[runs[-1][1]] + 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs
