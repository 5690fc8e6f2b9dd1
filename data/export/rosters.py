"""Rosters as CSV: the long list (complete) and the matrix (agents down, days across)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from data.export.pieces import (
    Piece,
    agent_names,
    changes_clock,
    codes,
    leave_cells,
    piece_instants,
    pieces,
    span,
    wall_time,
)
from data.files.cells import cell_label, csv_bytes
from data.files.headings import column_title, heading
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.roster import AgentDay, Roster
from data.model.shift import Shift, clock_text
from data.model.staff import Agent, Leave
from data.model.words import weekday

Seats = Mapping[AgentDay, str]

LONG_COLUMNS = (
    "agent_id",
    "date",
    "activity",
    "start",
    "end",
    "paid_minutes",
    "roster_version",
    "shift",
    "paid",
)


def header_of(columns: Sequence[str], titles: bool) -> tuple[str, ...]:
    """Names of columns, as ids or as people read them."""
    return tuple(map(column_title if titles else heading, columns))


def roster_long(
    roster: Roster,
    *,
    version: str = "",
    zone: str = "Asia/Shanghai",
    leave: Sequence[Leave] = (),
    titles: bool = False,
    seats: Seats | None = None,
) -> bytes:
    """A row for each stretch of work, break, off-phone activity and day of leave.

    `data.ingest.roster_file.read_roster` reads it back.

    Parameters
    ----------
    version
        Id of the roster or of the published version.
    zone
        Clock of `start` and `end`, which carry their offset.
    leave
        Leave and sickness of these days: a row a day, `leave:KIND`.
    titles
        `Agent id` instead of `agent_id` above a column.
    seats
        Seat of each agent and day, in a last column `seat`; None: no such column.

    Notes
    -----
    `shift` (template and start) names the rows of one shift. A first row `horizon` without an
    agent gives the days of the roster where its first or last day has no shift. `paid_minutes`
    are minutes that pass: fewer or more than the clock says where clocks change in between.
    """
    rows = long_rows(roster, version, zone, leave, seats)
    return csv_bytes(long_header(titles, seats), rows)


def long_header(titles: bool, seats: Seats | None) -> tuple[str, ...]:
    """Names of the long list's columns."""
    return header_of(LONG_COLUMNS if seats is None else (*LONG_COLUMNS, "seat"), titles)


def long_rows(
    roster: Roster,
    version: str,
    zone: str,
    leave: Sequence[Leave] = (),
    seats: Seats | None = None,
) -> Iterator[tuple[str | int, ...]]:
    """Rows of the long list, in the order of `long_header`."""
    if seats is None:
        yield from _long_rows(roster, version, zone, leave)
        return
    for row in _long_rows(roster, version, zone, leave):
        works = row[7] and not str(row[2]).startswith("leave:")
        yield *row, seats.get((str(row[0]), date.fromisoformat(str(row[1]))), "") if works else ""


def _long_rows(
    roster: Roster, version: str, zone: str, leave: Sequence[Leave]
) -> Iterator[tuple[str | int, ...]]:

    def times(day: date, start: int, end: int) -> tuple[str, str]:
        first, last = (wall_time(day, minute, zone) for minute in (start, end))
        return first.isoformat(timespec="minutes"), last.isoformat(timespec="minutes")

    days = {shift.day for shift in roster.shifts}
    if not {roster.first, roster.last} <= days:
        whole = times(roster.first, 0, 1440 * roster.days)
        yield "", roster.first.isoformat(), "horizon", *whole, 0, version, "", "no"
    for shift, code in codes(roster):
        for piece, minutes in timed(shift, zone):
            when = times(shift.day, piece.start_min, piece.end_min)
            begin = (shift.agent_id, shift.day.isoformat(), piece.activity)
            paid = (minutes, "yes") if piece.paid else (0, "no")
            yield *begin, *when, paid[0], version, code, paid[1]
    for (agent_id, day), kind in leave_cells(leave, roster.first, roster.last).items():
        yield agent_id, day.isoformat(), f"leave:{kind}", *times(day, 0, 1440), 0, version, "", "no"


