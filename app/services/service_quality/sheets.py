"""Tables to a workbook of several sheets; texts are texts, never formulas or links."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data.files.headings import heading


@dataclass(frozen=True)
class Sheet:
    """One table with its columns' names."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def workbook(title: str, sheets: Sequence[Sheet]) -> bytes:
    """An XLSX file; times are written as they stand, without an offset that Excel cannot hold."""
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "created": datetime(2026, 1, 1)})  # noqa: DTZ001
        head = book.add_format({"bold": True, "bottom": 1})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.write_row(0, 0, list(map(heading, sheet.columns)), head)
            page.freeze_panes(1, 0)
            for number, row in enumerate(sheet.rows, start=1):
                for column, value in enumerate(row):
                    _write(page, number, column, value)
            page.set_column(0, max(0, len(sheet.columns) - 1), 16)
    return target.getvalue()


def _write(page: Any, row: int, column: int, value: Any) -> None:
    if value is None or value != value:  # NaN
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value)
    elif isinstance(value, datetime):
        page.write_string(row, column, value.isoformat(sep=" ", timespec="minutes"))
    elif isinstance(value, date):
        page.write_string(row, column, value.isoformat())
    else:
        page.write_string(row, column, str(value))
