"""Changes of rosters: hand edits and their consequence, who takes over, locks, name and archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.api.parts.route import Route
from app.services.access.asking import plain
from app.services.context import Context
from app.services.roster.changes.edit import (
    CellEdit,
    consequence,
    problem_now,
    read_edits,
    save_edit,
)
from app.services.roster.changes.reroster import Choice, replace_agent, take_over
from app.services.roster.changes.swap import save_swap, swap_edits, who_could_swap
from app.services.roster.check import CellChange, diff_rosters, roster_of
from app.services.roster.evaluation.if_away import if_away
from app.services.roster.evaluation.proof import roster_summary
from app.services.roster.label import archive_roster, name_roster, note_roster
from app.services.roster.locks import (
    lock_in_roster,
    locked_cells_of,
    parse_locks,
    unlock_in_roster,
)
from app.services.service_quality.seats import seats_lacking
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.publication import RosterLabel, SavedRoster
from data.model.rule import Violation
from data.store import documents
from rostering.repair.effects import Effects
from rostering.repair.swaps import SHOWN, Swap

TAG = "Changes of rosters"


@dataclass(frozen=True)
class Means:
    """What edits would do.

    Parameters
    ----------
    points
        Change of the objective [points]; negative is better.
    broken, removed
        Violations that they add and take away.
    seats_short
        When more people would be in than there are seats.
    """

    changes: tuple[CellChange, ...]
    points: int
    broken: tuple[Violation, ...]
    removed: tuple[Violation, ...]
    seats_short: tuple[str, ...] = ()


@dataclass(frozen=True)
class TakesOver:
    """Somebody who could take over.

    Parameters
    ----------
    now, shift
        What they work so far, and what they would; null: nothing so far.
    points
        Against leaving the shift open; lower is better [points].
    broken
        Hard rules that would break, in sentences.
    """

    agent_id: str
    name: str
    way: str
    now: str | None
    shift: str
    points: int
    keeps_every_hard_rule: bool
    broken: tuple[str, ...]
    effects: Effects


@dataclass(frozen=True)
class LockedCell:
    """A day of an agent that stays as it is."""

    agent_id: str
    day: date


@dataclass(frozen=True)
class LockChange:
    """How many cells were locked or unlocked, and how many are locked now [-]."""

    changed: int
    locked: int


def edits_of(context: Context, roster_id: str, edits: tuple[str, ...]) -> tuple[CellEdit, ...]:
    """Edits as people write them, read against a roster."""
    if not edits:
        raise InvalidValue(
            tr("no edit was sent: write `A007@2026-01-07 N 22:00`, `... off`, `... sick`")
        )
    saved = context.store.load_roster(roster_id)
    return read_edits(problem_now(context, saved), roster_of(saved), edits)


def means(context: Context, roster_id: str, edits: tuple[str, ...]) -> Means:
    """What edits would do to a roster; nothing is saved.

    Parameters
    ----------
    edits
        As `A007@2026-01-07 N 22:00`, `A007@2026-01-08 off`, `... sick`, `... leave:annual`.
    """
    return _means(context, roster_id, edits_of(context, roster_id, edits))


def _means(context: Context, roster_id: str, edits: tuple[CellEdit, ...]) -> Means:
    found = consequence(context, roster_id, edits)
    saved = context.store.load_roster(roster_id)
    changes = diff_rosters(roster_of(saved), found.roster)
    problem = saved.problem
    short = seats_lacking(context, problem, found.roster)
    return Means(changes, found.points, found.broken, found.removed, short)


def edit(context: Context, roster_id: str, edits: tuple[str, ...], why: str = "") -> dict[str, Any]:
    """Save a roster with edits as a new one beside the old.

    Parameters
    ----------
    edits
        As `A007@2026-01-07 N 22:00`, `A007@2026-01-08 off`, `... sick`, `... leave:annual`.
    """
    return _told(save_edit(context, roster_id, edits_of(context, roster_id, edits), why))


def who_could(
    context: Context, roster_id: str, agent_id: str, day: date, shown: int = 10, kind: str = "sick"
) -> tuple[TakesOver, ...]:
    """Who could take over a shift, those who keep every hard rule first.

    Parameters
    ----------
    agent_id, day
        Whose shift is open, and when.
    shown
        So many of the best of each group [-].
    kind
        Why it is open: `sick`, another kind of leave, or empty for a day off.
    """
    found = replace_agent(context, roster_id, agent_id, day, shown, kind)
    return tuple(_choice(one) for one in found)


def _choice(choice: Choice) -> TakesOver:
    one = choice.candidate
    return TakesOver(
        one.agent_id,
        one.name,
        one.way,
        one.now.code if one.now else None,
        one.shift.code,
        one.points,
        one.keeps_rules,
        tuple(violation.sentence for violation in one.broken),
        choice.effects,
    )


def taken_over(
    context: Context,
    roster_id: str,
    agent_id: str,
    day: date,
    by: str = "",
    why: str = "",
    kind: str = "sick",
) -> dict[str, Any]:
    """Record that somebody is away and who takes over, as a new roster.

    Parameters
    ----------
    by
        Id of whoever takes over; empty: nobody.
    kind
        Why the shift is open: `sick`, another kind of leave, or empty for a day off.
    """
    return _told(take_over(context, roster_id, agent_id, day, by, why, kind))


def swaps(
    context: Context, roster_id: str, agent_id: str, day: date, shown: int = SHOWN
) -> tuple[Swap, ...]:
    """Who could swap a day with somebody, those who keep every hard rule first.

    Parameters
    ----------
    agent_id, day
        Whose shift, or day off, another one takes for their own.
    shown
        At most so many [-].
    """
    return who_could_swap(context, roster_id, agent_id, (day,), shown)


def swap_means(
    context: Context, roster_id: str, one: str, other: str, days: tuple[date, ...]
) -> Means:
    """What swapping two people on some days would do to a roster; nothing is saved.

    Parameters
    ----------
    one, other
        Ids of the two agents.
    """
    return _means(context, roster_id, swap_edits(context, roster_id, (one, other), days))


def swap(
    context: Context, roster_id: str, one: str, other: str, days: tuple[date, ...], why: str = ""
) -> dict[str, Any]:
    """Save a roster in which two people have each other's shifts on some days.

    Parameters
    ----------
    one, other
        Ids of the two agents.
    """
    return _told(save_swap(context, roster_id, (one, other), days, why))


def _told(saved: SavedRoster) -> dict[str, Any]:
    return {**roster_summary(saved), "parent_id": saved.parent_id}


def locks_of(context: Context, roster_id: str) -> tuple[LockedCell, ...]:
    """Cells that stay as they are when the roster is built, repaired or rerostered anew."""
    cells = locked_cells_of(context, context.store.load_roster(roster_id))
    return tuple(LockedCell(*cell) for cell in sorted(cells))


def lock(context: Context, roster_id: str, cells: tuple[str, ...], why: str = "") -> LockChange:
    """Lock cells.

    Parameters
    ----------
    cells
        As commands take them: `A007`, `A007@2026-01-07`, `team:Night@2026-01-05..2026-01-11`.
    """
    return LockChange(*lock_in_roster(context, roster_id, parse_locks(cells), why))


def unlock(context: Context, roster_id: str, cells: tuple[str, ...], why: str = "") -> LockChange:
    """Unlock cells, written as for locking."""
    return LockChange(*unlock_in_roster(context, roster_id, parse_locks(cells), why))


def label_of(context: Context, roster_id: str) -> RosterLabel:
    """Name, note and place in the archive of a roster."""
    context.store.load_roster(roster_id)
    return context.store.load(documents.label_of(roster_id))


def relabel(
    context: Context,
    roster_id: str,
    name: str | None = None,
    note: str | None = None,
    archived: bool | None = None,
    why: str = "",
) -> RosterLabel:
    """Name a roster, note something on it, put it into the archive or take it out.

    Parameters
    ----------
    name, note, archived
        Those left out stay.
    """
    asked: Mapping[str, Any] = {"name": name, "note": note, "archived": archived}
    if all(value is None for value in asked.values()):
        raise InvalidValue(
            tr("nothing to change was sent: a name, a note, or whether it is archived")
        )
    with plain(context).store.change():
        if name is not None:
            name_roster(context, roster_id, name, why)
        if note is not None:
            note_roster(context, roster_id, note, why)
        if archived is not None:
            archive_roster(context, roster_id, why, archived=archived)
        return label_of(context, roster_id)


_EDITS = {"edits": ["A007@2026-01-07 N 22:00", "A008@2026-01-07 off"], "why": "as agreed"}

ROUTES = (
    Route("POST", "/rosters/{roster_id}/consequence", means, example=_EDITS),
    Route("POST", "/rosters/{roster_id}/edits", edit, status=201, example=_EDITS),
    Route("GET", "/rosters/{roster_id}/replacements", who_could, listed=True,
          limits={"shown": (1, 1000)}),
    Route("POST", "/rosters/{roster_id}/replacements", taken_over, status=201),
    Route("GET", "/rosters/{roster_id}/if-away", if_away,
          limits={"people": (1, 10_000), "days": (1, 366)}),
    Route("GET", "/rosters/{roster_id}/swaps", swaps, listed=True, limits={"shown": (1, 100)}),
    Route("POST", "/rosters/{roster_id}/swaps/consequence", swap_means,
          example={"one": "A007", "other": "A008", "days": ["2026-01-07"]}),
    Route("POST", "/rosters/{roster_id}/swaps", swap, status=201,
          example={"one": "A007", "other": "A008", "days": ["2026-01-07"], "why": "as agreed"}),
    Route("GET", "/rosters/{roster_id}/locks", locks_of, listed=True),
    Route("POST", "/rosters/{roster_id}/locks", lock, example={"cells": ["A007@2026-01-07"]}),
    Route("POST", "/rosters/{roster_id}/unlocks", unlock),
    Route("GET", "/rosters/{roster_id}/label", label_of),
    Route("PATCH", "/rosters/{roster_id}/label", relabel, guard="/rosters/{roster_id}/label",
          example={"name": "January, second try"}),
)  # fmt: skip
