"""What of a spreadsheet a table is read from."""

import csv
import io
from datetime import date

from openpyxl import Workbook

from data.files.workbook import first_table


def rows_of(book: Workbook) -> list[list[str]]:
    content = io.BytesIO()
    book.save(content)
    return list(csv.reader(io.StringIO(first_table(content.getvalue(), "calls.xlsx", "history"))))


def test_a_day_that_is_merged_over_its_rows_stands_in_each_of_them() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["日期", "时段", "来电量"],
        [date(2026, 11, 1), "00:00", 30],
        [None, "00:30", None],
        [date(2026, 11, 2), "00:00", 5],
        [None, "00:30", 6],
        ["合计", None, 41],
    ):
        sheet.append(row)
    for cells in ("A2:A3", "C2:C3", "A4:A5", "A6:B6"):
        sheet.merge_cells(cells)
    assert rows_of(book) == [
        ["日期", "时段", "来电量"],
        ["2026-11-01", "00:00", "30"],
        ["2026-11-01", "00:30", ""],  # 30 are the contacts of both: said twice they were 60
        ["2026-11-02", "00:00", "5"],
        ["2026-11-02", "00:30", "6"],
        ["合计", "", "41"],
    ]


def test_the_first_table_that_is_shown_is_read_not_a_cover_or_a_hidden_list() -> None:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["Monthly report"])
    lists = book.create_sheet("lists")
    lists.append(["queue_id", "offered", "day"])
    lists.sheet_state = "hidden"
    wanted = [["Date", "Interval", "Calls"], ["2026-11-01", "00:00", "30"]]
    sheet = book.create_sheet("Data")
    for row in wanted:
        sheet.append(row)
    assert rows_of(book) == wanted
    book.remove(sheet)
    assert rows_of(book) == [["Monthly report"]]


def test_a_row_of_groups_over_the_columns_is_no_header() -> None:
    """Excel reports name groups of columns in cells that are merged above the columns' names."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Calls in November", None, None, None],
        ["When", None, "How many", None],
        ["Date", "Interval", "Calls", "Answered"],
        ["2026-11-01", "00:00", 30, 29],
    ):
        sheet.append(row)
    for cells in ("A1:D1", "A2:B2", "C2:D2"):
        sheet.merge_cells(cells)
    assert rows_of(book) == [
        [],
        [],
        ["Date", "Interval", "Calls", "Answered"],
        ["2026-11-01", "00:00", "30", "29"],
    ]
