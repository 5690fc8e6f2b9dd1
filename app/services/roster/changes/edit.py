"""Hand edits: the consequence is shown first, then a new roster is saved beside the old one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context
from app.services.people.leave import record_absences
from app.services.roster.build import save_result
from app.services.roster.changes.shift_from_template import shift_from_template
from app.services.roster.check import roster_of
from app.services.roster.evaluation.bound import bound_by_prices, frees_locks, orders_behind
from app.services.roster.locks import locked_cells_of, refuse_locked_since, together, with_locks
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import SICK, RosterProblem
from data.model.publication import SavedRoster
from data.model.result import Result
from data.model.roster import Lock, Roster
from data.model.rule import Violation
from data.model.shift import DAY_MIN, Shift
from data.model.staff import Leave
from rostering.evaluation.scorecard import Scorecard, score
from rostering.repair.absence import with_absences
from rostering.repair.replacement import Earliest

HAND_EDIT = "hand edit"
"""Engine of a roster that somebody edited: what differs from its parent is the hand's."""


@dataclass(frozen=True)
class CellEdit:
    """What a manager wants in one cell: a shift, or None for a day off.

    Parameters
    ----------
    absent
        Kind of leave, `sick` among them, for which there is no shift; empty: a plain day off.
    """

    agent_id: str
    day: date
    shift: Shift | None
    absent: str = ""

    def __post_init__(self) -> None:
        if self.absent and self.shift is not None:
            raise InvalidValue(
                tr(
                    "{agent_id} on {day}: {absent}, and a shift; choose one of the two",
                    agent_id=self.agent_id,
                    day=self.day,
                    absent=self.absent,
                )
            )

    @property
    def text(self) -> str:
        """`D@08:00`, `off`, `sick`, `leave:annual`."""
        if self.shift is not None:
            return self.shift.code
        if self.absent in ("", SICK):
            return self.absent or "off"
        return f"leave:{self.absent}"


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
    def removed(self) -> tuple[Violation, ...]:
        """Violations that the edit removes."""
        left = set(self.after.violations)
        return tuple(v for v in self.before.violations if v not in left)


@asked
def consequence(context: Context, roster_id: str, edits: tuple[CellEdit, ...]) -> Consequence:
    """Score a saved roster with and without edits; nothing is stored."""
    saved = context.store.load_roster(roster_id)
    return consequence_in(problem_now(context, saved), roster_of(saved), edits)


def consequence_in(
    problem: RosterProblem,
    roster: Roster,
    edits: tuple[CellEdit, ...],
    before: Scorecard | None = None,
) -> Consequence:
    """The same for a problem already in hand (screens keep it between reruns).

    Parameters
    ----------
    before
        Scorecard of the roster without the edits, where it is known: only the edited roster is
        scored then.
    """
    edited = edited_in(problem, roster, edits)
    after = score(with_absences(problem, absences_of(edits)), edited)
    return Consequence(edited, before or score(problem, roster), after)


def edited_in(problem: RosterProblem, roster: Roster, edits: tuple[CellEdit, ...]) -> Roster:
    """The roster with the edits, not scored.

    Raises
    ------
    InvalidValue
        If an edit is of somebody or of a day that the roster does not have.
    """
    for edit in edits:
        _check(problem, edit)
        roster = roster.with_cell(edit.agent_id, edit.day, edit.shift)
    return roster


