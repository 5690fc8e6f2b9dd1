"""Contacts of one customer about one thing, chained across channels."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.model.grid import BoolArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

WINDOW_DAYS = 7
"""Contacts about one topic belong together that are no further apart [days]."""
_DAY_S = 86_400
_NO_TOPIC_DAYS = 1  # between two topics, a contact without one belongs to what is that near
ANSWERED_NOT = frozenset(("abandoned", "lost", "missed"))
"""Outcomes of contacts that nobody answered."""


def chain_of_each(touches: "pd.DataFrame", window_days: float = WINDOW_DAYS) -> IntArray:
    """Number of the chain of each contact, 0, 1, 2... by their first contact.

    Parameters
    ----------
    touches
        With `at`, `customer`, `topic`, `case_id`, `order_id`.

    Notes
    -----
    Contacts are chained that share their customer and topic within the window, their customer
    and case, or their customer and order. Contacts of an unknown customer join by case or order
    only, and only where all others of it are of one customer: two customers are never joined.

    Returns
    -------
    IntArray
        Shape (contacts,).
    """
    import pandas as pd
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = len(touches)
    if not size:
        return np.empty(0, dtype=np.int64)
    at = touches["at"].dt.tz_convert("UTC").dt.tz_localize(None)
    second = at.to_numpy().astype("datetime64[s]").astype(np.int64)
    codes = {
        name: pd.factorize(touches[name].where(touches[name] != ""))[0].astype(np.int64)
        for name in ("customer", "topic", "case_id", "order_id")
    }
    customer = _adopted(codes)
    links = [
        _linked((customer, codes["topic"]), second, window_days * _DAY_S),
        _linked((customer, codes["case_id"]), second, np.inf),
        _linked((customer, codes["order_id"]), second, np.inf),
        _of_nobody(customer, codes["case_id"]),
        _of_nobody(customer, codes["order_id"]),
    ]
    tied = np.zeros(size, dtype=bool)
    for pair in links[1:]:
        tied[np.concatenate(pair)] = True
    links.append(_wildcards(codes["topic"], tied, customer, second, window_days * _DAY_S))
    one, other = (np.concatenate([pair[k] for pair in links]) for k in (0, 1))
    graph = coo_matrix((np.ones(len(one), dtype=np.int8), (one, other)), shape=(size, size))
    label = connected_components(graph, directed=False)[1]
    first = np.full(int(label.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, label, second)
    order = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return np.asarray(order[label], dtype=np.int64)


def _adopted(codes: dict[str, IntArray]) -> IntArray:
    """Customers, with contacts of nobody given to the one customer of their case or order."""
    customer = codes["customer"].copy()
    for name in ("case_id", "order_id"):
        key = codes[name]
        known = (customer >= 0) & (key >= 0)
        if not known.any():
            continue
        size = int(key.max()) + 1
        least = np.full(size, np.iinfo(np.int64).max)
        most = np.full(size, -1)
        np.minimum.at(least, key[known], customer[known])
        np.maximum.at(most, key[known], customer[known])
        alone = least == most
        lost = (customer < 0) & (key >= 0)
        mine = lost & alone[np.maximum(key, 0)]
        customer[mine] = most[key[mine]]
    return customer


def _linked(
    keys: tuple[IntArray, IntArray], second: IntArray, window_s: float
) -> tuple[IntArray, IntArray]:
    """Neighbours in time of those who share both keys, no further apart than the window."""
    one, other = keys
    use = np.flatnonzero((one >= 0) & (other >= 0))
    order = use[np.lexsort((second[use], other[use], one[use]))]
    a, b = order[:-1], order[1:]
    together = (one[a] == one[b]) & (other[a] == other[b]) & (second[b] - second[a] <= window_s)
    return a[together], b[together]


def _wildcards(
    topic: IntArray, tied: BoolArray, customer: IntArray, second: IntArray, window_s: float
) -> tuple[IntArray, IntArray]:
    """Contacts with nothing but a customer, to the customer's contact before or after.

    Within the window to both that are about one topic, or to the only one that is near; else to
    the nearer one within a day. A case that no other contact names counts for nothing.
    """
    use = np.flatnonzero(customer >= 0)
    order = use[np.lexsort((second[use], customer[use]))]
    bare = (topic[order] < 0) & ~tied[order]
    place = np.arange(len(order))
    before = np.maximum.accumulate(np.where(bare, -1, place))
    after = np.minimum.accumulate(np.where(bare, len(order), place)[::-1])[::-1]
    k = np.flatnonzero(bare)
    gaps, ends = [], []
    for near in (before[k], after[k]):
        there = (near >= 0) & (near < len(order))
        end = order[np.clip(near, 0, max(0, len(order) - 1))]
        there &= customer[end] == customer[order[k]]
        gap = np.where(there, np.abs(second[end] - second[order[k]]), np.inf)
        gaps.append(np.where(gap <= window_s, gap, np.inf))
        ends.append(end)
    one_topic = (topic[ends[0]] == topic[ends[1]]) & (topic[ends[0]] >= 0)
    lonely = np.isinf(gaps[0]) | np.isinf(gaps[1])
    nearer = np.minimum(*gaps)
    joins = np.isfinite(nearer) & (lonely | one_topic | (nearer <= _NO_TOPIC_DAYS * _DAY_S))
    chosen = np.where(gaps[0] <= gaps[1], ends[0], ends[1])
    both = np.isfinite(gaps[0]) & np.isfinite(gaps[1]) & one_topic
    one = np.concatenate([order[k[joins]], order[k[both]], order[k[both]]])
    return one, np.concatenate([chosen[joins], ends[0][both], ends[1][both]])


def _of_nobody(customer: IntArray, key: IntArray) -> tuple[IntArray, IntArray]:
    """Contacts of unknown customers that share a case or order."""
    use = np.flatnonzero((customer < 0) & (key >= 0))
    order = use[np.argsort(key[use], kind="stable")]
    a, b = order[:-1], order[1:]
    same = key[a] == key[b]
    return a[same], b[same]


@dataclass(frozen=True, eq=False)
class Chains:
    """What chains of a period come to; each is named by its number.

    Parameters
    ----------
    contacts, switches
        Contacts of each chain, and changes of channel within it [-], shape (chains,).
    resolved
        Whether its first answered contact was its last one, shape (chains,).
    first
        Number of each chain's first contact in the frame, shape (chains,).
    """

    chain: IntArray
    contacts: IntArray
    switches: IntArray
    resolved: BoolArray
    first: IntArray


def summed(touches: "pd.DataFrame", chain: IntArray) -> Chains:
    """Figures of chains; `touches` in order of time."""
    import pandas as pd

    size = int(chain.max()) + 1 if len(chain) else 0
    order = np.argsort(chain, kind="stable")  # within a chain in order of time
    mine = chain[order]
    channel = pd.factorize(touches["channel"])[0][order]
    same = mine[1:] == mine[:-1]
    switches = np.bincount(mine[1:][same & (channel[1:] != channel[:-1])], minlength=size)
    contacts = np.bincount(chain, minlength=size)
    answered = ~touches["outcome"].isin(ANSWERED_NOT).to_numpy(bool)[order]
    place = np.arange(len(order))
    first_answered = np.full(size, len(order))
    np.minimum.at(first_answered, mine[answered], place[answered])
    last = np.full(size, -1)
    np.maximum.at(last, mine, place)
    first = np.full(size, len(order))
    np.minimum.at(first, mine, place)
    return Chains(chain, contacts, switches, first_answered == last, order[first])
