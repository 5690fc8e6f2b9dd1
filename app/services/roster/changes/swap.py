"""Two people swap shifts: two edits judged together, and who could swap with somebody."""

from collections.abc import Iterable, Sequence
from datetime import date

from app.services.access.asking import asked
from app.services.context import Context
from app.services.roster.changes.edit import (
    CellEdit,
    absences_of,
    edited_in,
    problem_now,
    save_edit,
)
from app.services.roster.check import roster_of
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import Roster
from data.model.words import date_in_words
from rostering.evaluation.scorecard import Scorecard
from rostering.repair.absence import with_absences
from rostering.repair.swaps import SHOWN, Swap, rank_swaps, with_swap


def swapped(roster: Roster, one: str, other: str, days: Iterable[date]) -> list[CellEdit]:
    """Two people with each other's shifts on some days; activities stay with nobody."""
    chosen = sorted(set(days))
    after = with_swap(roster, one, other, chosen)
    cells = [(agent_id, day) for day in chosen for agent_id in dict.fromkeys((one, other))]
    return [
        CellEdit(*cell, next(iter(after.by_cell.get(cell, ())), None))
        for cell in cells
        if after.by_cell.get(cell, ()) != roster.by_cell.get(cell, ())
    ]


def swaps_in(
    problem: RosterProblem,
    roster: Roster,
    agent_id: str,
    days: Sequence[date],
    *,
    edits: tuple[CellEdit, ...] = (),
    shown: int = SHOWN,
    before: Scorecard | None = None,
) -> tuple[Swap, ...]:
    """Who could swap some days with an agent, for a problem already in hand.

    Parameters
    ----------
    edits
        What differs from the roster already.
    before
        Scorecard of the roster without the edits, where it is known.

    Raises
    ------
    InvalidValue
        If the roster does not have the agent or a day, or the agent is locked on one.
    """
    edited_in(problem, roster, tuple(CellEdit(agent_id, day, None) for day in days))
    locked = {lock.cell for lock in problem.locks}
    if held := [day for day in days if (agent_id, day) in locked]:
        raise InvalidValue(
            tr(
                "{agent_id} is locked on {day}: unlock it first",
                agent_id=agent_id,
                day=date_in_words(held[0]),
            )
        )
    return rank_swaps(
        with_absences(problem, absences_of(edits)),
        edited_in(problem, roster, edits),
        agent_id, sorted(days), shown, None if edits else before,
    )  # fmt: skip


@asked
def who_could_swap(
    context: Context, roster_id: str, agent_id: str, days: tuple[date, ...], shown: int = SHOWN
) -> tuple[Swap, ...]:
    """Who could swap some days of a saved roster with an agent; nothing is stored.

    Raises
    ------
    InvalidValue
        If the roster does not have the agent or a day, or the agent is locked on one.
    """
    saved = context.store.load_roster(roster_id)
    return swaps_in(problem_now(context, saved), roster_of(saved), agent_id, days, shown=shown)


@asked
def swap_edits(
    context: Context, roster_id: str, pair: tuple[str, str], days: tuple[date, ...]
) -> tuple[CellEdit, ...]:
    """What swapping two people on some days of a saved roster changes.

    Raises
    ------
    InvalidValue
        If the roster does not have them or a day, they are one and the same, or have the same
        shifts on all these days.
    """
    one, other = pair
    saved = context.store.load_roster(roster_id)
    roster = roster_of(saved)
    edited_in(saved.problem, roster, tuple(CellEdit(of, day, None) for of in pair for day in days))
    edits = swapped(roster, one, other, days)
    if not edits:
        raise InvalidValue(
            tr("{one} and {other} have the same shifts on these days", one=one, other=other)
        )
    return tuple(edits)


@asked
def save_swap(
    context: Context, roster_id: str, pair: tuple[str, str], days: tuple[date, ...], why: str = ""
) -> SavedRoster:
    """Save a roster in which two people have each other's shifts on some days.

    Raises
    ------
    InvalidValue
        If the roster does not have them or a day, a cell is locked, or nothing would change.
    """
    return save_edit(context, roster_id, swap_edits(context, roster_id, pair, days), why)
