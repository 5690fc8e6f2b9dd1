"""What people type, read: quantile levels, days, times of day, hours of a day."""

from datetime import date

import typer

from data.ingest.rows import read_clock, read_day
from data.model.shift import DAY_MIN

FIVES = "5%"
"""Short for every twentieth: .05 to .95."""

EVERY = "every"
"""What people write for a day where every day is meant."""


def day_or_every(text: str) -> date | None:
    """The day of `2026-01-31`; None for `every`."""
    found = read_day(text.strip())
    if found is None and text.strip().lower() != EVERY:
        raise typer.BadParameter(f"{text!r} is no day: write 2026-01-31, or {EVERY} for every day")
    return found


def levels_of(text: str) -> tuple[float, ...]:
    """Quantile levels of `.1,.5,.9` or `5%`, in order."""
    if text.strip() == FIVES:
        return tuple(round(0.05 * i, 2) for i in range(1, 20))
    try:
        found = tuple(sorted(float(part) for part in text.split(",") if part.strip()))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: give levels such as .1,.5,.9") from error
    if not found or not all(0 < level < 1 for level in found):
        raise typer.BadParameter(f"{text!r}: give levels between 0 and 1, such as .1,.5,.9")
    return found


def minute_of(text: str) -> int:
    """Minutes after midnight of `08:30`, at most those of `24:00` [min]."""
    found = read_clock(text.strip())
    if found is None or found > DAY_MIN:
        raise typer.BadParameter(f"{text!r} is no time of day: write 08:30, or 24:00 for its end")
    return found


def hours_of(text: str) -> tuple[int, int]:
    """First and last minute of `08:00-20:00`; `22:00-06:00` ends on the next day [min]."""
    first, _, last = text.partition("-")
    try:
        start, end = minute_of(first), minute_of(last)
    except typer.BadParameter as error:
        raise typer.BadParameter(
            f"{text!r}: give hours such as 08:00-20:00 or 22:00-06:00"
        ) from error
    if start == end:
        raise typer.BadParameter(f"{text!r} is no time at all: give hours such as 08:00-20:00")
    return start, end
