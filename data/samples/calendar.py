"""China's official days off, their make-up workdays and eves, and the level of each day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from data.model.grid import FloatArray, IntArray
from data.model.special_day import Kind, SpecialDay, SpecialDays
from data.samples.queue_models import Calendar

if TYPE_CHECKING:
    from holidays import HolidayBase

WORK, REST, HOLIDAY = 0, 1, 2
_ONE_DAY = timedelta(days=1)
_FESTIVALS = (
    ("Chinese New Year", "Chinese New Year (Spring Festival)"),
    ("National Day", "National Day"),
    ("New Year's Day", "New Year's Day"),
    ("Tomb-Sweeping Day", "Tomb-Sweeping Day"),
    ("Labor Day", "Labor Day"),
    ("Dragon Boat Festival", "Dragon Boat Festival"),
    ("Mid-Autumn Festival", "Mid-Autumn Festival"),
)
"""What the package's labels hold, and what a whole run is then called (its own spelling, so that
names agree with any official calendar); the first that is found names the run."""
LONG_HOLIDAY = "Chinese New Year (Spring Festival)"


def official_calendar(first: date, last: date) -> SpecialDays:
    """Days off (weekends inside included), make-up workdays and eves, first .. last.

    Notes
    -----
    A holiday is the whole run of days off around an official one, since people call alike on
    all of it; days of a run that the package calls "substituted" bear the festival's name.
    """
    import holidays

    official = holidays.country_holidays(
        "CN", years=range(first.year - 1, last.year + 2), language="en_US"
    )
    found: dict[date, SpecialDay] = {}
    for day in sorted(official):
        if day not in found:
            found.update(_run(day, official))
    for day in official.weekend_workdays:
        found[day] = SpecialDay(day, "Make-up workday", "makeup")
    return SpecialDays(tuple(found[d] for d in sorted(found) if first <= d <= last))


def _run(day: date, official: "HolidayBase") -> dict[date, SpecialDay]:
    begin = end = day
    while not official.is_working_day(begin - _ONE_DAY):
        begin -= _ONE_DAY
    while not official.is_working_day(end + _ONE_DAY):
        end += _ONE_DAY
    run = [begin + i * _ONE_DAY for i in range((end - begin).days + 1)]
    name = _name([official[d] for d in run if d in official])
    marked = {d: SpecialDay(d, name, "holiday") for d in run}
    eve = begin - _ONE_DAY
    return {eve: SpecialDay(eve, f"Eve of {name}", "eve"), **marked}


def _name(labels: list[str]) -> str:
    known = (name for part, name in _FESTIVALS if any(part in label for label in labels))
    return next(known, labels[0])  # a day off for one occasion bears that occasion's own name


def years_by_law(first: date, last: date) -> tuple[int, ...]:
    """Years of a span whose days off follow the law alone, since no decree on them is known.

    Notes
    -----
    The State Council decrees each November which weekends of the next year are worked for longer
    holidays; every decree since 2008 names some, so a year without any is not decreed yet, or not
    known to the `holidays` package that is installed.
    """
    import holidays

    years = range(first.year, last.year + 1)
    official = holidays.country_holidays("CN", years=years)
    decreed = {day.year for day in official.weekend_workdays}
    return tuple(year for year in years if year not in decreed)


def day_kinds(days: Sequence[date], special: SpecialDays) -> IntArray:
    """WORK, REST (weekend) or HOLIDAY for each day, shape (days,)."""
    return np.array([_day_kind(day, special) for day in days], dtype=np.int64)


def _day_kind(day: date, special: SpecialDays) -> int:
    kind: Kind | None = special[day].kind if day in special else None
    if kind == "holiday":
        return HOLIDAY
    return REST if day.weekday() >= 5 and kind not in ("makeup", "eve") else WORK


def ordinary_levels(days: Sequence[date], calendar: Calendar) -> FloatArray:
    """Level of each day by its weekday alone [-], shape (days,)."""
    return np.array([calendar.weekly[day.weekday()] for day in days])


def day_levels(days: Sequence[date], special: SpecialDays, calendar: Calendar) -> FloatArray:
    """Level of each day with its special days [-], shape (days,)."""
    return np.array([_level(day, special, calendar) for day in days])


def _level(day: date, special: SpecialDays, calendar: Calendar) -> float:
    before = special.get(day - _ONE_DAY)
    back = calendar.back if before is not None and before.kind == "holiday" else 1.0
    today = special.get(day)
    if today is None:
        return calendar.weekly[day.weekday()] * back
    if today.kind == "holiday":
        return calendar.long_holiday if today.name == LONG_HOLIDAY else calendar.holiday
    if today.kind == "makeup":
        return calendar.makeup * back
    return calendar.weekly[day.weekday()] * calendar.eve * back
