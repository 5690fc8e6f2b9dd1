"""Draws seeded instances of the public staff rostering form, of the sizes of the public set.

Own data, not the published ones: what the published files show on average (share of wished cells,
runs of 1 to 5 equal wishes, weights 1 to 3, load of 92 to 102 % of the contracts, one day off a
fortnight and more on long horizons, nights and lates that only some may work) is drawn anew.
"""

from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from tests.benchmarks.staff_rostering.file import (
    CoverRow,
    Employee,
    Request,
    ShiftKind,
    StaffRostering,
)

SIZES = {
    1: (8, 2, 1), 2: (14, 2, 2), 3: (20, 2, 3), 4: (10, 4, 2), 5: (16, 4, 2), 6: (18, 4, 3),
    7: (20, 4, 3), 8: (30, 4, 4), 9: (36, 4, 4), 10: (40, 4, 5), 11: (50, 4, 6), 12: (60, 4, 10),
    13: (120, 4, 18), 14: (32, 6, 4), 15: (45, 6, 6), 16: (20, 8, 3), 17: (32, 8, 4),
    18: (22, 12, 3), 19: (40, 12, 5), 20: (50, 26, 6), 21: (100, 26, 8), 22: (50, 52, 10),
    23: (100, 52, 16), 24: (150, 52, 32),
}  # fmt: skip
"""Staff, weeks and kinds of shift of the public instances by number (Curtois & Qu 2014)."""

PARTS = "edln"
"""Parts of the day, in the order in which one may not be followed by an earlier one."""

WISHED, UNWISHED = 0.17, 0.08
"""Share of cells with a wish for and against a shift."""


@dataclass(frozen=True)
class Contract:
    """A group of employees: time as a share of full time, days running, days off, weekends."""

    share: float
    max_run: int
    min_run: int
    min_off: int
    weekends: float


CONTRACTS = (
    Contract(1.0, 5, 2, 2, 0.5),
    Contract(1.0, 6, 2, 3, 0.5),
    Contract(0.75, 4, 2, 3, 0.5),
    Contract(0.6, 5, 1, 2, 0.5),
    Contract(0.5, 5, 1, 1, 0.5),
)
MIXES = ((1.0, 0, 0, 0, 0), (0.7, 0.3, 0, 0, 0), (0.5, 0.25, 0, 0, 0.25), (0.3, 0.2, 0.2, 0.2, 0.1))


def draw_staff_rostering(number: int, seed: int) -> StaffRostering:
    """Instance of the size of a public one; the same number and seed give the same instance.

    Raises
    ------
    InvalidValue
        If the public set has no such number.
    """
    if number not in SIZES:
        raise InvalidValue(f"sizes are known for instances 1 to {max(SIZES)}, not for {number}")
    heads, weeks, kinds = SIZES[number]
    rng = np.random.default_rng([number, seed])
    days = 7 * weeks
    shifts = _shifts(kinds, rng)
    staff = _staff(heads, days, shifts, rng)
    off = _days_off(staff, days, rng)
    wished = _requests(staff, days, shifts, off, WISHED, rng, {})
    taken = {(wish.agent, wish.day): wish for wish in wished}
    return StaffRostering(
        name=f"Drawn{number}-{seed}",
        days=days,
        shifts=shifts,
        staff=staff,
        days_off=off,
        on_requests=wished,
        off_requests=_requests(staff, days, shifts, off, UNWISHED, rng, taken),
        cover=_cover(staff, days, shifts, rng),
    )


def _shifts(kinds: int, rng: np.random.Generator) -> tuple[ShiftKind, ...]:
    """Kinds in parts of the day; a later part cannot be followed by an earlier one."""
    parts = {1: "d", 2: "el", 3: "edl"}.get(kinds, PARTS if rng.random() < 0.7 else "edl")
    part = np.sort(np.arange(kinds) % len(parts))
    odd = int(rng.choice([480, 600, 720]))
    found = []
    for kind in range(kinds):
        minutes = odd if kinds > 3 and (parts[part[kind]] == "n" or rng.random() < 0.2) else 480
        earlier = frozenset(
            _code(parts, part, other) for other in range(kinds) if part[other] < part[kind]
        )
        found.append(ShiftKind(_code(parts, part, kind), minutes, earlier))
    return tuple(found)