def timed(shift: Shift, zone: str) -> Iterator[tuple[Piece, int]]:
    """Pieces of a shift with the minutes that pass in each [min]."""
    across = changes_clock(shift, zone)
    for piece in pieces(shift):
        if across:
            begin, end = piece_instants(shift, piece, zone)
            yield piece, (end - begin) // timedelta(minutes=1)
        else:
            yield piece, piece.end_min - piece.start_min


def roster_matrix(
    roster: Roster,
    agents: Sequence[Agent] = (),
    *,
    version: str = "",
    leave: Sequence[Leave] = (),
    titles: bool = False,
    seats: Seats | None = None,
) -> bytes:
    """Agents down, days across, `D8 08:30-17:00` in the cells; breaks are only in the long form.

    Off-phone activities stand behind the shift in square brackets, leave and sickness in round
    ones.

    Parameters
    ----------
    agents
        Order of the rows, and the names; agents without shifts get a row too.
    version
        Id of the roster, in a last column: who reads the matrix back takes the breaks of cells
        that nobody changed from there.
    titles
        `Agent id` and `Mon 2026-01-05` above a column instead of `agent_id` and `2026-01-05`.
    seats
        Seat of each agent and day, in a last column `seat`; None: no such column.
    """
    return csv_bytes(
        matrix_header(roster, version, titles, seats),
        matrix_rows(roster, agents, version, leave, seats),
    )


def matrix_header(
    roster: Roster, version: str, titles: bool, seats: Seats | None = None
) -> tuple[str, ...]:
    """Names of the matrix's columns."""
    days = (f"{weekday(day)} {day}" if titles else day.isoformat() for day in roster.dates)
    last = (*(["roster_version"] if version else []), *(["seat"] if seats is not None else []))
    return *header_of(("agent_id", "name"), titles), *days, *header_of(last, titles)


def matrix_rows(
    roster: Roster,
    agents: Sequence[Agent],
    version: str = "",
    leave: Sequence[Leave] = (),
    seats: Seats | None = None,
) -> Iterator[list[str]]:
    """Rows of the matrix: agent id, name, a cell per day, the roster's id and seats where given.

    Raises
    ------
    InvalidValue
        If a template's code would be misread from a cell.
    """
    away = leave_cells(leave, roster.first, roster.last)
    named = agent_names(roster, agents)
    for agent_id in [*named, *dict.fromkeys(a for a, _ in away if a not in named)]:
        cells = (
            _with_leave(cell_text(roster, agent_id, day), away.get((agent_id, day), ""))
            for day in roster.dates
        )
        last = [version] if version else []
        if seats is not None:
            last.append(seats_text(seats, agent_id, roster.dates))
        yield [agent_id, named.get(agent_id, ""), *cells, *last]


def seats_text(seats: Seats, agent_id: str, days: Sequence[date]) -> str:
    """Seats of an agent in order: the first one, and each further one with its first day."""
    told: list[str] = []
    now = ""
    for day in days:
        seat = seats.get((agent_id, day), "")
        if seat and seat != now:
            told.append(f"{day} {seat}" if told else seat)
            now = seat
    return "; ".join(told)


def _with_leave(text: str, kind: str) -> str:
    told = f"({kind.replace('(', '[').replace(')', ']')})" if kind else ""
    return f"{text} {told}".strip()


def cell_text(roster: Roster, agent_id: str, day: date) -> str:
    """Text of one cell, empty for a day off.

    Raises
    ------
    InvalidValue
        If a template's code would be misread from the cell.
    """
    return " + ".join(_shift_text(shift) for shift in roster.by_cell.get((agent_id, day), ()))


def _shift_text(shift: Shift) -> str:
    template = shift.template
    if ":" in template or " + " in template or template.strip() == "-":
        raise InvalidValue(
            tr(
                "template {template!r} cannot stand in a matrix (it holds ':' or ' + "
                "'); rename it or export the long list",
                template=template,
            )
        )
    text = f"{template} {span(shift)}".strip()
    if not shift.activities:
        return text
    spans = (
        f"{cell_label(a.label)} {clock_text(a.start_min)}-{clock_text(a.end_min)}"
        for a in shift.activities
    )
    return f"{text} [{'; '.join(spans)}]"
