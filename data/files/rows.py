"""Rows of small tables (staff, calendar, roster): faults are collected and reported together."""

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
    """What is wrong in the rows, over all files that are read together."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def note(self, where: str, what: str) -> None:
        """Add a fault to the list.

        Parameters
        ----------
        where
            File and row, as the planner finds them.
        what
            What is wrong there.
        """
        self._found.append(f"{where}: {what}")

    def raise_if_any(self) -> None:
        """Report every fault in one error.

        Raises
        ------
        BadRows
            If there is any fault.
        """
        if self._found:
            raise BadRows(tuple(self._found))


class Row:
    """One row: cells by column name, read as what they should be.

    Notes
    -----
    A cell that cannot be read adds a fault and returns a value of the right type, so that reading
    goes on to the next fault.
    """

    def __init__(self, cells: dict[str, str], where: str, faults: Faults) -> None:
        self.cells = cells
        self.where = where
        self.faults = faults
        self.sound = True

    def wrong(self, what: str) -> None:
        """Add a fault of this row."""
        self.sound = False
        self.faults.note(self.where, what)

    def text(self, name: str, default: str = "") -> str:
        """Text of a cell; an empty or absent one takes the default."""
        return self.cells.get(name, "") or default

    def needed(self, name: str) -> str:
        """Text that must not be empty."""
        text = self.cells.get(name, "")
        if not text.strip():
            self.wrong(f"{name} is empty")
        return text

    def identity(self, name: str) -> str:
        """Id that must not be empty, without blanks around it."""
        return self.needed(name).strip()

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
        """True or false; an empty cell is false."""
        text = self.cells.get(name, "").strip().lower()
        if text not in _TRUE + _FALSE:
            self.wrong(f"{name} '{text}' is neither true nor false")
        return text in _TRUE

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """One of several words; an empty cell takes the default."""
        text = self.cells.get(name, "").strip() or default
        if text not in options:
            self.wrong(f"{name} '{text}' is none of {', '.join(options)}")
            return default
        return text

    def day(self, name: str) -> date:
        """Calendar day, written `2026-01-31` or `2026/1/31`."""
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
        """A model value, or None where its type refuses it or the row already has a fault."""
        try:
            value = make()
        except InvalidValue as error:
            self.wrong(str(error))
            return None
        return value if self.sound else None


def read_rows(
    path: Path, needed: Sequence[str], faults: Faults, *, optional: Sequence[str] = ()
) -> Iterator[Row]:
    """Rows of a table with their cells by lower-case column name.

    Parameters
    ----------
    needed, optional
        Names of the columns that must and may be there; others are ignored.
    faults
        Collects rows that cannot be split into cells.

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
    """Day from `2026-01-31`, or from `2026/1/31` as Excel saves it; None if it is neither."""
    for form in ("%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def read_clock(text: str) -> int | None:
    """Minutes after midnight from `08:30` [min]; hours up to 99; None if it is no such time."""
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[2]) > 59:
        return None
    return int(match[1]) * 60 + int(match[2])
