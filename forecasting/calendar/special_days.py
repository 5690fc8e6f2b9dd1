"""Official calendars: public holidays, their eves, and workdays moved to weekends."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.special_day import SpecialDay, SpecialDays

_DAY = timedelta(days=1)
_MINOR = {"IL": ("optional",)}  # half-holidays that move work without closing offices
# The eve is itself a day off in China: one feast, one name.
_ONE_FEAST = {"Chinese New Year's Eve": "Chinese New Year (Spring Festival)"}
_SUFFIX = re.compile(r"\s*\((observed|estimated|in lieu)[^)]*\)", re.IGNORECASE)


@lru_cache(maxsize=64)
def official_days(country: str, first_year: int, last_year: int) -> SpecialDays:
    """Special days of a country, first_year .. last_year.

    Parameters
    ----------
    country
        ISO 3166 code (`CN`), optionally with a subdivision (`AU-VIC`); `none` for no calendar.

    Raises
    ------
    InvalidValue
        If no calendar is known for the code.
    """
    if country.strip().lower() in ("", "none"):
        return SpecialDays()
    years = range(first_year, last_year + 2)  # the next New Year gives this year its last eve
    named, makeup = _holidays(country, years)
    found: dict[date, SpecialDay] = {}
    for day, name in _minor(country, years).items():
        found[day] = SpecialDay(day, name, "minor")
    for day, name in named.items():
        # The day before a feast of several days is one of it, and overwritten as that below.
        found[day - _DAY] = SpecialDay(day - _DAY, f"Eve of {name}", "eve")
    for day in makeup:
        found[day] = SpecialDay(day, "Make-up workday", "makeup")
    for day, name in named.items():
        found[day] = SpecialDay(day, name, "holiday")
    wanted = (day for day in sorted(found) if first_year <= day.year <= last_year)
    return SpecialDays(tuple(found[day] for day in wanted))


def unknown_makeup_days(
    country: str, special_days: SpecialDays, first: date, last: date
) -> tuple[str, ...]:
    """A sentence for each year of a horizon whose make-up workdays nobody knows yet.

    Where weekends are worked in exchange for days off, a year's are announced shortly before it.

    Parameters
    ----------
    special_days
        The calendar in use, planners' own days included: a year with make-up workdays is known.
    """
    if country.strip().lower() in ("", "none"):
        return ()
    known = {day.year for day, special in special_days.items() if special.kind == "makeup"}
    if not _moved(country, range(first.year - 3, first.year)):
        return ()
    return tuple(
        tr(
            "the calendar of {country} for {year} holds no make-up workdays yet, "
            "and not all of its holidays' days off: those days are forecast as "
            "plain ones; once they are announced, enter them (`peakshift events "
            "set`) and forecast again",
            country=country,
            year=year,
        )
        for year in range(first.year, last.year + 1)
        if year not in known and not _moved(country, range(year, year + 1))
    )


def _moved(country: str, years: range) -> set[date]:
    """Weekend days that are worked in exchange for a day off."""
    return _worked(_calendar(country, years), years)


def _worked(calendar: Any, years: range) -> set[date]:
    return {day for day in getattr(calendar, "weekend_workdays", ()) if day.year in years}


def _calendar(country: str, years: range, **options: Any) -> Any:
    import holidays

    code, _, subdivision = country.upper().partition("-")
    try:
        return holidays.country_holidays(
            code, subdiv=subdivision or None, years=years, language="en_US", **options
        )
    except NotImplementedError as error:
        raise InvalidValue(
            tr(
                "no holiday calendar for {country!r}; use an ISO 3166 code such as CN, or 'none'",
                country=country,
            )
        ) from error


def _holidays(country: str, years: range) -> tuple[dict[date, str], frozenset[date]]:
    calendar = _calendar(country, years)
    named = {day: _base_name(name) for day, name in sorted(calendar.items())}
    moved = _worked(calendar, years)
    whole = _with_weekends_between(named, calendar, moved)
    if moved:  # there a holiday's days off are counted with the weekend that they adjoin
        whole = _with_weekends_beside(whole, calendar, moved)
    return _without_substitutes(whole), frozenset(moved - set(whole))


def _base_name(name: str) -> str:
    base = _SUFFIX.sub("", name.split(";")[0]).strip()
    return _ONE_FEAST.get(base, base)


def _with_weekends_between(
    named: dict[date, str], calendar: Any, moved: set[date]
) -> dict[date, str]:
    """Weekend days that lie inside a run of days off belong to the holiday."""
    whole = dict(named)
    for day, name in named.items():
        between = []
        step = day + _DAY
        while step.weekday() in calendar.weekend and step not in named and step not in moved:
            between.append(step)
            step += _DAY
        if between and step in named:
            whole.update(dict.fromkeys(between, name))
    return dict(sorted(whole.items()))


def _with_weekends_beside(
    named: dict[date, str], calendar: Any, moved: set[date]
) -> dict[date, str]:
    """Weekend days that adjoin a run of days off belong to the holiday, unless they are worked."""
    whole = dict(named)
    for day, name in named.items():
        for step in (_DAY, -_DAY):
            beside = day + step
            while (
                beside.weekday() in calendar.weekend and beside not in whole and beside not in moved
            ):
                whole[beside] = name
                beside += step
    return dict(sorted(whole.items()))


def _without_substitutes(named: dict[date, str]) -> dict[date, str]:
    """A day off in exchange for a worked weekend bears the name of the run it lies in."""
    clean: dict[date, str] = {}
    for day, name in named.items():
        clean[day] = clean.get(day - _DAY, "") if name.startswith("Day off") else name
    for day in reversed(clean):
        clean[day] = clean[day] or clean.get(day + _DAY, "Day off")
    return clean


def _minor(country: str, years: range) -> dict[date, str]:
    categories = _MINOR.get(country.upper(), ())
    if not categories:
        return {}
    return {d: _base_name(n) for d, n in _calendar(country, years, categories=categories).items()}