def _code(parts: str, part: np.ndarray, kind: int) -> str:
    return f"{parts[part[kind]]}{kind - int(np.argmax(part == part[kind])) + 1}"


def _staff(
    heads: int, days: int, shifts: tuple[ShiftKind, ...], rng: np.random.Generator
) -> tuple[Employee, ...]:
    """Groups of equal contracts; within a group people differ in the kinds they may work."""
    mix = np.array(MIXES[0] if heads <= 10 else MIXES[rng.integers(len(MIXES))])
    group = np.sort(rng.choice(len(mix), size=heads, p=mix / mix.sum()))
    slack = int(rng.choice([480, 960, 1080, 1200]))
    lates = int(rng.choice([days, days // 2, days // 3]))
    return tuple(
        _person(f"P{place:03}", CONTRACTS[number], days, shifts, slack, lates, rng)
        for place, number in enumerate(group)
    )


def _person(
    agent: str,
    contract: Contract,
    days: int,
    shifts: tuple[ShiftKind, ...],
    slack: int,
    lates: int,
    rng: np.random.Generator,
) -> Employee:
    weeks = days // 7
    most = int(contract.share * 4.5 * weeks) * 480
    able = rng.random(len(shifts)) < (1.0 if len(shifts) == 1 else 0.68)
    able[rng.integers(len(shifts))] = True
    few = {"l": int(lates * contract.share), "n": max(2, int(0.18 * days * contract.share))}
    limits = {
        shift.code: few.get(shift.code[0], days) if able[kind] else 0
        for kind, shift in enumerate(shifts)
    }
    if sum(limits.values()) < days:  # nobody lives on nights alone
        limits[next(shift.code for shift in shifts if shift.code[0] in "de")] = days
    return Employee(
        agent=agent,
        max_shifts=limits,
        max_minutes=most,
        min_minutes=most - slack,
        max_run=contract.max_run,
        min_run=contract.min_run,
        min_days_off=contract.min_off if weeks <= 4 else min(2, contract.min_off),
        max_weekends=max(1, round(contract.weekends * weeks)),
    )


def _days_off(
    staff: tuple[Employee, ...], days: int, rng: np.random.Generator
) -> frozenset[tuple[str, int]]:
    each = days // 14 if days <= 28 else days // 10
    return frozenset(
        (person.agent, int(day))
        for person in staff
        for day in rng.choice(days, size=each, replace=False)
    )


def _requests(
    staff: tuple[Employee, ...],
    days: int,
    shifts: tuple[ShiftKind, ...],
    off: frozenset[tuple[str, int]],
    share: float,
    rng: np.random.Generator,
    taken: dict[tuple[str, int], Request],
) -> tuple[Request, ...]:
    """Runs of 1 to 5 days with one shift and one weight each, at most one wish a cell."""
    found: dict[tuple[str, int], Request] = {}
    while len(found) < share * len(staff) * days:
        person = staff[rng.integers(len(staff))]
        able = [shift.code for shift in shifts if person.max_shifts[shift.code] > 0]
        first, length = int(rng.integers(days)), int(rng.integers(1, 6))
        code, weight = str(rng.choice(able)), int(rng.integers(1, 4))
        for day in range(first, min(days, first + length)):
            cell = (person.agent, day)
            if cell not in found and cell not in taken and cell not in off:
                found[cell] = Request(person.agent, day, code, weight)
    return tuple(found[cell] for cell in sorted(found))


def _cover(
    staff: tuple[Employee, ...],
    days: int,
    shifts: tuple[ShiftKind, ...],
    rng: np.random.Generator,
) -> tuple[CoverRow, ...]:
    """Normal around a level for each kind, all of them a given load of the contracts."""
    load = rng.uniform(0.92, 1.02)
    level = rng.uniform(0.5, 1.5, len(shifts))
    minutes = np.array([shift.length_min for shift in shifts])
    level *= load * sum(person.max_minutes for person in staff) / (days * (level @ minutes))
    spread = np.maximum(0.8, 0.18 * level)
    heads = np.maximum(1, np.rint(rng.normal(level, spread, (days, len(shifts))))).astype(int)
    return tuple(
        CoverRow(day, shift.code, int(heads[day, kind]), 100, 1)
        for day in range(days)
        for kind, shift in enumerate(shifts)
    )