@asked
def save_edit(
    context: Context,
    roster_id: str,
    edits: tuple[CellEdit, ...],
    why: str,
    card: Scorecard | None = None,
) -> SavedRoster:
    """Save the edited roster as a new one whose parent is `roster_id`.

    Parameters
    ----------
    card
        Scorecard of these very edits, where their consequence was shown before; else the edited
        roster is scored here, once.

    Notes
    -----
    The parent's bound stays valid: it holds for every roster of the same problem. Where cells were
    freed since, or somebody became absent, what the parent's prices prove of the new problem takes
    its place. Absences are put down in the staff too, for the next build.

    Raises
    ------
    InvalidValue
        If a cell is locked, or is so already.
    Conflict
        If somebody locked one of the cells while this was saved.
    """
    saved = context.store.load_roster(roster_id)
    absent = absences_of(edits)
    known = problem_now(context, saved)
    problem = with_absences(known, absent)
    _refuse_locked(problem, edits)
    edited = edited_in(problem, roster_of(saved), edits)
    if edits and edited == roster_of(saved) and problem is known:
        raise InvalidValue(
            tr(
                "{roster_id} is so already: nothing was changed, and nothing was saved",
                roster_id=roster_id,
            )
        )
    card = card or score(problem, edited)
    result: Result = replace(
        bounded(context, saved, problem),
        status="feasible",
        roster=edited,
        objective=card.objective,
        charges=card.charges,
        engine=HAND_EDIT,
        trace=(),
    )
    cells = [[e.agent_id, e.day.isoformat(), e.text] for e in edits]
    with context.store.change():
        refuse_locked_since(context, saved, problem, edited, {leave.agent_id for leave in absent})
        record_absences(context, absent, why)
        return save_result(
            context, problem, result, verb="edit_roster", parent_id=roster_id, why=why, card=card,
            cells=cells,
        )  # fmt: skip


@asked
def save_agreed(
    context: Context,
    saved: SavedRoster,
    roster: Roster,
    cells: Sequence[Lock],
    *,
    verb: str,
    why: str,
    **detail: Any,
) -> SavedRoster:
    """Save a roster with cells that were agreed with people: locked, so that no solve moves them.

    Parameters
    ----------
    saved, roster
        The roster in force, and its shifts as they are planned by now.
    verb
        What the trail calls it; `detail` goes with it.
    """
    for cell in cells:
        roster = roster.with_cell(cell.agent_id, cell.day, cell.shift)
    known = problem_now(context, saved)
    # A shift that was agreed need not have a template's length, which a lock allows.
    problem = replace(known, locks=together(known.locks, cells))
    card = score(problem, roster)
    result = replace(
        bounded(context, saved, known),
        status="feasible",
        roster=roster,
        objective=card.objective,
        charges=card.charges,
        engine=HAND_EDIT,
        trace=(),
    )
    return save_result(
        context, problem, result, verb=verb, parent_id=saved.roster_id, why=why, card=card,
        **detail,
    )  # fmt: skip


def absences_of(edits: tuple[CellEdit, ...]) -> tuple[Leave, ...]:
    """Leave that edits put down: days of one kind that follow each other are one leave."""
    found: list[Leave] = []
    for edit in sorted((e for e in edits if e.absent), key=lambda e: (e.agent_id, e.day)):
        leave = Leave(edit.agent_id, edit.day, edit.day, edit.absent)
        before = found[-1] if found else None
        if (
            before
            and (before.agent_id, before.kind) == (edit.agent_id, edit.absent)
            and (edit.day - before.last).days == 1
        ):
            found[-1] = replace(before, last=edit.day)
        else:
            found.append(leave)
    return tuple(found)


@asked
def problem_now(context: Context, saved: SavedRoster) -> RosterProblem:
    """The problem of a saved roster with the cells that are locked now."""
    return with_locks(saved.problem, roster_of(saved), locked_cells_of(context, saved))


@asked
def asked_from(context: Context, problem: RosterProblem) -> tuple[int, int] | None:
    """Day number and minute from which on people can be called in; None: on none of its days."""
    now = context.moment()
    notice = timedelta(minutes=planning_of(context).day_call_in_notice_min)
    return problem.hour_of(now + notice) or problem.hour_of(now)


