"""Repair around hand edits: their cells stay, little else changes, every hard rule holds.

A roster saved by hand knows its parent: what differs from it is the hand's. A draft that nobody
saved yet can be repaired too; saving the repair then saves the edited roster first.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context
from app.services.roster.build import save_result
from app.services.roster.changes.edit import (
    HAND_EDIT,
    CellEdit,
    absences_of,
    asked_from,
    bounded,
    edited_in,
    problem_now,
    save_edit,
)
from app.services.roster.check import diff_rosters, roster_of
from app.services.roster.locks import refuse_locked_since, together
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.publication import SavedRoster
from data.model.roster import Lock, Roster
from rostering.repair.absence import with_absences
from rostering.repair.edits import RepairedEdits, repair_around_edits
from rostering.repair.leeway import USUAL, Leeway
from rostering.solver.progress import Progress

REPAIR = "repair of edits"
Cell = tuple[str, date]


@dataclass(frozen=True, eq=False)
class Repaired:
    """A repair before it is saved.

    Parameters
    ----------
    edited_id
        The saved roster that was repaired, or that the draft edits.
    edits
        Edits of a draft that is not saved yet.
    before
        The edited roster.
    """

    edited_id: str
    edits: tuple[CellEdit, ...]
    before: Roster
    found: RepairedEdits


@asked
def repair_edits(
    context: Context,
    roster_id: str,
    leeway: Leeway = USUAL,
    *,
    edits: tuple[CellEdit, ...] = (),
    locks: tuple[Lock, ...] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Repaired:
    """Find the repair of a saved roster, with a draft of edits or without; nothing is stored.

    Parameters
    ----------
    locks
        Cells that must stay besides, as they are.
    time_limit_s
        None: as planning defaults have it.
    """
    if time_limit_s is None:
        time_limit_s = planning_of(context).reroster_limit_s
    saved = context.store.load_roster(roster_id)
    problem = with_absences(problem_now(context, saved), absences_of(edits))
    edited = edited_in(problem, roster_of(saved), edits)
    hand = hand_cells(context, saved, edited) | {(edit.agent_id, edit.day) for edit in edits}
    found = repair_around_edits(
        replace(problem, locks=together(problem.locks, locks)), edited, frozenset(hand), leeway,
        time_limit_s=time_limit_s, seed=seed, progress=progress, stop=stop,
        now=asked_from(context, problem),
    )  # fmt: skip
    return Repaired(roster_id, edits, edited, found)


@asked
def save_repaired(context: Context, repaired: Repaired, why: str) -> SavedRoster:
    """Save a repair as a new roster whose parent is the edited one; a draft is saved before it.

    Raises
    ------
    InvalidValue
        If the edited roster broke no hard rule, so that nothing was repaired.
    Conflict
        If somebody locked a cell meanwhile that the repair changes.
    """
    found, parent_id = repaired.found, repaired.edited_id
    if not found.needed:
        raise InvalidValue(
            tr(
                "{parent_id} breaks no hard rule as it is edited: save the edit itself",
                parent_id=parent_id,
            )
        )
    absent = {leave.agent_id for leave in absences_of(repaired.edits)}
    saved = context.store.load_roster(parent_id)
    refuse_locked_since(context, saved, found.problem, found.roster, absent)
    if repaired.edits:
        parent_id = save_edit(context, parent_id, repaired.edits, why, found.before).roster_id
    parent = context.store.load_roster(parent_id)
    result = replace(
        bounded(context, parent, found.problem),
        status="feasible",
        roster=found.roster,
        objective=found.after.objective,
        charges=found.after.charges,
        seconds=round(found.seconds, 2),
        engine=REPAIR,
        trace=(),
    )
    with context.store.change():  # adding the bound up took a while: somebody may have locked
        refuse_locked_since(context, saved, found.problem, found.roster, absent)
        return save_result(
            context, found.problem, result, verb="repair_edits", parent_id=parent_id, why=why,
            card=found.after, **_detail(found),
        )  # fmt: skip


@asked
def hand_cells(context: Context, saved: SavedRoster, edited: Roster) -> set[Cell]:
    """Cells that hands set since the roster was built, and that are still so.

    Notes
    -----
    Repairs between two edits are passed over: what an earlier edit set stays the hand's.
    """
    found = set[Cell]()
    while saved.parent_id and saved.result.engine in (HAND_EDIT, REPAIR):
        parent = context.store.load_roster(saved.parent_id)
        if saved.result.engine == HAND_EDIT:
            own = roster_of(saved)
            cells = ((c.agent_id, c.day) for c in diff_rosters(roster_of(parent), own))
            found |= {c for c in cells if own.by_cell.get(c, ()) == edited.by_cell.get(c, ())}
        saved = parent
    return found


def _detail(found: RepairedEdits) -> dict[str, Any]:
    return {
        "hand": [[agent_id, day.isoformat()] for agent_id, day in sorted(found.hand)],
        "changed": [[agent_id, day.isoformat()] for agent_id, day in found.changed],
        "touched": list(found.touched),
        "change_points": found.change_points,
        "fewest_changes": found.fewest,
        "proven": found.proven,
        "reasons": {one.agent_id: list(one.sentences) for one in found.reasons},
        "clashes": list(found.conflicts),
    }
