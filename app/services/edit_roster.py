"""Hand edits: the consequence is shown first, then a new roster is kept beside the old one."""

from dataclasses import dataclass, replace
from datetime import date

from app.services.build_roster import keep, problem_of
from app.services.check_roster import roster_of
from app.services.desk import Desk
from data.model.errors import InvalidValue
from data.model.result import Result
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.saved_roster import SavedRoster
from data.model.shift import Shift
from rostering.problem import RosterProblem
from rostering.scorecard import Scorecard, score

HAND_EDIT = "hand edit"
"""Engine of a roster that somebody edited: what differs from its parent is the hand's."""


@dataclass(frozen=True)
class CellEdit:
    """What a manager wants in one cell: a shift, or None for a day off."""

    agent_id: str
    day: date
    shift: Shift | None


@dataclass(frozen=True)
class Consequence:
    """What an edit does to a roster, before anything is saved."""

    roster: Roster
    before: Scorecard
    after: Scorecard

    @property
    def points(self) -> int:
        """Change of the objective [points]; negative is better."""
        return self.after.objective - self.before.objective

    @property
    def broken(self) -> tuple[Violation, ...]:
        """Violations that the edit adds."""
        known = set(self.before.violations)
        return tuple(v for v in self.after.violations if v not in known)

    @property
    def mended(self) -> tuple[Violation, ...]:
        """Violations that the edit removes."""
        left = set(self.after.violations)
        return tuple(v for v in self.before.violations if v not in left)


def consequence(desk: Desk, roster_id: str, edits: tuple[CellEdit, ...]) -> Consequence:
    """Score a kept roster with and without edits; nothing is stored."""
    saved = desk.store.load_roster(roster_id)
    return consequence_in(problem_of(desk, saved), roster_of(saved), edits)


def consequence_in(
    problem: RosterProblem, roster: Roster, edits: tuple[CellEdit, ...]
) -> Consequence:
    """The same for a problem already in hand (screens keep it between reruns)."""
    edited = roster
    for edit in edits:
        _check(problem, edit)
        edited = edited.with_cell(edit.agent_id, edit.day, edit.shift)
    return Consequence(edited, score(problem, roster), score(problem, edited))


def save_edit(desk: Desk, roster_id: str, edits: tuple[CellEdit, ...], why: str) -> SavedRoster:
    """Keep the edited roster as a new one whose parent is `roster_id`.

    Notes
    -----
    The parent's bound stays valid: it holds for every roster of the same problem.
    """
    saved = desk.store.load_roster(roster_id)
    problem = problem_of(desk, saved)
    found = consequence_in(problem, roster_of(saved), edits)
    result: Result = replace(
        saved.result,
        status="feasible",
        roster=found.roster,
        objective=found.after.objective,
        charges=found.after.charges,
        engine=HAND_EDIT,
        trace=(),
    )
    cells = [[e.agent_id, e.day.isoformat(), e.shift.code if e.shift else "off"] for e in edits]
    return keep(
        desk, problem, result, verb="edit_roster", parent_id=roster_id, why=why, cells=cells
    )


def _check(problem: RosterProblem, edit: CellEdit) -> None:
    if edit.agent_id not in problem.contract_of:
        raise InvalidValue(f"{edit.agent_id} is not in this roster; choose one of its agents")
    if edit.day not in problem.dates:
        raise InvalidValue(
            f"{edit.day} lies outside the roster ({problem.dates[0]} .. {problem.dates[-1]})"
        )
