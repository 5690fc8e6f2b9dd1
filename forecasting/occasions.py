"""A named day's own shape: New Year's night is no ordinary holiday night."""

import numpy as np

from data.model.arrays import FloatArray
from forecasting.calendar import DayCalendar

# As wide as a name's effect on the day's total (`day_design`): by theory, not tuned.
_NAME_SD = 0.3
_LATER = 3  # days of a long feast from here on share one shape


def occasions(calendar: DayCalendar) -> tuple[str, ...]:
    """Name of each special day with its place in its run, empty for others, shape (days,).

    The place tells the feast itself from the day off in lieu that follows it.
    """
    found: list[str] = []
    before, place = "", 0
    for special in calendar.special:
        name = special.name if special is not None and special.kind != "minor" else ""
        place = place + 1 if name and name == before else 1
        before = name
        found.append(f"{name} {min(place, _LATER)}" if name else "")
    return tuple(found)


def named_shift(
    names: tuple[str, ...],
    origin: int,
    leads: int,
    rest: FloatArray,
    scale: FloatArray,
) -> FloatArray:
    """Relative deviation of named days ahead from the fitted shape [-], shape (leads, slots).

    Parameters
    ----------
    names
        Of the history and at least `leads` days more, shape (days,).
    rest
        Deviations before the origin that the fit leaves, over the noise's size, shape
        (origin, slots).
    scale
        What a deviation of one is there, shape (origin, slots).
    """
    shift = np.zeros((leads, rest.shape[1]))
    ahead = names[origin : origin + leads]
    for name in set(ahead) - {""}:
        past = [row for row in range(origin) if names[row] == name]
        size = scale[past]
        moment, mass = (size * rest[past]).sum(axis=0), (size**2).sum(axis=0)
        held = _proven(moment, mass) * moment / (mass + 1.0 / _NAME_SD**2)
        shift[[lead for lead, other in enumerate(ahead) if other == name]] = held
    return shift


def _proven(moment: FloatArray, mass: FloatArray) -> float:
    """Share of a shape that is more than chance [-]: none of it on most holidays.

    The positive part of James and Stein (1961) over the slots, whose noise has variance one.
    """
    seen = mass > 0
    squares = float((moment[seen] ** 2 / mass[seen]).sum())
    return max(0.0, 1.0 - max(0, int(seen.sum()) - 2) / squares) if squares > 0 else 0.0
