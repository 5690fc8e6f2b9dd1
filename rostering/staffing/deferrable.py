"""Work that can wait: spread within its due time to where the other load is low."""

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from rostering.compiled import BOOL, INT, REAL, array, called_with, compiled

# Sweeps of the block descent; it stops earlier when no slot moves by 1e-6 agents.
_SWEEPS = 400
_STILL = 1e-6


def spread_work(
    work_heads: FloatArray, due_slots: int, base_heads: FloatArray, *, cyclic: bool = True
) -> FloatArray:
    """Agents per slot that do deferrable work in time and level the total.

    Parameters
    ----------
    work_heads
        Work arriving in each slot [agent-slots], shape (slots,).
    due_slots
        Slots within which it must be done, the slot of arrival included [-].
    base_heads
        Agents of all other work [agents], shape (slots,): filled in where it is low.
    cyclic
        The horizon repeats: what is carried over its end arrives at its start (steady state).
        False: all is done by the end of the horizon, nothing is carried in.

    Returns
    -------
    FloatArray
        Agents at deferrable work in each slot [agents], shape (slots,), same sum as the work.

    Raises
    ------
    InvalidValue
        If work is negative or the due time is shorter than a slot.

    Notes
    -----
    Minimises the sum of (base + spread)^2, lowest slots first, by exact water-filling of
    one arrival slot after another. The objective is smooth and convex and the constraints split
    by arrival slot, so block descent converges to the optimum.
    """
    work, base = np.asarray(work_heads, float), np.asarray(base_heads, float)
    if due_slots < 1:
        raise InvalidValue(tr("deferrable work needs a due time of at least one slot"))
    if work.shape != base.shape or not (work >= 0).all():
        raise InvalidValue(
            tr("deferrable work must be >= 0 and given on the slots of the base load")
        )
    if not work.size or not work.any():
        return np.zeros_like(work)
    reach = min(due_slots, len(work))
    return _fill_idle(work, reach, base, cyclic)


@compiled
def _water_level(floor: FloatArray, amount: float) -> float:
    """Level at which `amount` poured on a floor stands."""
    ground = np.sort(floor)
    total = amount
    level = ground[0]
    for k in range(len(ground)):
        total += ground[k]
        level = total / (k + 1)
        if k + 1 == len(ground) or level <= ground[k + 1]:
            break
    return float(level)


@called_with(array(REAL), INT, array(REAL), BOOL)
@compiled
def _fill_idle(work: FloatArray, reach: int, base: FloatArray, cyclic: bool) -> FloatArray:
    slots = len(work)
    share = np.zeros((slots, reach))
    total = base.copy()
    floor = np.empty(reach)
    for _ in range(_SWEEPS):
        moved = 0.0
        for i in range(slots):
            if work[i] <= 0.0:
                continue
            last = reach if cyclic else min(reach, slots - i)
            for j in range(last):
                floor[j] = total[(i + j) % slots] - share[i, j]
            level = _water_level(floor[:last], work[i])
            for j in range(last):
                new = max(0.0, level - floor[j])
                moved = max(moved, abs(new - share[i, j]))
                share[i, j] = new
                total[(i + j) % slots] = floor[j] + new
        if moved < _STILL:
            break
    return total - base


def whole_agents(spread: FloatArray) -> IntArray:
    """Whole agents whose running total never falls behind, and never leads by an agent or more."""
    total = np.cumsum(spread)
    done = np.ceil(total - 1e-6 * np.maximum(1.0, total)).astype(np.int64)
    return np.diff(np.maximum.accumulate(done), prepend=0)
