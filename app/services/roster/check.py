"""Rosters judged without a solver: saved or read from a file; and two compared cell by cell."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.services.access.asking import asked
from app.services.context import Context
from app.services.remembered import Remembered
from app.services.roster.agent_ids import known_ids
from app.services.roster.build import problem_for
from app.services.roster.changes.shift_from_template import with_breaks
from app.services.roster.plan import as_planned, plan_of
from data.ingest import read_roster_file
from data.model.errors import InvalidValue
from data.model.language import spoken, tr
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.shift import Shift, called, clock
from data.store import documents
from rostering.evaluation.scorecard import Scorecard, score

_MOST_DAYS = 12 * 7
_SCORED: Remembered[Scorecard] = Remembered(16)


@asked
def check_roster(context: Context, roster_id: str) -> Scorecard:
    """Score a saved roster; see `check_saved`."""
    return check_saved(context, roster_id)[2]


@asked
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
    return problem, roster, scored(context, saved)


@asked
def scored(context: Context, saved: SavedRoster) -> Scorecard:
    """Scorecard of a saved roster, worked out once: page, proof and command share it.

    Raises
    ------
    InvalidValue
        If the solve ended without a roster.
    """
    roster = roster_of(saved)
    # Two databases may have another requirement under one name; sentences have their language.
    question = (
        context.store.where, saved.roster_id, saved.requirement_id, saved.problem.digest,
        saved.roster_digest, spoken(),
    )  # fmt: skip
    return _SCORED.once(question, lambda: score(saved.problem, roster))


@dataclass(frozen=True)
class CheckedFile:
    """A roster file as it was understood and judged.

    Parameters
    ----------
    base_id
        The saved roster that it was exported from; empty where none is known.
    notes
        What was taken otherwise than it is written.
    """

    problem: RosterProblem
    roster: Roster
    card: Scorecard
    base_id: str
    notes: tuple[str, ...]


@asked
def check_file(context: Context, path: Path, base_id: str = "") -> CheckedFile:
    """Score a roster file against the people, rules and requirement stored now.

    Parameters
    ----------
    base_id
        The saved roster that it was exported from; empty: the one that the file names.

    Notes
    -----
    A matrix says no breaks: a cell that nobody changed keeps those of the roster it was exported
    from; in others they are placed where the fewest agents are missed.

    Raises
    ------
    InvalidValue
        If the file holds no shifts, spans more days than a roster has, or names strangers.
    NotFound
        If a base roster is asked for that is not saved.
    """
    staff = context.store.load(documents.STAFF)
    found = read_roster_file(path, staff.templates)
    known = {agent.agent_id for agent in staff.agents}
    ids = known_ids(found.agent_ids, known)
    notes = [
        tr("{one!r} of the file is taken for agent {agent_id}", one=one, agent_id=agent_id)
        for one, agent_id in ids.items()
    ]
    found = found.renamed(ids)
    saved = {listed.roster_id for listed in context.store.list_rosters()}
    named = base_id or found.base_id
    if named and not base_id and named not in saved:
        notes.append(tr("the file was exported from {named}, which is not saved here", named=named))
        named = ""
    base = roster_of(context.store.load_roster(named)) if named else None
    roster = found.roster(base)
    _refuse_odd(path, roster, known)
    problem = problem_for(context, roster.first, roster.days)
    bare = {shift for shift in roster.shifts if not shift.breaks}
    complete = any(table.complete for table in found.tables)
    if bare and (not complete or (base is None and len(bare) == len({*roster.shifts}))):
        known_shifts = set(base.shifts) if base else set()
        roster, placed = _with_breaks_of(problem, roster, bare - known_shifts)
        if placed:
            where = (
                tr("of the {placed} shifts that were changed", placed=placed)
                if base
                else tr("of {placed} shifts", placed=placed)
            )
            notes.append(
                tr(
                    "the file says no breaks: those {where} lie where the fewest agents are missed",
                    where=where,
                )
                + ("" if base else tr("; name the roster it came from (--base) to keep its own"))
            )
    return CheckedFile(problem, roster, score(problem, roster), named, tuple(notes))


def _with_breaks_of(problem: RosterProblem, roster: Roster, bare: set[Shift]) -> tuple[Roster, int]:
    """The roster with breaks placed in some of its shifts, and in how many there were any."""
    if not bare:
        return roster, 0
    placed = with_breaks(problem, roster, bare)
    return placed, len({*placed.shifts} - {*roster.shifts})


def _refuse_odd(path: Path, roster: Roster, known: set[str]) -> None:
    if not roster.shifts:
        raise InvalidValue(tr("{path} holds no shifts: export a roster to see the form", path=path))
    if roster.days > _MOST_DAYS:
        raise InvalidValue(
            tr(
                "{path} spans {days} days, {first} .. {last}; a roster has at most "
                "{most_days}: look at its first and last dates",
                path=path,
                days=roster.days,
                first=roster.first,
                last=roster.last,
                most_days=_MOST_DAYS,
            )
        )
    strangers = sorted(roster.by_agent.keys() - known)
    if strangers:
        raise InvalidValue(
            tr(
                "{path} names agents that are not in the staff: {strangers}; correct "
                "the file, or import the staff first",
                path=path,
                strangers=", ".join(strangers[:10]),
            )
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
        raise InvalidValue(
            tr("{roster_id} holds no roster: {reasons}", roster_id=saved.roster_id, reasons=reasons)
        )
    return saved.result.roster


@asked
def as_in_force(context: Context, saved: SavedRoster) -> Roster:
    """A saved roster, its days that newer versions plan as those plan them.

    A change of it that is published takes back nothing of theirs then. It is as saved where it is
    not in force itself, or where they have people whom it does not know.
    """
    roster = roster_of(saved)
    plan = plan_of(context, roster.first, roster.last)
    mine = [one for one in plan.by_day.values() if one.roster_id == saved.roster_id]
    if not mine:
        return roster
    found, alone = as_planned(context, saved, max(mine, key=lambda one: one.version))
    strange = found.by_agent.keys() - saved.problem.contract_of.keys()
    return roster if alone or strange else found


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

    @property
    def in_words(self) -> tuple[str, str]:
        """Before and after in the language in use."""
        before, after = (tr("day off") if t == OFF else t for t in (self.before, self.after))
        return before, after


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
            tr(
                "{first} .. {last} and {first2} .. {last2} share no day: there is "
                "nothing to compare",
                first=before.first,
                last=before.last,
                first2=after.first,
                last2=after.last,
            )
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
    spans = (f"{called(part)} {clock(part.start_min)}" for s in shifts for part in s.away)
    return ", ".join(spans) or tr("no breaks")
