"""Bill drops, and the calls with which customers answer them over the following weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.model.arrays import FloatArray, IntArray
from data.samples.calendar import WORK

CUSTOMERS = 880_000
"""Customers behind 120 agents [-]: about 1.1 live calls per customer and year come out, the
lower end of what utilities report (1.1 - 1.4)."""
DROPS = ((4, 0.3), (9, 0.25), (15, 0.25), (21, 0.2))
"""Days of the month and the share of customers billed then; on the next workday if closed."""
LEAST_RESPONSE, MOST_RESPONSE = 0.02, 0.05
_STRESS_DAYS = 30
_TAIL_DAYS = 28
_TAIL_SCALE_DAYS = 5.0


@dataclass(frozen=True)
class BillDrop:
    """Bills sent out on one day.

    Parameters
    ----------
    bills
        How many [-].
    response_share
        Share of them answered by a call over the following four weeks [-].
    """

    day: date
    bills: int
    response_share: float


def bill_drops(
    days: Sequence[date], kinds: IntArray, stress_c: FloatArray, rng: np.random.Generator
) -> tuple[BillDrop, ...]:
    """Drops of each month; a hot or cold month makes dearer bills, which more people question.

    Parameters
    ----------
    kinds
        Day kinds of `calendar`, shape (days,).
    stress_c
        Daily mean degrees beyond comfort, hot or cold [degC], shape (days,).
    """
    drops = []
    for nominal, day in enumerate(days):
        for day_of_month, share in DROPS:
            if day.day != day_of_month:
                continue
            stress = float(stress_c[max(0, nominal - _STRESS_DAYS) : nominal + 1].mean())
            response = 0.023 + 0.0024 * stress + 0.002 * float(rng.standard_normal())
            sent = _next_workday(nominal, kinds)
            if sent < len(days):
                clipped = float(np.clip(response, LEAST_RESPONSE, MOST_RESPONSE))
                drops.append(BillDrop(days[sent], round(share * CUSTOMERS), clipped))
    return tuple(drops)


def _next_workday(index: int, kinds: IntArray) -> int:
    while index < len(kinds) and kinds[index] != WORK:
        index += 1
    return index


def wave_calls(days: Sequence[date], drops: Sequence[BillDrop], levels: FloatArray) -> FloatArray:
    """Expected calls about bills on each day [contacts/day], shape (days,).

    A drop's answers start on its day, culminate after four to five and fade over four weeks;
    on quiet days (`levels` low) people put them off, none is lost.
    """
    calls = np.zeros(len(days) + _TAIL_DAYS)
    levels = np.concatenate([levels, np.ones(_TAIL_DAYS)])
    position = {day: i for i, day in enumerate(days)}
    age = np.arange(_TAIL_DAYS) + 0.5
    fading = age * np.exp(-age / _TAIL_SCALE_DAYS)
    for drop in drops:
        span = slice(position[drop.day], position[drop.day] + _TAIL_DAYS)
        weight = fading * levels[span]
        calls[span] += drop.bills * drop.response_share * weight / weight.sum()
    return np.asarray(calls[: len(days)])
