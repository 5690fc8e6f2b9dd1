"""Rows of small tables (staff, calendar, roster): every fault is noted, then all are told."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from data.files.table import read_cells
from data.files.text import read_text
from data.model.errors import BadRows, InvalidValue, UnreadableFile

T = TypeVar("T")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0", "")


class Faults:
    """What is wrong, over all files of a reading."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def note(self, where: str, what: str) -> None:
        """Remember a fault."""
        self._found.append(f"{where}: {what}")

    def raise_if_any(self) -> None:
        """Tell all faults at once.

        Raises
        ------
        BadRows
            If any was noted.
        """
        if self._found:
            raise BadRows(tuple(self._found))


class Row:
    """One row: cells by column name, read as what they should be.

    Notes
    -----
    A cell that cannot be read is noted and answered by a value of the right type, so that the
    reading goes on to the next fault.
    """

    def __init__(self, cells: dict[str, str], where: str, faults: Faults) -> None:
        self.cells = cells
        self.where = where
        self.faults = faults
        self.sound = True

    def wrong(self, what: str) -> None:
        """Note a fault of this row."""
        self.sound = False
        self.faults.note(self.where, what)

    def text(self, name: str, default: str = "") -> str:
        """Text as it is; empty or absent -> default."""
        return self.cells.get(name, "") or default

    def needed(self, name: str) -> str:
        """Text that must not be empty."""
        text = self.cells.get(name, "")
        if not text.strip():
            self.wrong(f"{name} is empty")
        return text

    def whole(self, name: str, default: int | None = None) -> int:
        """Whole number; an empty cell takes the default."""
        text = self.cells.get(name, "").strip()
        if not text and default is not None:
            return default
        if not re.fullmatch(r"[+-]?\d{1,15}", text):
            self.wrong(f"{name} '{text}' is no whole number")
            return default or 0
        return int(text)

    def flag(self, name: str) -> bool:
        """Yes or no; empty = no."""
        text = self.cells.get(name, "").strip().lower()
        if text not in _TRUE + _FALSE:
            self.wrong(f"{name} '{text}' is neither true nor false")
        return text in _TRUE

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """One of some words; empty = default."""
        text = self.cells.get(name, "").strip() or default
        if text not in options:
            self.wrong(f"{name} '{text}' is none of {', '.join(options)}")
            return default
        return text

    def day(self, name: str) -> date:
        """Calendar day."""
        text = self.cells.get(name, "").strip()
        found = read_day(text)
        if found is None:
            self.wrong(f"{name} '{text}' is no day (write 2026-01-31)")
        return found or date(2000, 1, 1)

    def clock(self, name: str, default: int | None = None) -> int:
        """Clock time as minutes after midnight [min]; hours may exceed 24."""
        text = self.cells.get(name, "").strip()
        if not text and default is not None:
            return default
        found = read_clock(text)
        if found is None:
            self.wrong(f"{name} '{text}' is no time (write 08:30)")
        return found or 0

    def made(self, make: Callable[[], T]) -> T | None:
        """A model value; what its type refuses is noted as a fault of this row."""
        try:
            value = make()
        except InvalidValue as error:
            self.wrong(str(error))
            return None
        return value if self.sound else None


def read_rows(
    path: Path, needed: Sequence[str], faults: Faults, *, optional: Sequence[str] = ()
) -> Iterator[Row]:
    """Rows of a table, cells by lower-case column name.

    Raises
    ------
    UnreadableFile
        If the file is no table or lacks needed columns.
    """
    path = Path(path)
    expected = f"the columns {','.join([*needed, *optional])}"
    header, rows, malformed = read_cells(read_text(path, expected))
    names = [name.strip().lower() for name in header]
    missing = [name for name in needed if name not in names]
    if missing:
        raise UnreadableFile(
            f"{path} lacks {', '.join(missing)}; found {','.join(header)[:200]}; "
            f"expected {expected}"
        )
    for number, what in malformed.items():
        faults.note(f"{path.name} row {number}", what)
    for number, cells in rows.items():
        yield Row(dict(zip(names, cells, strict=True)), f"{path.name} row {number}", faults)


def read_day(text: str) -> date | None:
    """Day from `2026-01-31` or what Excel makes of it (`2026/1/31`)."""
    for form in ("%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def read_clock(text: str) -> int | None:
    """Minutes after midnight from `08:30`; hours up to 99 [min]."""
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[2]) > 59:
        return None
    return int(match[1]) * 60 + int(match[2])
