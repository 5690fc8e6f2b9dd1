"""Dates, times and numbers as the pages write them, on the centre's clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DASH = "–"


def local(at: datetime, zone: str) -> str:
    """An instant on the centre's clock, `Mon 5 Jan 2026, 08:30`."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{day_long(there.date())}, {there:%H:%M}"


def day_long(day: date) -> str:
    """`Mon 5 Jan 2026`."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def day_short(day: date) -> str:
    """`Mon 5 Jan`."""
    return f"{day:%a} {day.day} {day:%b}"


def span(first: date, last: date) -> str:
    """`Mon 5 Jan – Sun 1 Feb 2026`."""
    return f"{day_short(first)} {DASH} {day_short(last)} {last.year}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share [-] as per cent."""
    return DASH if share is None or share != share else f"{share:.{digits}%}"


def number(value: float | None) -> str:
    """A whole number with thousands apart."""
    return DASH if value is None or value != value else f"{value:,.0f}"


def short_basis(basis: str) -> str:
    """`mean` of `mean; faults: erlang_a, ...`: the formulas stand with the assumptions."""
    first = basis.partition(";")[0]
    return first if "corrected by simulation" in basis else f"{first}, by formula alone"


def signed(value: float) -> str:
    """A change with its sign."""
    return "±0" if value == 0 else f"{value:+,.0f}"


def days_of(first: date, days: int) -> str:
    """A horizon by its first day and length."""
    return span(first, first + timedelta(days=days - 1))
