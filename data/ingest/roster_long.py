"""The long form: a row for each stretch of work, each break and each session."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from data.ingest.rows import Faults, Row, read_rows
from data.model.session import Session
from data.model.shift import Break, Shift

NEEDED = ("agent_id", "date", "activity", "start", "end")
OPTIONAL = ("paid_minutes", "roster_version", "shift")
HORIZON = "horizon"
"""Activity of a row without agent that says which days the roster covers."""

_SHIFT = re.compile(r"(?P<template>.*) \d{2}:\d{2}(?: #\d+)?", re.DOTALL)
_Horizon = tuple[date, int]
_SESSION = "session:"


@dataclass(frozen=True)
class _Piece:
    """A row, times in minutes after midnight of the shift's day [min]."""

    row: Row
    activity: str
    start: int
    end: int
    paid: bool


def read_long(path: Path, faults: Faults) -> tuple[date, int, tuple[Shift, ...]]:
    """First day, number of days and shifts of a long file.

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
    """Minutes from the day's midnight to a local time; its offset from UTC says nothing new."""
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
        if p.activity != "work" and not p.activity.startswith(_SESSION)
    )
    held = [p for p in pieces if p.activity.startswith(_SESSION)]
    template = match["template"] if match else code
    return pieces[0].row.made(
        lambda: Shift(
            agent_id, day, start, end - start, template, breaks, tuple(map(_session, held))
        )
    )


def _session(piece: _Piece) -> Session:
    label = piece.activity.removeprefix(_SESSION)
    return Session(piece.start, piece.end - piece.start, label)


def _label(activity: str) -> str:
    return activity.removeprefix("break:")


def _span(shifts: tuple[Shift, ...]) -> _Horizon:
    days = [shift.day for shift in shifts]
    if not days:
        return date(2000, 1, 1), 0
    return min(days), (max(days) - min(days)).days + 1
