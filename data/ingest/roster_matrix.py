"""The matrix: agents down, days across, `D8 08:30-17:00` in the cells."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from data.ingest.rows import Faults, Row, read_clock, read_day, read_rows
from data.model.errors import UnreadableFile
from data.model.shift import DAY_MIN, Shift, ShiftTemplate

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
