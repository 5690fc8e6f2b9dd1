"""Draws seeded instances of the public staff rostering form, of the sizes of the public set.

Own data, not the published ones: what the published files show on average (share of wished cells,
runs of 1 to 5 equal wishes, weights 1 to 3, load of 92 to 102 % of the contracts, one day off a
fortnight and more on long horizons, nights and lates that only some may work) is drawn anew.
"""

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

CONTRACTS = ((1.0, 5, 2, 2), (1.0, 6, 2, 3), (0.75, 4, 2, 3), (0.6, 5, 1, 2), (0.5, 5, 1, 1))
"""Time as a share of full time; days running at most and at least, and days off at least."""
MIXES = ((1.0, 0, 0, 0, 0), (0.7, 0.3, 0, 0, 0), (0.5, 0.25, 0, 0, 0.25), (0.3, 0.2, 0.2, 0.2, 0.1))

WISHED, UNWISHED = 0.17, 0.08
"""Share of cells with a wish for and against a shift."""


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
    staff = _staff(heads, weeks, shifts, rng)
    each = days // 14 if days <= 28 else days // 10
    off = frozenset(
        (person.agent, int(day))
        for person in staff
        for day in rng.choice(days, size=each, replace=False)
    )
    wished = _requests(staff, days, off, WISHED, rng)
    taken = off | {(wish.agent, wish.day) for wish in wished}
    return StaffRostering(
        name=f"Drawn{number}-{seed}",
        days=days,
        shifts=shifts,
        staff=staff,
        days_off=off,
        on_requests=wished,
        off_requests=_requests(staff, days, taken, UNWISHED, rng),
        cover=_cover(staff, days, shifts, rng),
    )


def _shifts(kinds: int, rng: np.random.Generator) -> tuple[ShiftKind, ...]:
    """Kinds in parts of the day; a later part cannot be followed by an earlier one."""
    parts = {1: "d", 2: "el", 3: "edl"}.get(kinds, "edln" if rng.random() < 0.7 else "edl")
    place = sorted(kind % len(parts) for kind in range(kinds))
    codes = [f"{parts[part]}{kind - place.index(part) + 1}" for kind, part in enumerate(place)]
    odd = int(rng.choice([480, 600, 720]))
    found = []
    for code, part in zip(codes, place, strict=True):
        other = kinds > 3 and (parts[part] == "n" or rng.random() < 0.2)
        found.append(ShiftKind(code, odd if other else 480, frozenset(codes[: place.index(part)])))
    return tuple(found)


def _staff(
    heads: int, weeks: int, shifts: tuple[ShiftKind, ...], rng: np.random.Generator
) -> tuple[Employee, ...]:
    """Groups of equal contracts; within a group people differ in the kinds they may work."""
    days = 7 * weeks
    mix = np.array(MIXES[0] if heads <= 10 else MIXES[rng.integers(len(MIXES))])
    group = np.sort(rng.choice(len(mix), size=heads, p=mix / mix.sum()))
    slack = int(rng.choice([480, 960, 1080, 1200]))
    lates = int(rng.choice([days, days // 2, days // 3]))
    found = []
    for place, number in enumerate(group.tolist()):
        share, max_run, min_run, min_off = CONTRACTS[number]
        able = rng.random(len(shifts)) < (1.0 if len(shifts) == 1 else 0.68)
        able[rng.integers(len(shifts))] = True
        few = {"l": int(lates * share), "n": max(2, int(0.18 * days * share))}
        limits = {
            shift.code: few.get(shift.code[0], days) if may else 0
            for shift, may in zip(shifts, able, strict=True)
        }
        if sum(limits.values()) < days:  # nobody lives on nights alone
            limits[next(shift.code for shift in shifts if shift.code[0] in "de")] = days
        most = int(share * 4.5 * weeks) * 480
        found.append(
            Employee(
                agent=f"P{place:03}",
                max_shifts=limits,
                max_minutes=most,
                min_minutes=most - slack,
                max_run=max_run,
                min_run=min_run,
                min_days_off=min_off if weeks <= 4 else min(2, min_off),
                max_weekends=max(1, round(weeks / 2)),
            )
        )
    return tuple(found)


def _requests(
    staff: tuple[Employee, ...],
    days: int,
    taken: frozenset[tuple[str, int]],
    share: float,
    rng: np.random.Generator,
) -> tuple[Request, ...]:
    """Runs of 1 to 5 days with one shift and one weight each, at most one wish a cell."""
    found: dict[tuple[str, int], Request] = {}
    while len(found) < share * len(staff) * days:
        person = staff[rng.integers(len(staff))]
        able = [code for code, most in person.max_shifts.items() if most > 0]
        first, length = int(rng.integers(days)), int(rng.integers(1, 6))
        code, weight = str(rng.choice(able)), int(rng.integers(1, 4))
        for day in range(first, min(days, first + length)):
            cell = person.agent, day
            if cell not in found and cell not in taken:
                found[cell] = Request(*cell, code, weight)
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
