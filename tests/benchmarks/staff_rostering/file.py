"""Reads the staff rostering format of Curtois & Qu (2014): sections of comma-separated rows.

Format and rules: "Computational results on new staff scheduling benchmark instances",
T. Curtois and R. Qu, University of Nottingham, 2014; the files explain themselves in comments.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.model.errors import InvalidValue, UnreadableFile


@dataclass(frozen=True)
class ShiftKind:
    """A shift: length [min] and the shifts that may not come on the day after it."""

    code: str
    length_min: int
    not_before: frozenset[str]


@dataclass(frozen=True)
class Employee:
    """The hard rules of one person; times in minutes, runs in days."""

    agent: str
    max_shifts: Mapping[str, int]
    max_minutes: int
    min_minutes: int
    max_run: int
    min_run: int
    min_days_off: int
    max_weekends: int


@dataclass(frozen=True)
class Request:
    """A priced wish for (or against) a shift on a day."""

    agent: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True)
class CoverRow:
    """Heads wanted on a shift and the prices of missing and idle ones."""

    day: int
    shift: str
    heads: int
    under: int
    over: int


@dataclass(frozen=True)
class StaffRostering:
    """One instance of the benchmark; day 0 is a Monday."""

    name: str
    days: int
    shifts: tuple[ShiftKind, ...]
    staff: tuple[Employee, ...]
    days_off: frozenset[tuple[str, int]]
    on_requests: tuple[Request, ...]
    off_requests: tuple[Request, ...]
    cover: tuple[CoverRow, ...]

    def __post_init__(self) -> None:
        shifts = {None, *(shift.code for shift in self.shifts)}
        staff = {None, *(person.agent for person in self.staff)}
        named: list[tuple[str | None, int, str | None]] = [
            *((wish.agent, wish.day, wish.shift) for wish in self.on_requests + self.off_requests),
            *((None, row.day, row.shift) for row in self.cover),
            *((agent, day, None) for agent, day in self.days_off),
        ]
        for agent, day, shift in named:
            if agent not in staff or shift not in shifts or not 0 <= day < self.days:
                raise InvalidValue(
                    f"{self.name}: a row of employee {agent!r}, shift {shift!r} on day {day} is "
                    f"not of this instance, which has days 0 to {self.days - 1}"
                )


def read_staff_rostering(path: Path) -> StaffRostering:
    """Instance in a file.

    Raises
    ------
    UnreadableFile
        If the file is absent, a section is missing or a row does not have the form of its section.
    InvalidValue
        If rows name unknown employees, shifts or days.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path}: cannot be read as text ({error})") from error
    return parse_staff_rostering(text, path.stem)


def parse_staff_rostering(text: str, name: str) -> StaffRostering:
    """Instance in a text; raises like `read_staff_rostering`."""
    rows: dict[str, list[tuple[int, str]]] = {}
    for section, number, line in _rows(text):
        rows.setdefault(section, []).append((number, line))
    absent = [section for section in ("HORIZON", "SHIFTS", "STAFF", "COVER") if section not in rows]
    if absent:
        raise UnreadableFile(
            f"{name}: no rows in section {absent[0]}; is this the Curtois & Qu format?"
        )
    for section, numbered in rows.items():
        if section not in _PARSERS:
            raise UnreadableFile(f"{name} line {numbered[0][0]}: unknown section {section!r}")
    parsed = {
        section: [_row(name, section, number, line) for number, line in rows.get(section, [])]
        for section in _PARSERS
    }
    return StaffRostering(
        name=name,
        days=parsed["HORIZON"][0],
        shifts=tuple(parsed["SHIFTS"]),
        staff=tuple(parsed["STAFF"]),
        days_off=frozenset(cell for row in parsed["DAYS_OFF"] for cell in row),
        on_requests=tuple(parsed["SHIFT_ON_REQUESTS"]),
        off_requests=tuple(parsed["SHIFT_OFF_REQUESTS"]),
        cover=tuple(parsed["COVER"]),
    )


def _rows(text: str) -> Iterator[tuple[str, int, str]]:
    section = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("SECTION_"):
            section = line.removeprefix("SECTION_")
        elif line and not line.startswith("#"):
            yield section, number, line


def _row(name: str, section: str, number: int, line: str) -> Any:
    try:
        return _PARSERS[section](line.split(","))
    except (ValueError, IndexError) as error:
        raise UnreadableFile(
            f"{name} line {number}: {line!r} is not a row of section {section} ({error})"
        ) from error


def _shift(cells: list[str]) -> ShiftKind:
    return ShiftKind(cells[0], int(cells[1]), frozenset(filter(None, cells[2].split("|"))))


def _employee(cells: list[str]) -> Employee:
    limits = dict(pair.split("=") for pair in cells[1].split("|"))
    numbers = [int(cell) for cell in cells[2:8]]
    return Employee(cells[0], {shift: int(most) for shift, most in limits.items()}, *numbers)


def _request(cells: list[str]) -> Request:
    return Request(cells[0], int(cells[1]), cells[2], int(cells[3]))


_PARSERS: dict[str, Callable[[list[str]], Any]] = {
    "HORIZON": lambda cells: int(cells[0]),
    "SHIFTS": _shift,
    "STAFF": _employee,
    "DAYS_OFF": lambda cells: [(cells[0], int(day)) for day in cells[1:]],
    "SHIFT_ON_REQUESTS": _request,
    "SHIFT_OFF_REQUESTS": _request,
    "COVER": lambda cells: CoverRow(int(cells[0]), cells[1], *map(int, cells[2:5])),
}