@asked
def earliest_on(context: Context, problem: RosterProblem, day: date) -> Earliest | None:
    """From when on people can work otherwise on a day; None: it is over, or lies days ahead."""
    planning, now = planning_of(context), problem.hour_of(context.moment())
    number = (day - problem.first).days
    if now is None or not now[0] <= number <= now[0] + 1:
        return None
    minute = now[1] - DAY_MIN * (number - now[0])
    called = minute + planning.day_call_in_notice_min
    return Earliest(called, minute + planning.day_notice_min) if called > 0 else None


def _refuse_locked(problem: RosterProblem, edits: tuple[CellEdit, ...]) -> None:
    locked = {lock.cell for lock in problem.locks}
    held = [
        tr("{agent_id} on {day}", agent_id=e.agent_id, day=e.day)
        for e in edits
        if (e.agent_id, e.day) in locked
    ]
    if held:
        raise InvalidValue(
            tr("locked: {held}; unlock it first, or leave it as it is", held=", ".join(held))
        )


@asked
def bounded(context: Context, saved: SavedRoster, problem: RosterProblem) -> Result:
    """The parent's result with a bound that holds for the problem as it is now."""
    if not frees_locks(saved, problem) and problem.leave == saved.problem.leave:
        return saved.result
    bound, certificate = bound_by_prices(saved, problem, orders_behind(context, saved))
    by = tr("the prices of {roster_id}", roster_id=saved.roster_id) if certificate else ""
    return replace(saved.result, bound=bound, certificate=certificate, bound_by=by)


def _check(problem: RosterProblem, edit: CellEdit) -> None:
    if edit.agent_id not in problem.contract_of:
        raise InvalidValue(
            tr("{agent_id} is not in this roster; choose one of its agents", agent_id=edit.agent_id)
        )
    if edit.day not in problem.dates:
        raise InvalidValue(
            tr(
                "{day} lies outside the roster ({dates} .. {dates2})",
                day=edit.day,
                dates=problem.dates[0],
                dates2=problem.dates[-1],
            )
        )


_EDIT = re.compile(
    r"(?P<agent>[^@]+)@(?P<day>\d{4}-\d{2}-\d{2})\s+"
    r"(?:(?P<off>off)|(?P<sick>sick)|leave:(?P<leave>\S+)|"
    r"(?P<code>\S+)\s+(?P<hour>\d{1,2}):(?P<minute>[0-5]\d))$"
)


def read_edits(
    problem: RosterProblem, roster: Roster, texts: Sequence[str]
) -> tuple[CellEdit, ...]:
    """Edits of such texts, breaks where they hurt least; the last one of a cell holds.

    Raises
    ------
    InvalidValue
        If a text is no edit, or names an agent, a day or a shift that the roster does not know.
    """
    edits = (_edit(problem, roster, text) for text in texts)
    return tuple({(edit.agent_id, edit.day): edit for edit in edits}.values())


def _edit(problem: RosterProblem, roster: Roster, text: str) -> CellEdit:
    found = _EDIT.match(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        agent_id, day = found["agent"].strip(), date.fromisoformat(found["day"])
    except ValueError as error:
        raise InvalidValue(
            tr(
                "{text!r} is no edit: write 'AGENT@2026-01-05 D 08:00', or off, sick "
                "or leave:annual in place of the shift",
                text=text,
            )
        ) from error
    if agent_id not in problem.contract_of or day not in problem.dates:
        raise InvalidValue(
            tr(
                "{text!r}: the roster has no {agent_id} on {day}; it covers {dates} .. {dates2}",
                text=text,
                agent_id=agent_id,
                day=day,
                dates=problem.dates[0],
                dates2=problem.dates[-1],
            )
        )
    if found["hour"] is None:
        return CellEdit(agent_id, day, None, found["sick"] or found["leave"] or "")
    start_min = 60 * int(found["hour"]) + int(found["minute"])
    shift = shift_from_template(problem, roster, agent_id, day, found["code"], start_min)
    return CellEdit(agent_id, day, shift)
