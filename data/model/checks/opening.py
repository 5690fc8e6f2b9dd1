"""Opening hours of a queue: `Mon-Fri 08:00-20:00, Sat 09:00-13:00`; days not named are closed."""

import re
from collections.abc import Callable
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import DAY_MIN, clock_text
from data.model.staff import WEEKDAYS
from data.model.words import weekday_name

if TYPE_CHECKING:
    from data.model.grid import BoolArray, Grid

_CHINESE = "一二三四五六日天"
_ENTRY = re.compile(r"(?P<days>[^\d\s]+(?:\s*-\s*[^\d\s]+)?)\s+(?P<spans>[\d:\s-]+)")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_WIDE = str.maketrans(";，；：–—至~、", ",,,:----,")

Spans = tuple[tuple[int, int], ...]
"""Spans of a day [minutes after midnight], in order; empty: closed."""


def hours_of(opening: str) -> tuple[Spans, ...]:
    """Spans of each weekday, Monday first, seven of them.

    Parameters
    ----------
    opening
        As in `Queue.opening`, with English or Chinese weekdays; not empty.

    Raises
    ------
    InvalidValue
        If a part cannot be read, or its spans overlap or end before they begin.
    """
    found: list[set[tuple[int, int]]] = [set() for _ in range(7)]
    for part in filter(None, map(str.strip, opening.translate(_WIDE).split(","))):
        entry = _ENTRY.fullmatch(part)
        days = _days(entry["days"]) if entry else ()
        spans = [(60 * int(a) + int(b), 60 * int(c) + int(d))
                 for a, b, c, d in _SPAN.findall(entry["spans"])] if entry else []  # fmt: skip
        left = _SPAN.sub("", entry["spans"]).strip() if entry else part
        if not days or not spans or left or any(not a < b <= DAY_MIN for a, b in spans):
            raise InvalidValue(
                tr(
                    "opening hours '{part}' cannot be read; write them like "
                    "'Mon-Fri 08:00-20:00, Sat 09:00-13:00'",
                    part=part,
                )
            )
        for day in days:
            found[day].update(spans)
    if not any(found):
        raise InvalidValue(tr("opening hours name no hours; leave them empty instead"))
    return tuple(_in_order(spans) for spans in found)


def _days(text: str) -> tuple[int, ...]:
    """Weekdays by number: of `Mon`, `Mon-Fri`, `周一-周五`, `daily`; none if it is none."""
    if text.lower() in ("daily", "every day", "每天", "每日"):
        return tuple(range(7))
    ends = [_day(name.strip()) for name in text.split("-")]
    if len(ends) > 2 or None in ends:
        return ()
    first, last = int(ends[0] or 0), int(ends[-1] or 0)
    return tuple((first + i) % 7 for i in range((last - first) % 7 + 1))


def _day(name: str) -> int | None:
    if name[:3].title() in WEEKDAYS:
        return WEEKDAYS.index(name[:3].title())
    short = name.removeprefix("星期").removeprefix("周")
    return min(6, _CHINESE.index(short)) if len(short) == 1 and short in _CHINESE else None


def _in_order(spans: set[tuple[int, int]]) -> Spans:
    ordered = sorted(spans)
    if any(after[0] < before[1] for before, after in pairwise(ordered)):
        raise InvalidValue(tr("opening hours of a day overlap; name each hour once"))
    return tuple(ordered)


def opens_at(opening: str, weekday: int, minute: int) -> int | None:
    """Minute of the day at which hours that are closed begin again; None: open now.

    Parameters
    ----------
    opening
        As in `Queue.opening`; empty: always open.
    weekday
        0 = Monday .. 6 = Sunday.
    minute
        Of the local day [min].

    Returns
    -------
    int | None
        `DAY_MIN` where it opens no more on that day.
    """
    spans = hours_of(opening)[weekday] if opening else ((0, DAY_MIN),)
    if any(first <= minute < last for first, last in spans):
        return None
    return next((first for first, _ in spans if first > minute), DAY_MIN)


def canonical(opening: str) -> str:
    """The same hours as they are stored, with English weekdays; empty stays empty."""
    return _written(hours_of(opening), lambda day: WEEKDAYS[day]) if opening.strip() else ""


def opening_in_words(opening: str) -> str:
    """The hours with the weekdays of the language in use."""
    return hours_in_words(hours_of(opening)) if opening else ""


def hours_in_words(hours: tuple[Spans, ...]) -> str:
    """Spans of each weekday from Monday on, `Mon-Fri 08:00-20:00`, in the language in use."""
    return _written(hours, weekday_name)


def _written(hours: tuple[Spans, ...], name: Callable[[int], str]) -> str:
    parts = []
    for spans, days in groupby(range(7), lambda day: hours[day]):
        which = list(days)
        if spans:
            named = name(which[0]) + (f"-{name(which[-1])}" if len(which) > 1 else "")
            parts.append(" ".join((named, *(f"{clock_text(a)}-{clock_text(b)}" for a, b in spans))))
    return ", ".join(parts)


def open_slots(opening: str, grid: "Grid") -> "BoolArray":
    """Slots of a grid that begin within the hours, shape (slots,); all where none are set."""
    import numpy as np  # not before: commands that only show a queue start without it

    if not opening:
        return np.ones(grid.slots, dtype=bool)
    open_ = np.zeros(grid.slots, dtype=bool)
    for day, spans in enumerate(hours_of(opening)):
        for begin, end in spans:
            here = (grid.minute_of_day >= begin) & (grid.minute_of_day < end)
            open_ |= here & (grid.weekday == day)
    return open_
