"""What cover costs in each slot, and what one head more or less of a skill group is worth there.

Queues are covered dearest first; how many heads the first k queues can get is, by Hall's condition,
the least over subsets S of them of (heads outside S + agents who serve any of S). Covering greedily
by price is optimal because these numbers form a polymatroid (Edmonds 1970).
"""

from typing import Any

import numpy as np

from rostering.compiled import (
    INT,
    INT32,
    ZERO,
    array,
    called_with,
    compiled,
    compiled_in_place,
    no_literal,
)
from rostering.solver.tours.packed import FLOOR, Floor

_NONE, _MORE, _LESS = ZERO, no_literal(1), no_literal(-1)


@compiled_in_place
def _present(heads: np.ndarray, floor: Floor, row: int, slot: int) -> int:
    """Heads that count for a presence."""
    there = 0
    for group in range(heads.shape[0]):
        if floor.member[group, row]:
            there += heads[group, slot]
    return there


@compiled_in_place
def _beyond(floor: Floor, row: int, slot: int, there: int) -> int:
    """Points of so many heads beyond the limits of a presence."""
    over = max(floor.least[row, slot] - there, there - floor.most[row, slot], 0)
    points: int = floor.penalty[row] * over
    return points


@compiled_in_place
def _fill_slack(heads: np.ndarray, floor: Floor, slot: int, slack: np.ndarray) -> None:
    """Agents who serve any queue of each subset, less the heads that those queues need."""
    for subset in range(slack.shape[0]):
        total = 0
        for group in range(heads.shape[0]):
            if floor.mask[group] & subset:
                total += heads[group]
        for queue in range(floor.heads.shape[0]):
            if (subset >> queue) & 1:
                total -= floor.heads[queue, slot]
        slack[subset] = total


@compiled_in_place
def _cost_of_slot(
    slack: np.ndarray, floor: Floor, slot: int, mask: int, by: int, present: int, surplus: int
) -> int:
    """Cost of a slot when `by` more heads of skills `mask` are there.

    The first k queues stay short by the least slack over their subsets, which stand before 2^k.
    """
    short = 0
    cost = 0
    needed = 0
    subset = 1
    for k in range(floor.heads.shape[0]):
        before = short
        while subset < 1 << (k + 1):
            short = min(short, slack[subset] + (by if subset & mask else 0))
            subset += 1
        cost += floor.price[k] * (before - short)
        needed += floor.heads[k, slot]
    return cost + surplus * (present + by - needed - short)


@compiled_in_place
def worth_at(
    heads: np.ndarray,
    floor: Floor,
    slot: int,
    slack: np.ndarray,
    more: np.ndarray,
    less: np.ndarray,
) -> Any:
    """Cost of a slot; writes what one head more and one less of each group changes [points]."""
    cost = _worth_of_cover(heads, floor, slot, slack, more, less)
    for row in range(floor.penalty.shape[0]):
        there = _present(heads, floor, row, slot)
        now = _beyond(floor, row, slot, there)
        up, down = now - _beyond(floor, row, slot, there + 1), 0
        if there > 0:
            down = _beyond(floor, row, slot, there - 1) - now
        for group in range(heads.shape[0]):
            if floor.member[group, row]:
                more[group, slot] += up
                less[group, slot] += down if heads[group, slot] > 0 else up
        cost += now
    return cost


@compiled_in_place
def _worth_of_cover(
    heads: np.ndarray,
    floor: Floor,
    slot: int,
    slack: np.ndarray,
    more: np.ndarray,
    less: np.ndarray,
) -> Any:
    if floor.heads.shape[0] == 1:
        return _worth_of_one_queue(heads, floor, slot, more, less)
    _fill_slack(heads[:, slot], floor, slot, slack)
    present, surplus = heads[:, slot].sum(), int(floor.surplus[slot])
    cost = _cost_of_slot(slack, floor, slot, _NONE, _NONE, present, surplus)
    for group in range(heads.shape[0]):
        mask = int(floor.mask[group])
        more[group, slot] = cost - _cost_of_slot(slack, floor, slot, mask, _MORE, present, surplus)
        if heads[group, slot] > 0:
            less[group, slot] = (
                _cost_of_slot(slack, floor, slot, mask, _LESS, present, surplus) - cost
            )
        else:
            less[group, slot] = more[group, slot]
    return cost


@compiled_in_place
def _worth_of_one_queue(
    heads: np.ndarray, floor: Floor, slot: int, more: np.ndarray, less: np.ndarray
) -> Any:
    """As the sets of queues say it, without them; who cannot serve the queue is idle."""
    short, idle, surplus = floor.heads[0, slot], 0, floor.surplus[slot]
    for group in range(heads.shape[0]):
        if floor.mask[group]:
            short -= heads[group, slot]
        else:
            idle += heads[group, slot]
    for group in range(heads.shape[0]):
        serves = floor.mask[group] != 0
        more[group, slot] = floor.price[0] if serves and short > 0 else -surplus
        less[group, slot] = floor.price[0] if serves and short >= 0 else -surplus
    return surplus * idle + (floor.price[0] * short if short > 0 else -surplus * short)


@called_with(array(INT32, 2), FLOOR, array(INT, 1))
@compiled
def slot_costs(heads: np.ndarray, floor: Floor, out: np.ndarray) -> None:
    """Cost of every slot [points]."""
    slack = np.empty(1 << floor.heads.shape[0], dtype=np.int64)
    for slot in range(heads.shape[1]):
        _fill_slack(heads[:, slot], floor, slot, slack)
        present, surplus = heads[:, slot].sum(), int(floor.surplus[slot])
        out[slot] = _cost_of_slot(slack, floor, slot, _NONE, _NONE, present, surplus)
        for row in range(floor.penalty.shape[0]):
            out[slot] += _beyond(floor, row, slot, _present(heads, floor, row, slot))


@called_with(array(INT32, 2), FLOOR, array(INT32, 2), array(INT32, 2))
@compiled
def whole_cost(heads: np.ndarray, floor: Floor, more: np.ndarray, less: np.ndarray) -> int:
    """Cost of all slots [points]; refreshes every worth."""
    slack = np.empty(1 << floor.heads.shape[0], dtype=np.int64)
    total = 0
    for slot in range(heads.shape[1]):
        total += worth_at(heads, floor, slot, slack, more, less)
    return total
