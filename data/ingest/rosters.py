"""Rosters from CSV: the long list or the matrix, whichever the header shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from data.files.rows import Faults, Row, read_clock, read_day, read_rows
from data.files.table import first_cells
from data.files.text import read_text
from data.model.activity import Activity
from data.model.errors import UnreadableFile
from data.model.roster import Roster
from data.model.shift import DAY_MIN, Break, Shift, ShiftTemplate

NEEDED = ("agent_id", "date", "activity", "start", "end")
OPTIONAL = ("paid_minutes", "roster_version", "shift")
HORIZON = "horizon"
"""Activity of a row without agent that gives the days of the roster."""

_SHIFT = re.compile(r"(?P<template>.*) \d{2}:\d{2}(?: #\d+)?", re.DOTALL)
_Horizon = tuple[date, int]
_ACTIVITY = "session:"


@dataclass(frozen=True)
class _Piece:
    """A row, times in minutes after midnight of the shift's day [min]."""

    row: Row
    activity: str
    start: int
    end: int
    paid: bool


def read_long(path: Path, faults: Faults) -> tuple[date, int, tuple[Shift, ...]]:
    """First day, number of days and shifts of a long list.

    Notes
    -----
    Without a `horizon` row the roster covers the first to the last day that has a row. Without
    a `shift` column all rows of an agent's day are one shift.
    """
    horizon: _Horizon | None = None
    pieces: dict[tuple[str, date, str], list[_Piece]] = {}
    for row in read_rows(path, NEEDED, faults, optional=OPTIONAL):
        day = row.day("date")
        piece = _piece(row, day)
        if piece is None:
            continue
        if piece.activity == HORIZON:
            horizon = day, max(1, (piece.end - piece.start) // 1440)
        else:
            key = (row.needed("agent_id"), day, row.text("shift"))
            pieces.setdefault(key, []).append(piece)
    made = (_shift(key, found) for key, found in pieces.items())
    shifts = tuple(shift for shift in made if shift is not None)
    first, days = horizon or _span(shifts)
    for (_, day, _), found in pieces.items():
        if not first <= day < first + timedelta(days=days):
            found[0].row.wrong(f"{day} lies outside the roster's {days} days from {first}")
    return first, days, shifts


def _piece(row: Row, day: date) -> _Piece | None:
    start, end = _minute(row, "start", day), _minute(row, "end", day)
    activity = row.needed("activity")
    if row.sound and end <= start:
        row.wrong("the end is not after the start")
    paid = row.whole("paid_minutes", 0) > 0
    return _Piece(row, activity, start, end, paid) if row.sound else None


def _minute(row: Row, name: str, day: date) -> int:
    """Minutes from the day's midnight to a local time [min]; its offset from UTC is not needed."""
    text = row.text(name).strip()
    try:
        wall = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        row.wrong(f"{name} '{text}' is no time (write 2026-01-31T08:30)")
        return 0
    return int((wall - datetime(day.year, day.month, day.day)).total_seconds() // 60)  # noqa: DTZ001


def _shift(key: tuple[str, date, str], pieces: list[_Piece]) -> Shift | None:
    agent_id, day, code = key
    match = _SHIFT.fullmatch(code)
    start, end = min(p.start for p in pieces), max(p.end for p in pieces)
    breaks = tuple(
        Break(p.start, p.end - p.start, _label(p.activity), p.paid)
        for p in pieces
        if p.activity != "work" and not p.activity.startswith(_ACTIVITY)
    )
    held = [p for p in pieces if p.activity.startswith(_ACTIVITY)]
    template = match["template"] if match else code
    return pieces[0].row.made(
        lambda: Shift(
            agent_id, day, start, end - start, template, breaks, tuple(map(_activity, held))
        )
    )


def _activity(piece: _Piece) -> Activity:
    label = piece.activity.removeprefix(_ACTIVITY)
    return Activity(piece.start, piece.end - piece.start, label)


def _label(activity: str) -> str:
    return activity.removeprefix("break:")


def _span(shifts: tuple[Shift, ...]) -> _Horizon:
    days = [shift.day for shift in shifts]
    if not days:
        return date(2000, 1, 1), 0
    return min(days), (max(days) - min(days)).days + 1


_CELL = re.compile(r"(?P<template>.*?) ?(?P<start>\d{1,2}:\d{2})(?:-(?P<end>\d{1,3}:\d{2}))?")
_OFF = ("", "-", "off")


def read_matrix(
    path: Path, templates: Mapping[str, ShiftTemplate], faults: Faults
) -> tuple[date, int, tuple[Shift, ...]]:
    """First day, number of days and shifts of a matrix.

    Raises
    ------
    UnreadableFile
        If the days of the header do not follow one another.
    """
    shifts: list[Shift] = []
    days: dict[str, date] = {}
    seen: dict[str, str] = {}
    for row in read_rows(path, ("agent_id",), faults):
        days = days or _days(row, path)
        agent_id = row.needed("agent_id")
        if seen.setdefault(agent_id, row.where) != row.where:
            row.wrong(f"agent {agent_id} is already in {seen[agent_id]}")
        for name, day in days.items():
            shifts.extend(_shifts(row, agent_id, day, row.cells[name].strip(), templates))
    if not days:
        raise UnreadableFile(f"{path} has a header but no agents")
    return min(days.values()), len(days), tuple(shifts)


def _days(row: Row, path: Path) -> dict[str, date]:
    found = {name: read_day(name) for name in row.cells}
    days = {name: day for name, day in found.items() if day is not None}
    first = min(days.values())
    if list(days.values()) != [first + timedelta(days=i) for i in range(len(days))]:
        raise UnreadableFile(f"{path}: the days of the header do not follow one another")
    return days


def _shifts(
    row: Row, agent_id: str, day: date, cell: str, templates: Mapping[str, ShiftTemplate]
) -> Iterator[Shift]:
    if cell.lower() in _OFF:
        return
    for text in cell.split(" + "):
        match = _CELL.fullmatch(text)
        start = read_clock(match["start"]) if match else None
        if match is None or start is None:
            row.wrong(f"{day}: '{text}' is no shift (write D8 08:30-17:00)")
            continue
        length = _length(match["template"], start, match["end"], templates)
        if length is None:
            row.wrong(f"{day}: '{text}' has no end and its template is unknown here")
            continue
        template = match["template"]
        shift = row.made(
            lambda start=start, length=length, template=template: Shift(  # type: ignore[misc]
                agent_id, day, start, length, template
            )
        )
        if shift is not None:
            yield shift


def _length(
    code: str, start: int, end: str | None, templates: Mapping[str, ShiftTemplate]
) -> int | None:
    if end is None:
        template = templates.get(code)
        return template.length_min if template else None
    hours, minutes = end.split(":")
    finish = int(hours) * 60 + int(minutes)
    return finish - start if finish > start else finish - start + DAY_MIN


_EXPECTED = "a roster: agent_id,date,activity,start,end,... or agent_id,[name,]2026-01-05,..."


def read_roster(path: Path, templates: Sequence[ShiftTemplate] = ()) -> Roster:
    """Read a roster.

    Parameters
    ----------
    templates
        Shift templates that give the length of matrix cells with only template and start.

    Notes
    -----
    The long list holds everything; the matrix leaves out breaks and off-phone activities.

    Raises
    ------
    UnreadableFile
        If the file is neither of them.
    BadRows
        If rows or cells are wrong; the message lists them all.
    """
    path = Path(path)
    header = [cell.lower() for cell in first_cells(read_text(path, _EXPECTED))]
    faults = Faults()
    if set(NEEDED) <= set(header):
        first, days, shifts = read_long(path, faults)
    elif header[:1] == ["agent_id"] and any(read_day(cell) for cell in header):
        first, days, shifts = read_matrix(path, {t.code: t for t in templates}, faults)
    else:
        shown = ",".join(header)[:200]
        raise UnreadableFile(f"{path} begins with {shown!r}; expected {_EXPECTED}")
    faults.raise_if_any()
    return Roster(first, days, shifts)
