"""Who could take over a shift, each with its consequence."""

from dataclasses import dataclass
from datetime import date

from app.services.check_roster import roster_of
from app.services.desk import Desk
from app.services.set_locks import locked_cells_of, with_locks
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.replacement import Candidate, replace
from rostering.take_over import Effects, effects


@dataclass(frozen=True, eq=False)
class Choice:
    """One candidate and what choosing them means."""

    candidate: Candidate
    effects: Effects


def replace_agent(
    desk: Desk, roster_id: str, agent_id: str, day: date, shown: int = 10
) -> tuple[Choice, ...]:
    """Candidates for an agent's shift in a kept roster, least harm first.

    Raises
    ------
    NotFound
        If the agent has no shift on that day.
    """
    saved = desk.store.load_roster(roster_id)
    roster = roster_of(saved)
    problem = with_locks(saved.problem, roster, locked_cells_of(desk, saved))
    return choices_in(problem, roster, agent_id, day, shown)


def choices_in(
    problem: RosterProblem, roster: Roster, agent_id: str, day: date, shown: int = 10
) -> tuple[Choice, ...]:
    """The same for a problem already in hand (screens keep it between reruns)."""
    found = replace(problem, roster, agent_id, day, shown)
    return tuple(map(Choice, found, effects(problem, found)))
