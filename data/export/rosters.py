"""Rosters as CSV: the long list (complete) and the matrix (agents down, days across)."""

from collections.abc import Iterator, Sequence
from datetime import date

from data.export.pieces import agent_names, codes, pieces, span, wall_time
from data.files.cells import csv_bytes
from data.model.errors import InvalidValue
from data.model.roster import Roster
from data.model.staff import Agent

LONG_COLUMNS = (
    "agent_id",
    "date",
    "activity",
    "start",
    "end",
    "paid_minutes",
    "roster_version",
    "shift",
)


def roster_long(roster: Roster, *, version: str = "", zone: str = "Asia/Shanghai") -> bytes:
    """A row for each stretch of work, break and off-phone activity.

    `data.ingest.read_roster` reads it back.

    Parameters
    ----------
    version
        Id of the roster or of the published version.
    zone
        Clock of `start` and `end`, which carry their offset.

    Notes
    -----
    `shift` (template and start) names the rows of one shift. A first row `horizon` without an
    agent gives the days of the roster where its first or last day has no shift.
    """
    return csv_bytes(LONG_COLUMNS, long_rows(roster, version, zone))


def long_rows(roster: Roster, version: str, zone: str) -> Iterator[tuple[str | int, ...]]:
    """Rows of the long list, in the order of `LONG_COLUMNS`."""

    def times(day: date, start: int, end: int) -> tuple[str, str]:
        first, last = (wall_time(day, minute, zone) for minute in (start, end))
        return first.isoformat(timespec="minutes"), last.isoformat(timespec="minutes")

    days = {shift.day for shift in roster.shifts}
    if not {roster.first, roster.last} <= days:
        whole = times(roster.first, 0, 1440 * roster.days)
        yield "", roster.first.isoformat(), "horizon", *whole, 0, version, ""
    for shift, code in codes(roster):
        for piece in pieces(shift):
            when = times(shift.day, piece.start_min, piece.end_min)
            begin = (shift.agent_id, shift.day.isoformat(), piece.activity)
            yield *begin, *when, piece.paid_min, version, code


def roster_matrix(roster: Roster, agents: Sequence[Agent] = ()) -> bytes:
    """Agents down, days across, `D8 08:30-17:00` in the cells; breaks are only in the long form.

    Parameters
    ----------
    agents
        Order of the rows, and the names; agents without shifts get a row too.
    """
    header = ("agent_id", "name", *(day.isoformat() for day in roster.dates))
    return csv_bytes(header, matrix_rows(roster, agents))


def matrix_rows(roster: Roster, agents: Sequence[Agent]) -> Iterator[list[str]]:
    """Rows of the matrix: agent id, name, a cell per day.

    Raises
    ------
    InvalidValue
        If a template's code would be misread from a cell.
    """
    for agent_id, name in agent_names(roster, agents).items():
        yield [agent_id, name, *(cell_text(roster, agent_id, day) for day in roster.dates)]


def cell_text(roster: Roster, agent_id: str, day: date) -> str:
    """Text of one cell, empty for a day off.

    Raises
    ------
    InvalidValue
        If a template's code would be misread from the cell.
    """
    shifts = roster.by_cell.get((agent_id, day), ())
    for shift in shifts:
        if ":" in shift.template or " + " in shift.template or shift.template.strip() == "-":
            raise InvalidValue(
                f"template {shift.template!r} cannot stand in a matrix (it holds ':' or ' + '); "
                "rename it or export the long list"
            )
    return " + ".join(f"{shift.template} {span(shift)}".strip() for shift in shifts)
