"""Callers who hang up: how many, with the heads that a planner without foresight had rostered."""

import numpy as np

from data.model.arrays import FloatArray, IntArray

SQUARE_ROOT_FACTOR = 0.9
"""Heads beyond the load, in square roots of it [-] (square-root safety staffing, Halfin,
Whitt 1981); 0.9 is close to 80 % within 20 s for handle times of four minutes."""
OCCUPANCY_CAP = 0.9
_MOST_HEADS = 120
_RATIOS = np.linspace(0.0, 8.0, 161)


def planned_heads(load_erlang: FloatArray) -> IntArray:
    """Heads that were on the floor for an expected load [-], shape as given."""
    safe = np.maximum(
        load_erlang + SQUARE_ROOT_FACTOR * np.sqrt(load_erlang), load_erlang / OCCUPANCY_CAP
    )
    return np.maximum(1, np.ceil(safe)).astype(np.int64)


def abandon_shares(
    load_erlang: FloatArray, heads: IntArray, handle_s: float, patience_s: float
) -> FloatArray:
    """Share of callers who hang up, Erlang A in steady state [-], shape as given.

    Parameters
    ----------
    load_erlang
        Load that really came, abandoned callers included [Erlang].
    handle_s, patience_s
        Means of handle time and patience [s].

    Notes
    -----
    Looked up in a table over heads (up to 120; more take 120's share at equal load per head, a
    little too many) and load per head (up to 8), linear in between.
    """
    table = abandon_table(handle_s / patience_s)
    n = np.clip(heads, 1, _MOST_HEADS)
    ratio = np.clip(load_erlang / np.maximum(heads, 1), 0.0, _RATIOS[-1])
    place = ratio / _RATIOS[1]
    low = np.minimum(place.astype(np.int64), len(_RATIOS) - 2)
    weight = place - low
    return np.asarray((1 - weight) * table[n, low] + weight * table[n, low + 1])


def abandon_table(impatience: float) -> FloatArray:
    """Erlang A's P(abandon) by heads (0 .. 120; row 0 unused) and load per head, both as in notes.

    P(ab) = P(wait) x (1 / (rho A) + 1 - 1 / rho), P(wait) = A B / (1 + (A - 1) B) with Erlang B
    and A = 1 + sum over j of prod over i <= j of a / (n + i r) (Mandelbaum, Zeltyn 2007, Sec. 3).

    Parameters
    ----------
    impatience
        Mean handle time over mean patience, r [-].
    """
    heads = np.arange(_MOST_HEADS + 1, dtype=np.float64)[:, None]
    rho = np.maximum(_RATIOS, 1e-9)[None, :]
    load = heads * rho
    blocked = _erlang_b(load)
    queue = _queue_sum(load, heads, impatience)
    waits = queue * blocked / (1.0 + (queue - 1.0) * blocked)
    share = waits * (1.0 / (rho * queue) + 1.0 - 1.0 / rho)
    share[:, 0] = 0.0
    return np.asarray(np.clip(share, 0.0, 1.0))


def _erlang_b(load: FloatArray) -> FloatArray:
    # Row n needs n steps of the recursion: B(0) = 1, B(k) = a B / (k + a B).
    blocked = np.ones_like(load)
    for k in range(1, _MOST_HEADS + 1):
        blocked[k:] = load[k:] * blocked[k:] / (k + load[k:] * blocked[k:])
    return blocked


def _queue_sum(load: FloatArray, heads: FloatArray, impatience: float) -> FloatArray:
    total = np.ones_like(load)
    term = np.ones_like(load)
    step = 0
    while float((term / total).max()) > 1e-12 or step < _MOST_HEADS:
        step += 1
        term = term * load / (heads + step * impatience)
        total = total + term
    return total
