"""Sums behind Erlang B, C and A, and the searches over heads, as compiled loops."""

import numpy as np

from data.model.grid import FloatArray, IntArray
from rostering.compiled import INT, REAL, array, called_with, compiled

_TINY = 1e-17  # relative size of a series' tail that no double can see
_BIG = 1e250
_NOTHING = 1e-200  # a load so small that its square underflows is no load [Erlang]
_SLACK = 1e-12  # a target missed by less is a rounding error, not a miss

# Codes of the service level definitions, in the order of `DEFINITIONS` in service.py.
_ANSWERED, _OFFERED, _WAITED = 1, 2, 3


@compiled
def inverse_blocking(servers: int, load: float) -> float:
    """1 / B(n, a) = sum over k of n! / (n - k)! a^-k; infinite where B underflows.

    All terms are positive, so nothing cancels; the tail is cut when no double can see it.
    """
    if load <= 0.0:
        return 1.0 if servers == 0 else np.inf
    unit = 1.0 / load
    total = 1.0
    term = 1.0
    left = float(servers)
    while left > 0.0:
        ratio = left * unit
        term *= ratio
        total += term
        if ratio < 1.0 and term * ratio <= _TINY * total * (1.0 - ratio):
            break
        left -= 1.0
    return total


@called_with(INT, REAL)
@compiled
def ln_inverse_blocking(servers: int, load: float) -> float:
    """Natural logarithm of 1 / B(n, a), for values that no double can hold."""
    if load <= 0.0:
        return 0.0 if servers == 0 else np.inf
    scale = 0.0
    total = 1.0
    term = 1.0
    left = float(servers)
    while left > 0.0:
        ratio = left / load
        term *= ratio
        total += term
        if total > _BIG:
            scale += np.log(total)
            term /= total
            total = 1.0
        if ratio < 1.0 and term * ratio <= _TINY * total * (1.0 - ratio):
            break
        left -= 1.0
    return float(scale + np.log(total))


@compiled
def _queue_sums(x: float, y: float) -> tuple[float, float, float, float]:
    """Sums over k >= 1 of t_k and k t_k, t_k = y^k / ((x + 1) .. (x + k)), with scale.

    Returns (sum t_k, sum k t_k, value of one, ln of the scale): the first three are to be
    multiplied by exp(ln scale), so a hopeless overload does not overflow.
    """
    one = 1.0
    scale = 0.0
    term = 1.0
    total = 0.0
    weighted = 0.0
    k = 0.0
    while True:
        k += 1.0
        ratio = y / (x + k)
        term *= ratio
        total += term
        weighted += k * term
        if weighted > _BIG:
            scale += np.log(weighted)
            one /= weighted
            term /= weighted
            total /= weighted
            weighted = 1.0
        if ratio < 1.0 and term * (k + 1.0) <= _TINY * weighted * (1.0 - ratio):
            break
    return total, weighted, one, scale


@compiled
def patient(
    inverse: float, servers: int, load: float, handle_s: float, wait_s: float
) -> tuple[float, float, float]:
    """Erlang C from 1 / B: share that waits, share answered within `wait_s`, mean wait [s]."""
    if load <= 0.0:
        return 0.0, 1.0, 0.0
    if servers <= load:
        return 1.0, 0.0, np.inf
    busy = load / servers
    waits = 1.0 / (busy + (1.0 - busy) * inverse)
    idle = servers - load
    return waits, 1.0 - waits * np.exp(-idle * wait_s / handle_s), waits * handle_s / idle


@compiled
def impatient(
    inverse: float, servers: int, load: float, handle_s: float, wait_s: float, patience_s: float
) -> tuple[float, float, float, float, float, float]:
    """Erlang A from 1 / B: share that waits, four service levels, share that abandons.

    The order of levels is virtual, answered, offered, waited (Mandelbaum, Zeltyn 2007, with
    the incomplete gamma function written as its positive series).
    """
    if load <= _NOTHING:
        return 0.0, 1.0, 1.0, 1.0, 1.0, 0.0
    if servers == 0:
        return 1.0, 0.0, 0.0, 0.0, 1.0 - np.exp(-wait_s / patience_s), 1.0
    x = servers * patience_s / handle_s
    y = load * patience_s / handle_s
    total, weighted, one, scale = _queue_sums(x, y)
    norm = inverse * one + total
    waits = (one + total) / norm
    lost = weighted / y / norm
    left = np.exp(-wait_s / patience_s)
    later, _, later_one, later_scale = _queue_sums(x, y * left)
    # exp(y - z - x t / p) turns the sum at z = y e^(-t / p) into the tail beyond t.
    grow = -y * np.expm1(-wait_s / patience_s) - x * wait_s / patience_s
    factor = np.exp(grow + later_scale - scale) / norm
    beyond = min(1.0, (later_one + later) * factor)
    late = later * factor * x / y
    offered = max(0.0, 1.0 - lost - late)
    return waits, 1.0 - beyond, offered / (1.0 - lost), offered, 1.0 - beyond * left, lost


