"""Heads for a year of quarter hours: speed, exactness, and a peer in the same run."""

import math
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
from scipy.special import gammainc, gammaincc

from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.queue import ServiceTarget
from rostering.staffing.agents import fewest_agents

SLOTS = 35_040
PEAK_ERLANG = 458.0
PATIENCE_S = 180.0
# 80/20 for all offered, no occupancy cap: the target that every peer can be asked for.
TARGET = ServiceTarget(0.80, 20.0, "offered", 1.0)
# The peer needs seconds (Erlang C) to hours (Erlang A): an even sample is timed and scaled up.
PEER_C_SLOTS = 1_460
PEER_A_SLOTS = 24
_REPEATS = 5


def run(seed: int = 0) -> dict[str, Any]:
    """Seconds of one core and slots in which the answer is not the minimal exact one.

    Returns
    -------
    dict
        `slots, c_seconds, a_seconds, c_wrong, a_wrong, peer`. Seconds are processor time of one
        core, the best of five runs after compilation. Wrong slots are found by a second method
        (recursion, incomplete gamma function): n must meet the target and n - 1 must not.
    """
    load, handle_s = a_year(seed)
    c_heads, c_seconds = _best(lambda: fewest_agents(load, handle_s, TARGET))
    a_heads, a_seconds = _best(lambda: fewest_agents(load, handle_s, TARGET, patience_s=PATIENCE_S))
    return {
        "slots": SLOTS,
        "peak_erlang": PEAK_ERLANG,
        "c_seconds": c_seconds,
        "a_seconds": a_seconds,
        "c_wrong": _wrong(c_heads, lambda n: _met_c(n, load, handle_s)),
        "a_wrong": _wrong(a_heads, lambda n: _met_a(n, load, handle_s)),
        "peer": _peer(load, handle_s, c_heads, a_heads),
    }


def a_year(seed: int) -> tuple[FloatArray, FloatArray]:
    """Offered load [Erlang] and handle time [s] of a year with daily and yearly waves."""
    rng = np.random.default_rng(seed)
    slot = np.arange(SLOTS)
    day = 0.55 - 0.45 * np.cos(2 * np.pi * (slot % 96 - 20) / 96)
    year = 1 + 0.25 * np.cos(4 * np.pi * slot / SLOTS)
    load = np.maximum(day, 0.02) * year * (1 + 0.1 * rng.random(SLOTS))
    return load * PEAK_ERLANG / load.max(), 240.0 * (1 + 0.2 * rng.random(SLOTS))


def _best(work: Callable[[], IntArray]) -> tuple[IntArray, float]:
    heads = work()
    seconds = []
    for _ in range(_REPEATS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return heads, min(seconds)


def _wrong(heads: IntArray, met: Callable[[IntArray], BoolArray]) -> int:
    return int((~met(heads) | met(heads - 1)).sum())


def _met_c(heads: IntArray, load: FloatArray, handle_s: FloatArray) -> BoolArray:
    """Whether heads meet the target with patient callers, by the Erlang B recursion."""
    inverse = _inverse_b(heads, load)
    with np.errstate(divide="ignore", invalid="ignore"):
        waits = heads * inverse**-1 / (heads - load * (1 - 1 / inverse))
        level = 1 - waits * np.exp(-(heads - load) * TARGET.threshold_s / handle_s)
    return np.asarray((heads > load) & (level >= TARGET.service_share))


def _met_a(heads: IntArray, load: FloatArray, handle_s: FloatArray) -> BoolArray:
    """Whether heads meet the target with impatient callers, by incomplete gamma functions."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        x, y = heads * PATIENCE_S / handle_s, load * PATIENCE_S / handle_s
        # A = x e^y y^-x gamma(x, y): Mandelbaum, Zeltyn 2007, eq. 4, in logarithms.
        ln_front = y - x * np.log(y) + np.array([math.lgamma(v + 1) if v > 0 else 0.0 for v in x])
        waiting = np.exp(ln_front) * gammainc(x, y)
        z = y * np.exp(-TARGET.threshold_s / PATIENCE_S)
        norm = _inverse_b(heads, load) + waiting - 1
        served = 1 - (waiting - x / y * (waiting - 1)) / norm
        ln_later = ln_front + np.log1p(-gammaincc(x + 1, z)) + np.log(x / y)
        level = served - np.exp(ln_later) / norm
    return np.asarray((heads > 0) & (level >= TARGET.service_share))


def _inverse_b(heads: IntArray, load: FloatArray) -> FloatArray:
    inverse = np.ones_like(load)
    found = np.ones_like(load)
    for n in range(1, int(heads.max()) + 1):
        with np.errstate(over="ignore"):  # tiny loads: infinite, that is, nobody blocked
            inverse = 1 + inverse * n / load
        found = np.where(heads == n, inverse, found)
    return found


def _peer(
    load: FloatArray, handle_s: FloatArray, c_heads: IntArray, a_heads: IntArray
) -> dict[str, Any]:
    """Pyworkforce on an even sample of the same slots, seconds scaled up to the year."""
    try:
        from pyworkforce import queuing
    except ImportError:
        return {"name": "pyworkforce", "note": "not installed: pip install 'peakshift[dev]'"}
    found: dict[str, Any] = {"name": f"pyworkforce {version('pyworkforce')}"}
    found |= _timed("c", PEER_C_SLOTS, c_heads, lambda i: _peer_c(queuing, load[i], handle_s[i]))
    if hasattr(queuing, "ErlangA"):
        found |= _timed(
            "a", PEER_A_SLOTS, a_heads, lambda i: _peer_a(queuing, load[i], handle_s[i])
        )
    else:
        found |= {"a_seconds": None, "a_note": "this release has no Erlang A (0.5.4 has)"}
    return found


def _timed(
    name: str, sample: int, exact: IntArray, heads: Callable[[int], int]
) -> dict[str, float | int | str]:
    chosen = np.linspace(0, SLOTS - 1, sample).astype(int)
    start = time.process_time()
    answers = np.array([heads(int(i)) for i in chosen])
    seconds = time.process_time() - start
    return {
        f"{name}_seconds": seconds * SLOTS / sample,
        f"{name}_wrong_share": float((answers != exact[chosen]).mean()),
        f"{name}_note": f"timed on {sample} of {SLOTS} slots, scaled up",
    }


def _peer_c(queuing: Any, load: float, handle_s: float) -> int:
    handle_min = handle_s / 60
    contacts = load * 15 / handle_min
    positions = queuing.ErlangC(contacts, handle_min, TARGET.threshold_s / 60, 15)
    return int(positions.required_positions(TARGET.service_share, 1.0)["raw_positions"])


def _peer_a(queuing: Any, load: float, handle_s: float) -> int:
    handle_min = handle_s / 60
    positions = queuing.ErlangA(
        transactions=load * 15 / handle_min,
        aht=handle_min,
        asa=TARGET.threshold_s / 60,
        interval=15,
        patience=PATIENCE_S / 60,
    )
    return int(positions.required_positions(TARGET.service_share, 1.0)["raw_positions"])
