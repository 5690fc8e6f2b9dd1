"""Lock and free cells of a kept roster: locks belong to it and go on to its followers."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.services.context import Context
from app.services.roster.locks import LockSpan, lock_cells
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import AgentDay, Lock, Roster


def locked_cells_of(context: Context, saved: SavedRoster) -> frozenset[AgentDay]:
    """Cells of a kept roster that stay: as changed last, else those that it was built with."""
    known = context.store.load_locks(saved.roster_id)
    return built_with(saved) if known is None else known


def lock_in_roster(
    context: Context, roster_id: str, spans: Sequence[LockSpan], why: str = ""
) -> tuple[int, int]:
    """Lock cells of a kept roster as it holds them.

    Returns
    -------
    tuple
        How many were not locked before, and how many are locked now [-].

    Raises
    ------
    InvalidValue
        If a span means nobody or no day of the roster, or there is no roster.
    """
    saved = context.store.load_roster(roster_id)
    entry = context.entry("lock_cells", f"roster:{roster_id}", why, spans=_texts(spans))
    built, cells = built_with(saved), _meant(saved, spans)
    locked, _ = context.store.change_locks(roster_id, built, entry, locked=cells)
    return locked, len(locked_cells_of(context, saved))


def unlock_in_roster(
    context: Context, roster_id: str, spans: Sequence[LockSpan], why: str = ""
) -> tuple[int, int]:
    """Free cells of a kept roster; the next solve and hand edits may change them.

    Returns
    -------
    tuple
        How many were locked before, and how many still are [-].

    Raises
    ------
    InvalidValue
        If a span means nobody or no day of the roster, or there is no roster.
    """
    saved = context.store.load_roster(roster_id)
    entry = context.entry("unlock_cells", f"roster:{roster_id}", why, spans=_texts(spans))
    built, cells = built_with(saved), _meant(saved, spans)
    _, freed = context.store.change_locks(roster_id, built, entry, freed=cells)
    return freed, len(locked_cells_of(context, saved))


def with_locks(
    problem: RosterProblem, roster: Roster, cells: Collection[AgentDay]
) -> RosterProblem:
    """The problem with exactly these cells locked, each as the roster holds it."""
    locks = locks_on(roster, cells)
    same = set(locks) == set(problem.locks)  # then what was worked out for the problem still holds
    return problem if same else replace(problem, locks=locks)


def locks_on(roster: Roster, cells: Collection[AgentDay]) -> tuple[Lock, ...]:
    """Locks of cells of a roster, each with the shift there or a day off."""
    return tuple(
        Lock(*cell, next(iter(roster.by_cell.get(cell, ())), None)) for cell in sorted(cells)
    )


def together(first: Sequence[Lock], then: Sequence[Lock]) -> tuple[Lock, ...]:
    """Locks of both; where both name a cell, the later one holds."""
    return tuple({lock.cell: lock for lock in (*first, *then)}.values())


def built_with(saved: SavedRoster) -> frozenset[AgentDay]:
    """Cells that were locked when a roster was built."""
    return frozenset(lock.cell for lock in saved.problem.locks)


def _meant(saved: SavedRoster, spans: Sequence[LockSpan]) -> frozenset[AgentDay]:
    if saved.result.roster is None:
        raise InvalidValue(f"{saved.roster_id} holds no roster: there is no cell to lock")
    meant = lock_cells(saved.result.roster, spans, None, saved.problem.agents)
    return frozenset(lock.cell for lock in meant)


def _texts(spans: Sequence[LockSpan]) -> list[str]:
    return [span.text for span in spans]
