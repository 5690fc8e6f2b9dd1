"""The two tables of rosters: the long list, and the matrix of agents and days."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from data.files.headings import column_said, stored_word
from data.files.moments import day_orders, half_width
from data.files.rows import Faults, Row, read_clock, read_rows
from data.model.activity import Activity
from data.model.checks.ids import plain
from data.model.errors import UnreadableFile
from data.model.language import tr
from data.model.roster import Roster
from data.model.shift import DAY_MIN, Break, Shift, ShiftTemplate

NEEDED = ("agent_id", "date", "activity", "start", "end")
OPTIONAL = ("paid_minutes", "roster_version", "shift", "paid")
HORIZON = "horizon"
"""Activity of a row without agent that gives the days of the roster."""

_SHIFT = re.compile(r"(?:(?P<template>.*) )?\d{1,2}:\d{2}(?::00)?(?: #\d+)?", re.DOTALL)
_Horizon = tuple[date, int]
_ACTIVITY = "session:"
_LEAVE = "leave:"


@dataclass(frozen=True)
class Table:
    """A roster as one table holds it.

    Parameters
    ----------
    complete
        Whether breaks are in it, as in the long list.
    base_id
        The saved roster that it was exported from; empty where the table does not say.
    agent_ids
        Agents that the table names, those without shifts included.
    """

    roster: Roster
    complete: bool
    base_id: str
    agent_ids: frozenset[str]


@dataclass(frozen=True)
class _Piece:
    """A row, times in minutes after midnight of the shift's day [min]."""

    row: Row
    day: date
    activity: str
    start: int
    end: int
    paid: bool


