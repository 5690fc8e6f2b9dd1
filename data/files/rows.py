"""Rows of small tables (staff, calendar, roster): faults are collected and reported together."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from data.files.headings import column_id, column_said, heading, stored_word
from data.files.moments import Order, clock_minute, common_orders, day_orders, read_moments
from data.files.table import read_cells, refuse_double_columns
from data.files.text import read_text
from data.model.errors import BadRows, InvalidValue, UnreadableFile
from data.model.language import tr

T = TypeVar("T")
# A spreadsheet says true and false in its own language.
_TRUE = ("true", "yes", "1", "wahr", "ja", "vrai", "是", "真")
_FALSE = ("false", "no", "0", "", "falsch", "nein", "faux", "否", "假")


class Columns:
    """In which order the days of each column are written, as far as its cells say."""

    def __init__(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self._names = list(names)
        self._rows = rows
        self._orders: dict[str, frozenset[Order]] = {}

    def orders(self, name: str) -> frozenset[Order]:
        """Orders that fit every day of a column; none where all begin with the year."""
        if name not in self._orders:
            at = self._names.index(name)
            self._orders[name] = common_orders(row[at] for row in self._rows)
        return self._orders[name]


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

    def __init__(self, cells: dict[str, str], where: str, faults: Faults, columns: Columns) -> None:
        self.cells = cells
        self.columns = columns
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
            self.wrong(tr("{name} is empty", name=column_said(name)))
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
            self.wrong(tr("{name} '{text}' is no whole number", name=column_said(name), text=text))
            return default or 0
        return int(text)

    def flag(self, name: str) -> bool:
        """True or false; an empty cell is false."""
        text = self.cells.get(name, "").strip().lower()
        if text not in _TRUE + _FALSE:
            self.wrong(
                tr("{name} '{text}' is neither true nor false", name=column_said(name), text=text)
            )
        return text in _TRUE

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """One of several words; an empty cell takes the default."""
        text = stored_word(name, self.cells.get(name, "")) or default
        if text not in options:
            self.wrong(
                tr(
                    "{name} '{text}' is none of {options}",
                    name=column_said(name),
                    text=text,
                    options=", ".join(options),
                )
            )
            return default
        return text

    def day(self, name: str) -> date:
        """Calendar day, written `2026-01-31` or as a spreadsheet of any country saves that."""
        found = self.days(name)
        text = self.cells.get(name, "").strip()
        if not found:
            self.wrong(
                tr(
                    "{name} '{text}' is no day (write '2026-01-31')",
                    name=column_said(name),
                    text=text,
                )
            )
        elif len(found) > 1:
            ways = tr(" or ").join(f"{day.day} {day:%B}" for day in found)
            self.wrong(
                tr(
                    "{name} '{text}' could be {ways} (write '{found}')",
                    name=column_said(name),
                    text=text,
                    ways=ways,
                    found=found[0],
                )
            )
        return found[0] if found else date(2000, 1, 1)

    def days(self, name: str) -> tuple[date, ...]:
        """Days that a cell may mean beside the others of its column; one, if it can be told."""
        return self._told(name, day_orders(self.cells.get(name, "")))

    def moments(self, name: str) -> tuple[datetime, ...]:
        """Wall times that a cell may mean beside the others of its column."""
        return self._told(name, read_moments(self.cells.get(name, "")))

    def _told(self, name: str, found: Mapping[Order, T]) -> tuple[T, ...]:
        if len(found) > 1:
            orders = self.columns.orders(name)
            found = {order: value for order, value in found.items() if order in orders} or found
        return tuple(dict.fromkeys(found.values()))

    def clock(self, name: str, default: int | None = None) -> int:
        """Clock time as minutes after midnight [min]; hours may exceed 24."""
        text = self.cells.get(name, "").strip()
        if not text and default is not None:
            return default
        found = read_clock(text)
        if found is None:
            self.wrong(
                tr("{name} '{text}' is no time (write 08:30)", name=column_said(name), text=text)
            )
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
    path: Path,
    needed: Sequence[str],
    faults: Faults,
    *,
    optional: Sequence[str] = (),
    text: str | None = None,
) -> Iterator[Row]:
    """Rows of a table with their cells by column name, `agent_id` for `Agent id` too.

    Parameters
    ----------
    needed, optional
        Names of the columns that must and may be there; others are ignored.
    faults
        Collects rows that cannot be split into cells.
    text
        The table, where it was read already.

    Raises
    ------
    UnreadableFile
        If the file is no table, lacks needed columns or names one twice.
    """
    path = Path(path)
    expected = tr("the columns {value}", value=",".join(map(heading, (*needed, *optional))))
    header, rows, malformed = read_cells(read_text(path, expected) if text is None else text)
    names = [column_id(name) for name in header]
    missing = [name for name in needed if name not in names]
    if missing:
        raise UnreadableFile(
            tr(
                "{path} lacks {missing}; found {header}; expected {expected}",
                path=path,
                missing=", ".join(map(heading, missing)),
                header=",".join(header)[:200],
                expected=expected,
            )
        )
    refuse_double_columns(names, path)
    for number, what in malformed.items():
        faults.note(tr("{name} row {number}", name=path.name, number=number), what)
    columns = Columns(names, tuple(rows.values()))
    for number, cells in rows.items():
        where = tr("{name} row {number}", name=path.name, number=number)
        yield Row(dict(zip(names, cells, strict=True)), where, faults, columns)


def read_day(text: str) -> date | None:
    """Day from `2026-01-31` or `2026/1/31`, as typed; None if it is neither."""
    return day_orders(text).get("ymd") if len(text) > 5 else None


def read_clock(text: str) -> int | None:
    """Minutes after midnight from `08:30` [min]; hours up to 99; None if it is no such time."""
    found = clock_minute(text)
    return found if found is not None and found < 100 * 60 else None
