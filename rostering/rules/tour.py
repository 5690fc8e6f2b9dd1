"""Tours: each agent's duties by day number, history included."""

from collections.abc import Mapping
from datetime import date, timedelta

from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.rules.duty import Duty

Tour = Mapping[int, tuple[Duty, ...]]


def tour_of(problem: RosterProblem, agent_id: str, shifts: tuple[Shift, ...]) -> Tour:
    """Duties by day number of history and the given shifts of one agent."""
    found: dict[int, tuple[Duty, ...]] = {}
    for shift in (*problem.history_of.get(agent_id, ()), *shifts):
        day = (shift.day - problem.first).days
        found[day] = (*found.get(day, ()), Duty.of(shift))
    return found


def tours(problem: RosterProblem, roster: Roster) -> dict[str, Tour]:
    """Tour of every agent of the problem."""
    return {
        agent.agent_id: tour_of(problem, agent.agent_id, roster.by_agent.get(agent.agent_id, ()))
        for agent in problem.agents
    }


def day_of(problem: RosterProblem, number: int) -> date:
    """Date of a day number."""
    return problem.first + timedelta(days=number)


def history(problem: RosterProblem, agent: Agent) -> tuple[Shift, ...]:
    """Shifts of an agent before the horizon."""
    return problem.history_of.get(agent.agent_id, ())
