"""Sheets of an Excel workbook as the CSV that the readers of tables know."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from data.files.cells import harmless, unharmed
from data.model.errors import UnreadableFile
from data.model.language import tr
from data.model.shift import clock_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Media type of a workbook."""
MARK = b"PK\x03\x04"
"""First bytes of a workbook, which is a zip archive."""
_A_TABLE = 3
"""From so many columns on, one filled cell above them all is a title [columns]."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
"""Merged cells, as a sheet's part of the archive names them."""
_FIGURE = re.compile(r"[\d.,:/+\- ]+")
MOST_UNPACKED = 300_000_000
"""A workbook that unpacks to more is refused [bytes]."""


def sheets(content: bytes, name: str, expected: str) -> dict[str, str]:
    """Text of each sheet that holds anything, by its name: those shown, in the workbook's order.

    Sheets that are hidden are read where no other holds anything.

    Parameters
    ----------
    name, expected
        The file, and what kind of file was expected, for messages.

    Notes
    -----
    Formulas give the value that the spreadsheet last worked out. A number keeps the zeros in
    front that its format shows, a day or time becomes `2026-01-31`, `08:30` or both. A text or day
    in a cell that is merged over several rows stands in each of them; a number does not, for it may
    be their sum.

    Raises
    ------
    UnreadableFile
        If it is no workbook, or unpacks to far more than a table.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            if size > MOST_UNPACKED:
                raise UnreadableFile(
                    tr(
                        "{name} unpacks to {size:,.0f} MB, more than any table holds; "
                        "expected {expected}",
                        name=name,
                        size=size / 1000000.0,
                        expected=expected,
                    )
                )
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            found = {
                sheet: text
                for sheet in book.worksheets
                if (text := _text(sheet, packed.read(sheet._worksheet_path))).strip()
            }
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise UnreadableFile(
            tr(
                "{name} is not text, and no Excel workbook that can be read "
                "({error}); expected {expected}. Save it as .xlsx or CSV UTF-8",
                name=name,
                error=error,
                expected=expected,
            )
        ) from error
    shown = [sheet for sheet in found if sheet.sheet_state == "visible"]
    return {sheet.title: found[sheet] for sheet in shown or found}


def first_table(content: bytes, name: str, expected: str) -> str:
    """Text of the first sheet with a table, or else with anything: a cover page is none.

    Raises
    ------
    UnreadableFile
        If no sheet does, or it is no workbook.
    """
    found = list(sheets(content, name, expected).values())
    if not found:
        raise UnreadableFile(
            tr("{name} is an empty workbook; expected {expected}", name=name, expected=expected)
        )
    return next((text for text in found if _is_table(text)), found[0])


def _is_table(text: str) -> bool:
    rows = csv.reader(io.StringIO(text))
    return any(len(_filled(row)) >= _A_TABLE for row in rows)


def _tall(xml: bytes) -> dict[tuple[int, int], int]:
    """Cells that are merged over several rows of one column: row and column -> last row."""
    from openpyxl.utils import column_index_from_string

    return {
        (int(first), column_index_from_string(column.decode())): int(last)
        for column, first, other, last in _MERGED.findall(xml)
        if column == other
    }


def _wide(xml: bytes) -> set[int]:
    """Numbers of the rows in which cells of several columns are merged."""
    return {int(row) for column, row, other, _ in _MERGED.findall(xml) if column != other}


def _rows(sheet: Any, tall: dict[tuple[int, int], int]) -> Iterator[list[str]]:
    held: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = [_cell(cell) for cell in row]
        for column, cell in enumerate(row, start=1) if tall else ():
            last, text = held.get(column, (0, ""))
            if (number, column) in tall and not isinstance(cell.value, int | float):
                held[column] = (tall[number, column], texts[column - 1])
            elif number <= last and not texts[column - 1]:
                texts[column - 1] = text
        yield texts


def _text(sheet: Any, xml: bytes) -> str:
    rows = list(_rows(sheet, _tall(xml)))
    width = max((1 + max(_filled(row), default=-1) for row in rows), default=0)
    target, first = io.StringIO(newline=""), _titles(rows, _wide(xml))
    writer = csv.writer(target)
    for number, row in enumerate(rows):
        if number < first or not any(row):
            writer.writerow([])  # rows below keep the numbers that the spreadsheet shows
        else:
            writer.writerow([_guarded(text) for text in [*row, *[""] * width][:width]])
    return target.getvalue()


def _titles(rows: list[list[str]], wide: set[int]) -> int:
    """How many rows stand over a table: titles of one cell each, or none, and groups of columns.

    Cells merged over several columns name a group where no figure stands in the row below them.
    """
    if max((len(_filled(row)) for row in rows), default=0) < _A_TABLE:
        return 0
    for number, row in enumerate(rows):
        below = rows[number + 1] if number + 1 < len(rows) else []
        groups = number + 1 in wide and not any(map(_FIGURE.fullmatch, below))
        if len(_filled(row)) > 1 and not (groups and len(_filled(below)) > 1):
            return number
    return 0


def _guarded(text: str) -> str:
    """Cell text for CSV; one that a CSV brought in has its apostrophe already."""
    return text if unharmed(text) != text else harmless(text)


def _filled(row: list[str]) -> list[int]:
    """Numbers of the cells that hold anything."""
    return [number for number, text in enumerate(row) if text]


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, timedelta):
        return clock_text(round(value.total_seconds() / 60))
    return _moment(value)


def _number(value: float, shown_as: str) -> str:
    if value != int(value):
        return repr(value)
    padded = set(shown_as) == {"0"}
    return str(int(value)).zfill(len(shown_as) if padded else 1)


def _moment(value: date | time) -> str:
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, datetime):
        value += timedelta(microseconds=500_000)  # day numbers are fractions: 08:29:59.99997
        whole = value.replace(microsecond=0)
        midnight = (whole.hour, whole.minute, whole.second) == (0, 0, 0)
        return whole.date().isoformat() if midnight else whole.isoformat(timespec="minutes")
    return value.isoformat()
