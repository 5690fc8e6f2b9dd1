"""Tables to a workbook of several sheets: days are days; texts are texts, no formulas or links."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data.files.headings import heading

_FIXED = datetime(2026, 1, 1)  # noqa: DTZ001  the same tables are always the same file
_DAY, _TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Sheet:
    """One table with its columns' names."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


class Cells:
    """Writes cells of one workbook as what they are."""

    def __init__(self, book: Any) -> None:
        self._day = book.add_format({"num_format": _DAY, "align": "left"})
        self._time = book.add_format({"num_format": _TIME, "align": "left"})

    def write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """Write a value; times lose their offset, which no spreadsheet can hold."""
        if value is None or value != value:  # NaN
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value)
        elif isinstance(value, datetime):
            wall = value.replace(tzinfo=None)
            sheet.write_datetime(row, column, wall, self._time)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._day)
        else:
            sheet.write_string(row, column, str(value))


def workbook(
    title: str, sheets: Sequence[Sheet], made: datetime = _FIXED, width: int = 16
) -> bytes:
    """An XLSX file.

    Parameters
    ----------
    made
        Stamp of the file, without an offset.
    width
        Of each column [letters].
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "created": made})
        head, cells = book.add_format({"bold": True, "bottom": 1}), Cells(book)
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            page.write_row(0, 0, list(map(heading, sheet.columns)), head)
            page.freeze_panes(1, 0)
            for number, row in enumerate(sheet.rows, start=1):
                for column, value in enumerate(row):
                    cells.write(page, number, column, value)
            page.set_column(0, max(0, len(sheet.columns) - 1), width)
    return target.getvalue()
