"""Judges a roster by the published rules in plain Python; no engine, the file reader alone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from tests.benchmarks.staff_rostering.file import Employee, StaffRostering

SATURDAY, SUNDAY = 5, 6
Cells = Mapping[tuple[str, int], str]
"""Shift worked by (agent, day); absent = day off."""


@dataclass(frozen=True)
class Score:
    """What a roster costs and which hard rules it breaks, in sentences."""

    objective: int
    requests: int
    shortfall: int
    surplus: int
    violations: tuple[str, ...]


def score_staff_rostering(instance: StaffRostering, cells: Cells) -> Score:
    """Objective [points] and hard violations of a roster.

    Earlier and later days are unknown: they never break a minimum run at the horizon's edge.
    """
    requests = sum(
        wish.weight
        for granted, wishes in ((True, instance.on_requests), (False, instance.off_requests))
        for wish in wishes
        if (cells.get((wish.agent, wish.day)) == wish.shift) != granted
    )
    heads = Counter((day, shift) for (_, day), shift in cells.items())
    shortfall = surplus = 0
    for row in instance.cover:
        there = heads[row.day, row.shift]
        shortfall += row.under * max(0, row.heads - there)
        surplus += row.over * max(0, there - row.heads)
    violations = [*_unknown(instance, cells)]
    for person in instance.staff:
        violations += _violations(instance, person, cells)
    total = requests + shortfall + surplus
    return Score(total, requests, shortfall, surplus, tuple(violations))


def _unknown(instance: StaffRostering, cells: Cells) -> Iterator[str]:
    staff = {person.agent for person in instance.staff}
    shifts = {shift.code for shift in instance.shifts}
    for (agent, day), shift in cells.items():
        if agent not in staff or shift not in shifts or not 0 <= day < instance.days:
            yield f"{agent} has {shift} on day {day}: not of this instance"


def _violations(instance: StaffRostering, person: Employee, cells: Cells) -> Iterator[str]:
    row = [cells.get((person.agent, day)) for day in range(instance.days)]
    yield from _succession(instance, person.agent, row)
    yield from _totals(instance, person, row)
    yield from _runs(person, row)
    for day, shift in enumerate(row):
        if shift and (person.agent, day) in instance.days_off:
            yield f"{person.agent} works {shift} on day off {day}"


def _succession(instance: StaffRostering, agent: str, row: list[str | None]) -> Iterator[str]:
    banned = {shift.code: shift.not_before for shift in instance.shifts}
    for day in range(1, len(row)):
        before, after = row[day - 1], row[day]
        if before and after and after in banned.get(before, ()):
            yield f"{agent} works {after} on day {day} after {before}"


def _totals(instance: StaffRostering, person: Employee, row: list[str | None]) -> Iterator[str]:
    length = {shift.code: shift.length_min for shift in instance.shifts}
    minutes = sum(length.get(shift, 0) for shift in row if shift)
    if not person.min_minutes <= minutes <= person.max_minutes:
        allowed = f"{person.min_minutes} to {person.max_minutes}"
        yield f"{person.agent} works {minutes} min, allowed are {allowed}"
    for shift, count in Counter(filter(None, row)).items():
        if count > person.max_shifts.get(shift, len(row)):
            yield f"{person.agent} works {count} x {shift}, at most {person.max_shifts[shift]}"
    weekends = {
        day // 7 for day, shift in enumerate(row) if shift and day % 7 in (SATURDAY, SUNDAY)
    }
    if len(weekends) > person.max_weekends:
        yield f"{person.agent} works {len(weekends)} weekends, at most {person.max_weekends}"


def _runs(person: Employee, row: list[str | None]) -> Iterator[str]:
    first = 0
    for working, days in groupby(row, key=bool):
        length = len(list(days))
        inside = first > 0 and first + length < len(row)
        if working and length > person.max_run:
            yield f"{person.agent} works {length} days running from day {first}"
        if working and inside and length < person.min_run:
            yield f"{person.agent} works only {length} days running from day {first}"
        if not working and inside and length < person.min_days_off:
            yield f"{person.agent} is off only {length} days running from day {first}"
        first += length
