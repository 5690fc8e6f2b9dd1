"""Rosters as a workbook: the coloured matrix, the long list, payroll minutes."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from data.export.payroll import PayPeriod, payroll_rows
from data.export.rosters import (
    Seats,
    header_of,
    long_header,
    long_rows,
    matrix_header,
    matrix_rows,
)
from data.export.sheets import Cells
from data.model.language import tr
from data.model.roster import Roster
from data.model.shift import Shift

# Pale enough to read black text on.
_COLOURS = {
    "night": "#C9C3E6",
    "morning": "#FFE9B8",
    "day": "#CFE8D5",
    "evening": "#F6CBB7",
    "weekend": "#E7E7E7",
    "away": "#F2F2F2",
}
_STARTS = ((9 * 60, "morning"), (14 * 60, "day"), (24 * 60, "evening"))  # before this minute
OFFSETS = ("start_offset", "end_offset")
"""Columns of the sheet Long behind those of the long list."""
Formats = dict[str, Any]


def roster_xlsx(
    roster: Roster,
    period: PayPeriod,
    *,
    version: str = "",
    titles: bool = False,
    seats: Seats | None = None,
) -> bytes:
    """Workbook with sheets Matrix, Long and Payroll; texts are texts, never formulas or links.

    Where seats are given, Long has a column of them and a sheet Seats shows them day by day.

    Parameters
    ----------
    period
        People, leave, holidays and clock of the roster, and what its Payroll sheet pays.
    version
        Id of the roster, which reading it back asks for.
    titles
        `Agent id` instead of `agent_id` above a column.
    """
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        # A fixed stamp: the same roster is always the same file.
        made = datetime(roster.first.year, roster.first.month, roster.first.day)  # noqa: DTZ001
        book.set_properties(
            {"title": tr("Roster {version}", version=version).strip(), "created": made}
        )
        formats = {name: book.add_format({"bg_color": c}) for name, c in _COLOURS.items()}
        formats["head"] = book.add_format({"bold": True, "bottom": 1})
        day = {"num_format": "ddd yyyy-mm-dd" if titles else "yyyy-mm-dd", "align": "left"}
        formats["day_head"] = book.add_format({"bold": True, "bottom": 1, **day})
        formats["weekend_head"] = book.add_format({"bg_color": _COLOURS["weekend"], **day})
        header = matrix_header(roster, version, titles, seats)
        rows = matrix_rows(roster, period.agents, version, period.leave, seats)
        _write_matrix(book.add_worksheet("Matrix"), roster, header, rows, formats)
        long = map(_dated, long_rows(roster, version, period.zone, period.leave, seats))
        cells = Cells(book)
        head = (*long_header(titles, seats), *header_of(OFFSETS, titles))
        _write_list(book.add_worksheet("Long"), head, long, formats, cells)
        _write_list(
            book.add_worksheet("Payroll"),
            header_of(period.columns, titles),
            payroll_rows(period),
            formats,
            cells,
        )
        if seats is not None:
            names = {agent.agent_id: agent.name for agent in period.agents}
            by_day = (
                [who, names.get(who, ""), *(seats.get((who, day), "") for day in roster.dates)]
                for who in roster.by_agent
            )
            header = matrix_header(roster, "", titles)
            sheet = book.add_worksheet("Seats")
            _write_list(sheet, header, by_day, formats, cells)
            _write_days(sheet, roster, formats)
    return target.getvalue()


def _dated(row: Sequence[str | int]) -> tuple[object, ...]:
    """A row of the long list with its day and times as such, by the centre's clock.

    A cell of a time holds no offset from UTC: those of both times stand behind, as `+08:00`.
    """
    agent_id, day, activity, start, end, *rest = row
    times = (datetime.fromisoformat(str(text)) for text in (start, end))
    offsets = (str(text)[-len("+08:00") :] for text in (start, end))
    return agent_id, date.fromisoformat(str(day)), activity, *times, *rest, *offsets


def _write_days(sheet: Any, roster: Roster, formats: Formats) -> None:
    """Days above a matrix, as days."""
    for column, day in enumerate(roster.dates, start=2):
        kind = "weekend_head" if day.weekday() >= 5 else "day_head"
        sheet.write_datetime(0, column, day, formats[kind])


def _write_matrix(
    sheet: Any,
    roster: Roster,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    formats: Formats,
) -> None:
    _write_head(sheet, header, formats)
    _write_days(sheet, roster, formats)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            if text:
                of_day = 2 <= column < 2 + roster.days
                day = roster.dates[column - 2] if of_day else roster.first
                shifts = roster.by_cell.get((row[0], day), ()) if of_day else ()
                kind = _kind(shifts[0]) if shifts else "away" if of_day else ""
                sheet.write_string(number, column, text, formats.get(kind))
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 1, 14)
    sheet.set_column(2, 1 + roster.days, 16)


def _write_list(
    sheet: Any,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    formats: Formats,
    cells: Cells,
) -> None:
    _write_head(sheet, header, formats)
    number = 0
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            cells.write(sheet, number, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, number), len(header) - 1)
    sheet.set_column(0, len(header) - 1, 18)


def _write_head(sheet: Any, header: Sequence[str], formats: Formats) -> None:
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, formats["head"])


def _kind(shift: Shift) -> str:
    if shift.is_night:
        return "night"
    return next(kind for before, kind in _STARTS if shift.start_min < before)
