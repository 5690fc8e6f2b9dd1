"""Rosters judged without a solver: saved or read from a file; and two compared cell by cell."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.services.context import Context
from app.services.roster.build import problem_for
from app.services.roster.shift_from_template import with_breaks
from data.ingest import read_roster
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.shift import Shift, clock
from data.store import documents
from rostering.evaluation.scorecard import Scorecard, score

_MOST_DAYS = 12 * 7


def check_roster(context: Context, roster_id: str) -> Scorecard:
    """Score a saved roster; see `check_saved`."""
    return check_saved(context, roster_id)[2]


def check_saved(context: Context, roster_id: str) -> tuple[RosterProblem, Roster, Scorecard]:
    """Score a saved roster against the inputs it was saved with.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If the solve ended without a roster.
    """
    saved = context.store.load_roster(roster_id)
    problem, roster = saved.problem, roster_of(saved)
    return problem, roster, score(problem, roster)


def check_file(context: Context, path: Path) -> tuple[RosterProblem, Roster, Scorecard]:
    """Score a roster file against the people, rules and requirement stored now.

    Notes
    -----
    A matrix says no breaks: they are placed where the fewest agents are missed.

    Raises
    ------
    InvalidValue
        If the file holds no shifts, spans more days than a roster has, or names strangers.
    """
    staff = context.store.load(documents.STAFF)
    roster = read_roster(path, staff.templates)
    _refuse_odd(path, roster, {agent.agent_id for agent in staff.agents})
    problem = problem_for(context, roster.first, roster.days)
    roster = (
        roster if any(shift.breaks for shift in roster.shifts) else with_breaks(problem, roster)
    )
    return problem, roster, score(problem, roster)


def _refuse_odd(path: Path, roster: Roster, known: set[str]) -> None:
    if not roster.shifts:
        raise InvalidValue(f"{path} holds no shifts: export a roster to see the form")
    if roster.days > _MOST_DAYS:
        raise InvalidValue(
            f"{path} spans {roster.days} days, {roster.first} .. {roster.last}; a roster has at "
            f"most {_MOST_DAYS}: look at its first and last dates"
        )
    strangers = sorted(roster.by_agent.keys() - known)
    if strangers:
        raise InvalidValue(
            f"{path} names agents that are not in the staff: {', '.join(strangers[:10])}; "
            "correct the file, or import the staff first"
        )


def roster_of(saved: SavedRoster) -> Roster:
    """The roster itself.

    Raises
    ------
    InvalidValue
        If the solve ended without one; the message repeats the conflicts.
    """
    if saved.result.roster is None:
        reasons = "; ".join(saved.result.conflicts) or saved.result.status
        raise InvalidValue(f"{saved.roster_id} holds no roster: {reasons}")
    return saved.result.roster


OFF = "off"


@dataclass(frozen=True, order=True)
class CellChange:
    """One agent and day that differs; texts as people read them."""

    agent_id: str
    day: date
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The change in plain words."""
        return f"{self.agent_id} {self.day}: {self.before} -> {self.after}"


def diff_rosters(before: Roster, after: Roster) -> tuple[CellChange, ...]:
    """Changed cells of the days that both cover, by agent and day; moved breaks and
    activities count too.

    Raises
    ------
    InvalidValue
        If the rosters share no day.
    """
    shared = {*before.dates} & {*after.dates}
    if not shared:
        raise InvalidValue(
            f"{before.first} .. {before.last} and {after.first} .. {after.last} share no day: "
            "there is nothing to compare"
        )
    cells = sorted(cell for cell in {*before.by_cell, *after.by_cell} if cell[1] in shared)
    changes = []
    for agent_id, day in cells:
        old = before.by_cell.get((agent_id, day), ())
        new = after.by_cell.get((agent_id, day), ())
        if old != new:
            changes.append(CellChange(agent_id, day, *_texts(old, new)))
    return tuple(changes)


def _texts(old: tuple[Shift, ...], new: tuple[Shift, ...]) -> tuple[str, str]:
    before, after = _cell(old), _cell(new)
    if before == after:
        return f"{before} ({_breaks(old)})", f"{after} ({_breaks(new)})"
    return before, after


def _cell(shifts: tuple[Shift, ...]) -> str:
    spans = (f"{s.template} {clock(s.start_min)}-{clock(s.end_min)}" for s in shifts)
    return " + ".join(spans) or OFF


def _breaks(shifts: tuple[Shift, ...]) -> str:
    spans = (f"{part.label} {clock(part.start_min)}" for s in shifts for part in s.away)
    return ", ".join(spans) or "no breaks"
