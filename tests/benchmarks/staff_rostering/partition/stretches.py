"""One agent's rules compiled for the kernel: stretches of work between stretches of days off.

A tour is a chain of stretches. Days running, shift succession and lengths live inside a stretch;
minutes, weekends and limited shift types add up over stretches. So only days x (worked time,
weekends, counts) are states of the outer search, whatever the number of shift types.
"""

from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np

from tests.benchmarks.staff_rostering.partition.instance import CoverInstance, TourRules

MOST_STATES = 6_000_000
"""Largest outer table [states]: 48 MB for its two halves; larger ones would crowd out the rest."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """Arrays of one set of rules; one unit is the greatest common divisor of all times [min].

    Parameters
    ----------
    class_of
        Class of each shift type, -1 where the agent never works it, shape (shift types,).
    follow
        Whether class j may follow class i, shape (classes, classes).
    extra
        What a class adds to a stretch's signature, shape (classes,).
    shortest_units
        Length of the shortest class [units].
    signature_units, signature_counts
        Additional units and counts (first, second limited shift type) of each signature,
        shapes (signatures,), (signatures, 2).
    weekends_in
        Weekends touched by a stretch from day d of n days, shape (days, max_run + 1).
    low, high
        Worked units from which a legal end can be reached, per day, shape (days + 1,).
    limits
        Most shifts of the (up to two) counted shift types; 0 = not used.
    counted
        The counted shift types.
    """

    rules: TourRules
    days: int
    class_of: np.ndarray
    follow: np.ndarray
    extra: np.ndarray
    shortest_units: int
    signature_units: np.ndarray
    signature_counts: np.ndarray
    weekends_in: np.ndarray
    low: np.ndarray
    high: np.ndarray
    limits: tuple[int, int]
    counted: tuple[int, ...]
    max_weekends: int

    @property
    def states(self) -> int:
        """Size of one outer table [states]."""
        counts = (self.limits[0] + 1) * (self.limits[1] + 1)
        width = int(self.high.max()) + 1
        return (self.days + 1) * counts * (self.max_weekends + 1) * width


def compile_stretches(
    instance: CoverInstance, rules: TourRules, counted: tuple[int, ...]
) -> Stretches:
    """Arrays for one set of rules with up to two shift types counted exactly."""
    minutes, days = instance.minutes, instance.days
    usable = [
        shift_type for shift_type in range(instance.shift_types) if rules.most[shift_type] > 0
    ]
    class_of, first_of = _classes(instance, usable, counted)
    unit = reduce(gcd, (int(minutes[shift_type]) for shift_type in usable), 0) or 1
    lengths = np.array([minutes[shift_type] // unit for shift_type in first_of], dtype=np.int64)
    shortest = int(lengths.min()) if len(lengths) else 0
    step = reduce(gcd, (int(length) - shortest for length in lengths), 0) or 1
    radix = rules.max_run * int((lengths - shortest).max(initial=0)) // step + 1
    run = rules.max_run + 1
    extra = (lengths - shortest) // step
    for place, shift_type in enumerate(counted):
        extra = extra + np.array([f == shift_type for f in first_of]) * radix * run**place
    signature = np.arange(radix * run ** len(counted))
    counts = np.zeros((len(signature), 2), dtype=np.int64)
    for place in range(len(counted)):
        counts[:, place] = signature // (radix * run**place) % run
    limits = [min(rules.most[shift_type], days) for shift_type in counted] + [0, 0]
    longest = int(lengths.max(initial=0))
    low, high = _band(rules, days, unit, longest)
    weekends_in = _weekends(instance, rules.max_run)
    return Stretches(
        rules=rules,
        days=days,
        class_of=class_of,
        follow=np.array(
            [[bool(instance.may_follow[i, j]) for j in first_of] for i in first_of], dtype=np.bool_
        ).reshape(len(first_of), len(first_of)),
        extra=np.asarray(extra, dtype=np.int64),
        shortest_units=shortest,
        signature_units=signature % radix * step,
        signature_counts=counts,
        weekends_in=weekends_in,
        low=low,
        high=high,
        limits=(limits[0], limits[1]),
        counted=counted,
        max_weekends=min(rules.max_weekends, int(instance.weekend_of.max(initial=-1)) + 1),
    )


def _classes(
    instance: CoverInstance, usable: list[int], counted: tuple[int, ...]
) -> tuple[np.ndarray, list[int]]:
    """Classes of shift types that differ only in their price, and one shift type of each."""
    class_of = np.full(instance.shift_types, -1, dtype=np.int64)
    seen: dict[tuple[object, ...], int] = {}
    first_of: list[int] = []
    follow = instance.may_follow
    for shift_type in usable:
        key = (
            int(instance.minutes[shift_type]),
            tuple(follow[shift_type, usable].tolist()),
            tuple(follow[usable, shift_type].tolist()),
            shift_type if shift_type in counted else -1,
        )
        if key not in seen:
            seen[key] = len(first_of)
            first_of.append(shift_type)
        class_of[shift_type] = seen[key]
    return class_of, first_of


def _band(rules: TourRules, days: int, unit: int, longest: int) -> tuple[np.ndarray, np.ndarray]:
    """Worked units on each morning between which a legal end may still be reached."""
    day = np.arange(days + 1)
    period = rules.max_run + max(1, rules.min_off)
    pace = (day // period * rules.max_run + np.minimum(day % period, rules.max_run)) * longest
    most, least = rules.max_minutes // unit, -(-rules.min_minutes // unit)
    low = np.maximum(0, least - pace[::-1])
    high = np.minimum(most, pace)
    return low.astype(np.int64), high.astype(np.int64)


def _weekends(instance: CoverInstance, max_run: int) -> np.ndarray:
    """Weekends touched by a stretch, shape (days, max_run + 1)."""
    touched = np.zeros((instance.days, max_run + 1), dtype=np.int64)
    for day in range(instance.days):
        for length in range(1, min(max_run, instance.days - day) + 1):
            found = set(instance.weekend_of[day : day + length].tolist()) - {-1}
            touched[day, length] = len(found)
    return touched