@called_with(array(INT), *[array(REAL)] * 4, array(REAL, 2))
@compiled
def evaluate(
    servers: IntArray,
    load: FloatArray,
    handle_s: FloatArray,
    wait_s: FloatArray,
    patience_s: FloatArray,
    out: FloatArray,
) -> None:
    """Fill `out` (slots, 7): waits, four levels, mean wait [s], share that abandons."""
    for i in range(len(load)):
        inverse = inverse_blocking(servers[i], load[i])
        if np.isinf(patience_s[i]):
            waits, level, mean_s = patient(inverse, servers[i], load[i], handle_s[i], wait_s[i])
            out[i, 0] = waits
            out[i, 1:5] = level
            out[i, 5] = mean_s
            out[i, 6] = 0.0
        else:
            waits, virtual, answered, offered, waited, lost = impatient(
                inverse, servers[i], load[i], handle_s[i], wait_s[i], patience_s[i]
            )
            out[i, 0] = waits
            out[i, 1] = virtual
            out[i, 2] = answered
            out[i, 3] = offered
            out[i, 4] = waited
            out[i, 5] = lost * patience_s[i]
            out[i, 6] = lost


@compiled
def _heads_for_occupancy(load: float, cap: float, seats: int) -> int:
    need = load / (cap * seats)
    return int(np.ceil(need - _SLACK * max(1.0, need)))


@called_with(array(REAL), array(REAL), *[REAL] * 4, INT, array(INT))
@compiled
def smallest_patient(
    load: FloatArray,
    handle_s: FloatArray,
    wait_s: float,
    share: float,
    cap: float,
    asa_s: float,
    seats: int,
    heads: IntArray,
) -> None:
    """Smallest heads of Erlang C: from the least stable number upwards, so none is skipped.

    `seats` contacts are held by one head at once. One more server costs one step of
    1 / B(n + 1) = 1 + (n + 1) / (a B(n)).
    """
    for i in range(len(load)):
        a = load[i]
        if a <= _NOTHING:
            heads[i] = 0
            continue
        n = max(int(a // seats) + 1, _heads_for_occupancy(a, cap, seats), 1)
        inverse = inverse_blocking(n * seats, a)
        decay = np.exp(-seats * wait_s / handle_s[i])
        tail = np.exp(-(n * seats - a) * wait_s / handle_s[i])
        while True:
            servers = n * seats
            busy = a / servers
            waits = 1.0 / (busy + (1.0 - busy) * inverse)
            mean_s = waits * handle_s[i] / (servers - a)
            if 1.0 - waits * tail >= share - _SLACK and mean_s <= asa_s + _SLACK:
                break
            for k in range(servers + 1, servers + seats + 1):
                inverse = 1.0 + inverse * k / a
            tail *= decay
            n += 1
        heads[i] = n


@compiled
def _meets(
    n: int,
    load: float,
    handle_s: float,
    patience_s: float,
    wait_s: float,
    share: float,
    definition: int,
    cap: float,
    asa_s: float,
    lost_share: float,
    seats: int,
) -> bool:
    servers = n * seats
    inverse = inverse_blocking(servers, load)
    _, level, answered, offered, waited, lost = impatient(
        inverse, servers, load, handle_s, wait_s, patience_s
    )
    if definition == _ANSWERED:
        level = answered
    elif definition == _OFFERED:
        level = offered
    elif definition == _WAITED:
        level = waited
    if level < share - _SLACK or lost > lost_share + _SLACK:
        return False
    if lost * patience_s > asa_s + _SLACK:
        return False
    return load * (1.0 - lost) <= cap * servers * (1.0 + _SLACK)


@called_with(array(REAL), array(REAL), *[REAL] * 3, INT, *[REAL] * 3, INT, array(INT))
@compiled
def smallest_impatient(
    load: FloatArray,
    handle_s: FloatArray,
    patience_s: float,
    wait_s: float,
    share: float,
    definition: int,
    cap: float,
    asa_s: float,
    lost_share: float,
    seats: int,
    heads: IntArray,
) -> None:
    """Smallest heads of Erlang A: gallop from the offered load to a bracket, then halve it.

    Every target is monotone in heads, so `high` meets them and `high - 1` does not.
    """
    for i in range(len(load)):
        a = load[i]
        if a <= _NOTHING:
            heads[i] = 0
            continue
        high = max(1, int(np.rint(a / seats)))
        step = max(1, int(0.5 * np.sqrt(a / seats)))
        low = 0
        args = (a, handle_s[i], patience_s, wait_s, share, definition, cap, asa_s)
        if _meets(high, *args, lost_share, seats):
            while high - step > 0 and _meets(high - step, *args, lost_share, seats):
                high -= step
                step *= 2
            low = max(0, high - step)
        else:
            low = high
            high += step
            while not _meets(high, *args, lost_share, seats):
                low = high
                step *= 2
                high += step
        while high - low > 1:
            middle = (low + high) // 2
            if _meets(middle, *args, lost_share, seats):
                high = middle
            else:
                low = middle
        heads[i] = high
