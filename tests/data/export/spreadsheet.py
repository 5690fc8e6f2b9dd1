"""What spreadsheets make of our files: opened, and saved again in a country's way."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import openpyxl


@dataclass(frozen=True)
class Country:
    """How a spreadsheet of a country saves what it took for a day, time, number or truth."""

    name: str
    encoding: str
    delimiter: str
    day: str
    time: str
    comma: str
    true: str
    quoted: bool = False


COUNTRIES = (
    Country("zh-CN, CSV UTF-8", "utf-8-sig", ",", "{y}/{m}/{d}", "{h}:{min:02d}", ".", "TRUE"),
    Country("zh-CN, CSV", "gb18030", ",", "{y}/{m}/{d}", "{h}:{min:02d}", ".", "TRUE"),
    Country("US, CSV UTF-8", "utf-8-sig", ",", "{m}/{d}/{y}", "{h}:{min:02d}", ".", "TRUE"),
    Country("US, quoted", "utf-8", ",", "{m}/{d}/{y}", "{h12}:{min:02d} {half}", ".", "TRUE", True),
    Country("GB", "utf-8-sig", ",", "{d:02d}/{m:02d}/{y}", "{h:02d}:{min:02d}", ".", "TRUE"),
    Country(
        "German, CSV UTF-8", "utf-8-sig", ";", "{d:02d}.{m:02d}.{y}", "{h:02d}:{min:02d}", ",",
        "WAHR",
    ),
    Country("German, short", "utf-8", ";", "{d}.{m}.{yy}", "{h:02d}:{min:02d}:00", ",", "WAHR"),
    Country("German, Unicode text", "utf-16", "\t", "{d:02d}.{m:02d}.{y}", "{h}:{min:02d}", ",",
            "WAHR"),
)  # fmt: skip


def saved_as(content: bytes, country: Country) -> bytes:
    """A CSV file as a spreadsheet saves it after opening it by a double click."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return _written([[_retyped(cell, country) for cell in row] for row in rows], country)


def sheet_saved_as(content: bytes, sheet: str, country: Country) -> bytes:
    """A sheet of a workbook as CSV."""
    rows = openpyxl.load_workbook(io.BytesIO(content))[sheet].values
    return _written([[_shown(value, country) for value in row] for row in rows], country)


def workbook_of(content: bytes) -> bytes:
    """A CSV file opened in a spreadsheet and saved as a workbook: days and numbers have types."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        sheet.append([_typed(cell) if cell else None for cell in row])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    return _bytes(book)


def saved_again(
    content: bytes, change: Callable[[openpyxl.Workbook], None] = lambda book: None
) -> bytes:
    """A workbook opened, changed and saved."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    return _bytes(book)


def _bytes(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _written(rows: list[list[str]], country: Country) -> bytes:
    target = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if country.quoted else csv.QUOTE_MINIMAL
    csv.writer(target, delimiter=country.delimiter, quoting=quoting).writerows(rows)
    return target.getvalue().encode(country.encoding)


def _typed(cell: str) -> object:
    """What a spreadsheet takes a text for."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return date.fromisoformat(cell)
    if re.fullmatch(r"\d{1,2}:\d{2}", cell) and int(cell.split(":")[0]) < 24:
        hour, minute = map(int, cell.split(":"))
        return time(hour, minute)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?", cell):
        return datetime.fromisoformat(cell)
    if re.fullmatch(r"[+-]?\d+(\.\d+)?(E\d+)?", cell):
        return int(cell) if cell.isdigit() else float(cell)
    return {"true": True, "false": False}.get(cell.lower(), cell)


def _retyped(cell: str, country: Country) -> str:
    return _shown(_typed(cell), country)


def _shown(value: object, country: Country) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return country.true if value else {"WAHR": "FALSCH"}.get(country.true, "FALSE")
    if isinstance(value, datetime):
        return f"{_shown(value.date(), country)} {_shown(value.time(), country)}"
    if isinstance(value, date):
        return country.day.format(y=value.year, yy=value.year % 100, m=value.month, d=value.day)
    if isinstance(value, time):
        half = "AM" if value.hour < 12 else "PM"
        hour12 = value.hour % 12 or 12
        return country.time.format(h=value.hour, h12=hour12, min=value.minute, half=half)
    if isinstance(value, int | float):
        text = f"{value:.0f}" if value == int(value) else repr(value)
        if len(text) > 11 and value == int(value):
            text = f"{value:.5E}"
        return text.replace(".", country.comma)
    return str(value)
