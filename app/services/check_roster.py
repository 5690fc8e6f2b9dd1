"""The independent check of any roster: kept, edited or read from a file."""

from pathlib import Path

from app.services.build_roster import problem_for, problem_of
from app.services.desk import Desk
from data.ingest import read_roster
from data.model.errors import InvalidValue
from data.model.roster import Roster
from data.model.saved_roster import SavedRoster
from rostering.problem import RosterProblem
from rostering.scorecard import Scorecard, score


def check_roster(desk: Desk, roster_id: str) -> Scorecard:
    """Score a kept roster against the inputs it was kept with.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If the solve ended without a roster.
    """
    saved = desk.store.load_roster(roster_id)
    return score(problem_of(desk, saved), roster_of(saved))


def check_file(desk: Desk, path: Path) -> tuple[RosterProblem, Roster, Scorecard]:
    """Score a roster file against the people, rules and requirement stored now."""
    roster = read_roster(path)
    problem = problem_for(desk, roster.first, roster.days)
    return problem, roster, score(problem, roster)


def roster_of(saved: SavedRoster) -> Roster:
    """The roster itself.

    Raises
    ------
    InvalidValue
        If the solve ended without one; the message repeats the clashes.
    """
    if saved.result.roster is None:
        reasons = "; ".join(saved.result.clashes) or saved.result.status
        raise InvalidValue(f"{saved.roster_id} holds no roster: {reasons}")
    return saved.result.roster
