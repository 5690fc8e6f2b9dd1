"""Who covers what: several queues, agents of many skill sets, best price first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from data.model.errors import InvalidValue
from data.model.grid import BoolArray, IntArray
from data.model.language import tr

# All subsets of so many queues are enumerated at once; beyond it, one flow per slot is cheaper.
_ENUMERATED_QUEUES = 12


@dataclass(frozen=True, eq=False)
class Cover:
    """How heads on the floor meet heads needed.

    Parameters
    ----------
    covered
        Heads of each queue that are met [heads], shape (queues, slots).
    shortfall
        Heads of each queue that are missing [heads], shape (queues, slots).
    surplus
        Agents on the floor whom no queue needs [heads], shape (slots,).
    """

    covered: IntArray
    shortfall: IntArray
    surplus: IntArray

    def points(self, prices: npt.ArrayLike, surplus_price: float = 0.0) -> npt.NDArray[Any]:
        """Cost per slot: prices x shortfall + surplus price x surplus [points], (slots,)."""
        return np.asarray(np.asarray(prices) @ self.shortfall + surplus_price * self.surplus)


def cover(
    heads: npt.ArrayLike,
    supply: npt.ArrayLike,
    group_skills: npt.ArrayLike,
    prices: npt.ArrayLike,
) -> Cover:
    """Cover the heads of all queues in every slot, best-priced queue first.

    Parameters
    ----------
    heads
        Heads needed [heads], shape (queues, slots).
    supply
        Agents of each skill group on the floor, not on break [heads], shape (groups, slots).
    group_skills
        Whether a group can serve a queue, shape (groups, queues).
    prices
        Points for a missing head and slot, shape (queues,). Ties: queue order.

    Returns
    -------
    Cover
        Of least total shortfall cost in every slot, with surplus = supply - covered.

    Raises
    ------
    InvalidValue
        If shapes disagree, or numbers are negative.

    Notes
    -----
    f(k), the largest flow from groups to the first k queues, is by max-flow min-cut the least
    of `heads outside S + agents whose skills meet S` over subsets S of them. The sets of queues
    that can be met form a polymatroid, on which the greedy order by price is optimal
    (Edmonds 1970), so covered_k = f(k) - f(k - 1).
    """
    need, floor, skills, price = _checked(heads, supply, group_skills, prices)
    covered = np.zeros_like(need)
    for queues, groups in _components(skills):
        order = queues[np.argsort(-price[queues], kind="stable")]
        part = need[order], floor[groups], skills[np.ix_(groups, order)]
        few = len(order) <= _ENUMERATED_QUEUES
        covered[order] = np.diff(_by_subsets(*part) if few else _by_flow(*part), axis=0)
    return Cover(covered, need - covered, floor.sum(axis=0) - covered.sum(axis=0))


def _checked(
    heads: npt.ArrayLike,
    supply: npt.ArrayLike,
    group_skills: npt.ArrayLike,
    prices: npt.ArrayLike,
) -> tuple[IntArray, IntArray, BoolArray, npt.NDArray[np.float64]]:
    need, floor = np.asarray(heads, dtype=np.int64), np.asarray(supply, dtype=np.int64)
    skills, price = np.asarray(group_skills, dtype=bool), np.asarray(prices, dtype=np.float64)
    if need.ndim != 2 or floor.ndim != 2 or need.shape[1] != floor.shape[1]:
        raise InvalidValue(
            tr(
                "heads {shape} and supply {shape2} need the same slots",
                shape=need.shape,
                shape2=floor.shape,
            )
        )
    if skills.shape != (len(floor), len(need)) or price.shape != (len(need),):
        raise InvalidValue(
            tr(
                "group skills {shape} and prices {shape2} do not fit {floor} groups and {need} "
                "queues",
                shape=skills.shape,
                shape2=price.shape,
                floor=len(floor),
                need=len(need),
            )
        )
    if (need < 0).any() or (floor < 0).any() or (price < 0).any():
        raise InvalidValue(tr("heads, supply and prices cannot be negative"))
    return need, floor, skills, price


def _components(skills: BoolArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Sets of queues and groups that share nobody with other sets."""
    waiting = skills.any(axis=1)
    while waiting.any():
        members = np.arange(len(skills)) == waiting.argmax()
        reached = skills[members].any(axis=0)
        while (more := skills[:, reached].any(axis=1)).sum() > members.sum():
            members, reached = more, skills[more].any(axis=0)
        waiting &= ~members
        yield np.flatnonzero(reached), np.flatnonzero(members)


def _by_subsets(need: IntArray, floor: IntArray, skills: BoolArray) -> IntArray:
    """f(0), f(1), .. over the queues in the given order, shape (queues + 1, slots)."""
    queues, slots = need.shape
    bits = skills @ (1 << np.arange(queues))
    kinds, kind = np.unique(bits, return_inverse=True)
    agents = np.zeros((len(kinds), slots))
    np.add.at(agents, kind, floor)
    subsets = np.arange(1 << queues)
    slack = ((subsets[:, None] & kinds) != 0).astype(np.float64) @ agents  # agents meeting S
    for k in range(queues):
        slack[(subsets >> k & 1) == 1] -= need[k]  # ... less the heads inside S
    best = np.zeros((queues + 1, slots))
    for k in range(queues):
        best[k + 1] = np.minimum(best[k], slack[1 << k : 2 << k].min(axis=0))
    best[1:] += np.cumsum(need, axis=0)
    return np.rint(best).astype(np.int64)


def _by_flow(need: IntArray, floor: IntArray, skills: BoolArray) -> IntArray:
    """As `_by_subsets`, by one maximum flow per slot and prefix (Dinic)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    queues, slots = need.shape
    groups = len(floor)
    flows = np.zeros((queues + 1, slots), dtype=np.int64)
    arcs = np.zeros((groups + queues + 2, groups + queues + 2), dtype=np.int32)
    for slot in range(slots):
        arcs[0, 1 : groups + 1] = floor[:, slot]
        arcs[1 : groups + 1, groups + 1 : -1] = skills * floor[:, [slot]]
        arcs[groups + 1 :, -1] = 0
        for k in range(queues):
            arcs[groups + 1 + k, -1] = need[k, slot]
            graph = csr_array(arcs)
            flows[k + 1, slot] = maximum_flow(graph, 0, groups + queues + 1).flow_value
    return flows