def read_long(path: Path, text: str, faults: Faults) -> Table:
    """The roster of a long list.

    Notes
    -----
    Without a `horizon` row the roster covers the first to the last day that has a row. Without
    a `shift` column all rows of an agent's day are one shift. Leave is the staff's, and passed
    over here.

    Raises
    ------
    UnreadableFile
        If its rows are of several rosters.
    """
    horizon: _Horizon | None = None
    pieces: dict[tuple[str, date, str], list[_Piece]] = {}
    bases: set[str] = set()
    for row in read_rows(path, NEEDED, faults, optional=OPTIONAL, text=text):
        bases.add(row.text("roster_version").strip())
        piece = _piece(row)
        if piece is None or piece.activity.startswith(_LEAVE):
            continue
        if piece.activity == HORIZON:
            horizon = piece.day, max(1, (piece.end - piece.start) // 1440)
        else:
            key = (row.needed("agent_id"), piece.day, row.text("shift"))
            pieces.setdefault(key, []).append(piece)
    made = (_shift(key, found) for key, found in pieces.items())
    shifts = tuple(shift for shift in made if shift is not None)
    first, days = horizon or _span(shifts)
    for (_, day, _), found in pieces.items():
        if not first <= day < first + timedelta(days=days):
            found[0].row.wrong(
                tr(
                    "{day} lies outside the roster's {days} days from {first}",
                    day=day,
                    days=days,
                    first=first,
                )
            )
    faults.raise_if_any()
    named = frozenset(agent_id for agent_id, _, _ in pieces)
    return Table(Roster(first, days, shifts), True, _only(bases, path), named)


def _only(bases: set[str], path: Path) -> str:
    """The roster that rows were exported from.

    Raises
    ------
    UnreadableFile
        If they name several.
    """
    named = sorted(bases - {""})
    if len(named) > 1:
        raise UnreadableFile(
            tr(
                "{path} holds rows of several rosters, {named}: keep those of one",
                path=path,
                named=", ".join(named[:5]),
            )
        )
    return named[0] if named else ""


def _piece(row: Row) -> _Piece | None:
    day = _day(row)
    start, end = _minute(row, "start", day), _minute(row, "end", day)
    activity = row.needed("activity")
    if row.sound and end <= start:
        row.wrong(tr("the end is not after the start"))
    paid = row.flag("paid") if row.text("paid") else row.whole("paid_minutes", 0) > 0
    return _Piece(row, day, activity, start, end, paid) if row.sound else None


def _day(row: Row) -> date:
    """The day of a row; one that may be two is the one on which its start lies."""
    days, starts = row.days("date"), {moment.date() for moment in row.moments("start")}
    near = [day for day in days if {day, day + timedelta(days=1)} & starts]
    return near[0] if len(days) > 1 and len(near) == 1 else row.day("date")


def _minute(row: Row, name: str, day: date) -> int:
    """Minutes from the day's midnight to a local time [min]; its offset from UTC is not needed."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
    found = [int((wall - midnight).total_seconds() // 60) for wall in row.moments(name)]
    if not found:
        text = row.text(name).strip()
        row.wrong(
            tr(
                "{name} '{text}' is no time (write 2026-01-31T08:30)",
                name=column_said(name),
                text=text,
            )
        )
        return 0
    return min(found, key=abs)


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
    template = (match["template"] or "") if match else code
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


_CELL = re.compile(
    r"(?P<template>.*?) ?(?P<start>\d{1,2}:\d{2}(?::00)?)"
    r"(?: ?[-–—~至] ?(?P<end>\d{1,3}:\d{2}(?::00)?))?(?: ?\[(?P<held>[^\[\]]*)\])?"
)
_HELD = re.compile(r"(?P<label>.+) (?P<start>\d{1,3}:\d{2})-(?P<end>\d{1,3}:\d{2})")
_AWAY = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_OFF = ("", "-", "–", "off")


def read_matrix(
    path: Path, text: str, templates: Mapping[str, ShiftTemplate], faults: Faults
) -> Table:
    """The roster of a matrix; leave and sickness in round brackets are the staff's.

    Parameters
    ----------
    templates
        By their codes, and by what is left of these without case, width and blanks.

    Raises
    ------
    UnreadableFile
        If the days of the header do not follow one another.
    """
    shifts: list[Shift] = []
    days: dict[str, date] = {}
    seen: dict[str, str] = {}
    bases: set[str] = set()
    for row in read_rows(path, ("agent_id",), faults, text=text):
        days = days or header_days(tuple(row.cells), path)
        bases.add(row.text("roster_version").strip())
        agent_id = row.needed("agent_id")
        if seen.setdefault(agent_id, row.where) != row.where:
            row.wrong(
                tr("agent {agent_id} is already in {seen}", agent_id=agent_id, seen=seen[agent_id])
            )
        for name, day in days.items():
            shifts.extend(_shifts(row, agent_id, day, row.cells[name].strip(), templates))
    if not days:
        raise UnreadableFile(tr("{path} has a header but no agents", path=path))
    faults.raise_if_any()
    roster = Roster(min(days.values()), len(days), tuple(shifts))
    return Table(roster, False, _only(bases, path), frozenset(seen))


def header_days(names: Sequence[str], path: Path) -> dict[str, date]:
    """Day of each column that has one.

    Raises
    ------
    UnreadableFile
        If the days do not follow one another in any order of day and month, or in two.
    """
    found = {name: day_orders(name.replace("_", " ")) for name in names}
    columns = {name: days for name, days in found.items() if days}
    fitting = []
    for order in ("ymd", "dmy", "mdy"):
        days = {name: d.get(order) or d.get("ymd") for name, d in columns.items()}
        first = next(iter(days.values()), None)
        ahead = [first + timedelta(days=i) for i in range(len(days))] if first else []
        if ahead and list(days.values()) == ahead and days not in fitting:
            fitting.append(days)
    if not fitting:
        raise UnreadableFile(
            tr("{path}: the days of the header do not follow one another", path=path)
        )
    if len(fitting) > 1:
        raise UnreadableFile(
            tr(
                "{path}: the header's '{next}' could be two days: write '2026-01-31'",
                path=path,
                next=next(iter(columns)),
            )
        )
    return {name: day for name, day in fitting[0].items() if day is not None}


def _shifts(
    row: Row, agent_id: str, day: date, cell: str, templates: Mapping[str, ShiftTemplate]
) -> Iterator[Shift]:
    cell = half_width(_AWAY.sub("", cell))
    if stored_word("want", cell) in _OFF:
        return
    for text in cell.split(" + "):
        match = _CELL.fullmatch(text.strip())
        start = read_clock(match["start"]) if match else None
        if match is None or start is None:
            row.wrong(tr("{day}: '{text}' is no shift (write D8 08:30-17:00)", day=day, text=text))
            continue
        code = match["template"]
        known = templates.get(code) or templates.get(plain(code))
        template = known.code if known else code
        length = _length(start, match["end"], known)
        if length is None:
            row.wrong(
                tr(
                    "{day}: '{text}' has no end and its template is unknown here",
                    day=day,
                    text=text,
                )
            )
            continue
        held = _held(match["held"])
        if held is None:
            row.wrong(
                tr(
                    "{day}: '[{match}]' is no activity (write [Training 10:00-11:00])",
                    day=day,
                    match=match["held"],
                )
            )
            continue
        shift = row.made(
            lambda start=start, length=length, template=template, held=held: Shift(  # type: ignore[misc]
                agent_id, day, start, length, template, (), held
            )
        )
        if shift is not None:
            yield shift


def _held(text: str | None) -> tuple[Activity, ...] | None:
    """Activities of a cell, `Training 10:00-11:00; Coaching 14:00-14:30`; None if unreadable."""
    found = []
    for part in (text or "").split(";") if text else ():
        match = _HELD.fullmatch(part.strip())
        start, end = (_minutes(match[name]) for name in ("start", "end")) if match else (0, 0)
        if match is None or end <= start:
            return None
        found.append(Activity(start, end - start, match["label"]))
    return tuple(found)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def _length(start: int, end: str | None, template: ShiftTemplate | None) -> int | None:
    if end is None:
        return template.length_min if template else None
    finish = _minutes(end)
    return finish - start if finish > start else finish - start + DAY_MIN
