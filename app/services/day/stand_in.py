"""The morning's case: who is out, a storm, and who helps, taken one by one and saved at the end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from app.services.access.asking import asked
from app.services.context import Context
from app.services.day.now import needed_now
from app.services.roster.changes.edit import CellEdit, edited_in
from app.services.roster.changes.reroster import Choice, RerosterReport
from app.services.roster.check import CellChange, as_in_force, diff_rosters
from app.services.roster.locks import locked_cells_of, with_locks
from app.services.staffing.newest import by_newest_requirement
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Leave
from rostering.evaluation.scorecard import Scorecard, score
from rostering.repair.disruption import (
    Disruption,
    Rerostered,
    Surge,
    disrupted_problem,
    refuse_unknown,
    without_absent,
)
from rostering.repair.effects import effects
from rostering.repair.replacement import Earliest, rank_helpers, rank_replacements


@dataclass(frozen=True, eq=False)
class Case:
    """A saved roster, what happened to it, and who helps so far.

    Parameters
    ----------
    problem
        With the newest agents required, those of the rest of today as Today shows them, and what
        happened in it.
    planned
        The problem before anything happened.
    lasting
        As `planned`, with today as it was required before the day began: what is saved. The day's
        own course counts for people on the floor and is no requirement of its own.
    before
        The roster as it was.
    roster
        Without those who are out, with those who help.
    newer_requirement
        Requirement that stands in for the roster's own because it is newer; else empty.
    """

    parent_id: str
    planned: RosterProblem
    lasting: RosterProblem
    problem: RosterProblem
    before: Roster
    roster: Roster
    disruption: Disruption
    newer_requirement: str

    @property
    def lost(self) -> tuple[Shift, ...]:
        """Shifts of those who are out, by day and start."""
        gone = {(row.agent_id, row.first, row.last) for row in self.disruption.absent}
        found = [
            shift
            for agent_id, first, last in sorted(gone)
            for shift in self.before.by_agent.get(agent_id, ())
            if first <= shift.day <= last
        ]
        return tuple(sorted(found, key=lambda s: (s.day, s.start_min, s.agent_id)))

    @cached_property
    def card(self) -> Scorecard:
        """The independent check of the roster as it is now."""
        return score(self.problem, self.roster)

    @cached_property
    def open_card(self) -> Scorecard:
        """The check of the roster if nobody helps."""
        left = without_absent(self.problem, self.before, self.disruption.absent)
        return score(self.problem, left)

    @property
    def changes(self) -> tuple[CellChange, ...]:
        """Cells that are not as they were, those who are out among them."""
        return diff_rosters(self.before, self.roster)


@asked
def case_of(
    context: Context,
    saved: SavedRoster,
    absent: Sequence[Leave] = (),
    surges: Sequence[Surge] = (),
    taken: Sequence[CellEdit] = (),
) -> Case:
    """What happened to a saved roster, and who helps so far; nothing is stored.

    Raises
    ------
    InvalidValue
        If it happened to people, queues or days that the roster does not have.
    """
    before = as_in_force(context, saved)
    disruption = Disruption(tuple(absent), tuple(surges))
    locked = with_locks(saved.problem, before, locked_cells_of(context, saved))
    hit = [e.day for e in taken]
    if absent or surges:
        refuse_unknown(locked, disruption)
        hit += disruption.hits(locked)
    first, last = (min(hit), max(hit)) if hit else (saved.problem.first, saved.problem.first)
    lasting, newer = by_newest_requirement(context, locked, first, last)
    planned = needed_now(context, lasting)
    problem = disrupted_problem(planned, disruption)
    left = without_absent(problem, before, absent)
    roster = edited_in(problem, left, tuple(taken))
    return Case(saved.roster_id, planned, lasting, problem, before, roster, disruption, newer)


def stand_ins(
    case: Case, lost: Shift, shown: int = 4, earliest: Earliest | None = None
) -> tuple[Choice, ...]:
    """Who could take a lost shift over, whoever helps already counted.

    Parameters
    ----------
    earliest
        From when on people can work otherwise that day.
    """
    roster = case.roster.with_cell(lost.agent_id, lost.day, lost)
    kind = next(
        (
            row.kind
            for row in case.disruption.absent
            if row.agent_id == lost.agent_id and row.first <= lost.day <= row.last
        ),
        "",
    )
    found = rank_replacements(case.problem, roster, lost.agent_id, lost.day, shown, kind, earliest)
    return tuple(map(Choice, found, effects(case.problem, found)))


def helpers(
    case: Case,
    day: date,
    from_min: int,
    until_min: int,
    shown: int = 4,
    earliest: Earliest | None = None,
) -> tuple[Choice, ...]:
    """Who could work in a stretch in which agents are missing [min after midnight]."""
    found = rank_helpers(case.problem, case.roster, day, from_min, until_min, shown, earliest)
    return tuple(map(Choice, found, effects(case.problem, found)))


def edit_of(choice: Choice) -> CellEdit:
    """What taking a candidate means."""
    shift = choice.candidate.shift
    return CellEdit(choice.candidate.agent_id, shift.day, shift)


def report_of(case: Case) -> RerosterReport:
    """The case as a rerostering, which `save_rerostered` saves with its absences and storm."""
    absent = {(row.agent_id, row.first, row.last) for row in case.disruption.absent}
    changed = tuple(
        (change.agent_id, change.day) for change in case.changes if not _out(change, absent)
    )
    problem = disrupted_problem(case.lasting, case.disruption)
    left = without_absent(problem, case.before, case.disruption.absent)
    found = Rerostered(
        problem,
        case.roster,
        score(case.lasting, case.before),
        score(problem, left),
        score(problem, case.roster),
        changed,
        change_price=0,
        proven=False,
        seconds=0.0,
    )
    disruption = replace(case.disruption, change_price=0)
    return RerosterReport(case.parent_id, case.before, disruption, found, case.newer_requirement)


def _out(change: CellChange, absent: Iterable[tuple[str, date, date]]) -> bool:
    return any(
        change.agent_id == agent_id and first <= change.day <= last
        for agent_id, first, last in absent
    )
