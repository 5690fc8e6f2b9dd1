"""Cells that a build must leave as they are, named as planners name them."""

from collections.abc import Sequence
from datetime import date

from data.model.errors import InvalidValue
from data.model.roster import Lock, Roster


def parse_cells(texts: Sequence[str]) -> tuple[tuple[str, date], ...]:
    """Cells of `AGENT@DATE` texts.

    Raises
    ------
    InvalidValue
        If a text is no such cell.
    """
    return tuple(_cell(text) for text in texts)


def lock_cells(
    roster: Roster | None,
    cells: Sequence[tuple[str, date]] = (),
    until: date | None = None,
    agents: Sequence[str] = (),
) -> tuple[Lock, ...]:
    """Locks of single cells, and of everything up to a day.

    Parameters
    ----------
    roster
        Whose shifts the cells keep; without one, locked cells are days off.
    until
        Every cell of `agents` up to this day, included.

    Raises
    ------
    InvalidValue
        If a cell's agent or day is unknown, or days are locked without a roster.
    """
    if until is not None and roster is None:
        raise InvalidValue("days can only be locked as they are in a roster: name it too")
    strange = sorted({agent_id for agent_id, _ in cells} - set(agents))
    if strange:
        raise InvalidValue(f"cannot lock cells of unknown agents: {', '.join(strange)}")
    wanted = set(cells)
    if roster is not None and until is not None:
        wanted |= {(agent, day) for agent in agents for day in roster.dates if day <= until}
    if roster is not None:
        _refuse_outside(roster, wanted)
    held = {} if roster is None else roster.by_cell
    return tuple(
        Lock(agent_id, day, next(iter(held.get((agent_id, day), ())), None))
        for agent_id, day in sorted(wanted)
    )


def _refuse_outside(roster: Roster, cells: set[tuple[str, date]]) -> None:
    outside = sorted({day for _, day in cells if not roster.first <= day <= roster.last})
    if outside:
        raise InvalidValue(
            f"cannot lock {outside[0]}: the roster covers {roster.first} .. {roster.last}"
        )


def _cell(text: str) -> tuple[str, date]:
    agent_id, found, day = text.rpartition("@")
    try:
        if not found or not agent_id.strip():
            raise ValueError
        return agent_id.strip(), date.fromisoformat(day)
    except ValueError as error:
        raise InvalidValue(f"{text!r} is no cell: write AGENT@2026-01-05") from error
