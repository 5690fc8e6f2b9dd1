"""The smallest number of heads that keeps a promise, slot by slot."""

import numpy as np
import numpy.typing as npt

from data.model.arrays import FloatArray, IntArray
from data.model.errors import InvalidValue
from data.model.queue import ServiceTarget
from rostering.staffing.kernels import smallest_impatient, smallest_patient
from rostering.staffing.service import DEFINITIONS

_SLACK = 1e-12


def smallest_heads(
    load_erlang: npt.ArrayLike,
    handle_s: npt.ArrayLike,
    target: ServiceTarget,
    *,
    patience_s: float | None = None,
    concurrency: int = 1,
) -> IntArray:
    """Smallest heads that meet every part of a target, shape of the loads.

    Parameters
    ----------
    load_erlang
        Offered load [Erlang], any shape; 0 needs `target.min_heads`.
    handle_s
        Mean handle time [s], broadcast with the loads.
    target
        Service level, occupancy cap and, where given, mean wait and abandonment. For Erlang C
        (no patience) the four definitions agree and the abandonment is zero.
    patience_s
        Mean patience [s]; None: Erlang C.
    concurrency
        Contacts one head holds at once [-]; `handle_s` must already be the stretched one.

    Raises
    ------
    InvalidValue
        If loads or handle times are negative or not finite.
    """
    load, handle = np.broadcast_arrays(
        np.asarray(load_erlang, dtype=np.float64), np.asarray(handle_s, dtype=np.float64)
    )
    _check(load, handle)
    flat = np.ascontiguousarray(load).ravel(), np.ascontiguousarray(handle).ravel()
    heads = np.zeros(load.size, dtype=np.int64)
    asa_s = np.inf if target.asa_s is None else target.asa_s
    promise = (target.threshold_s, target.service_share)
    if patience_s is None or np.isinf(patience_s):
        smallest_patient(*flat, *promise, target.occupancy_cap_share, asa_s, concurrency, heads)
    else:
        lost = 1.0 if target.abandonment_share is None else target.abandonment_share
        limits = (target.occupancy_cap_share, asa_s, lost)
        code = DEFINITIONS.index(target.definition)
        smallest_impatient(*flat, float(patience_s), *promise, code, *limits, concurrency, heads)
    return np.maximum(heads.reshape(load.shape), target.min_heads)


def grossed_up(heads: npt.ArrayLike, share: npt.ArrayLike) -> IntArray:
    """Heads to roster so that `heads` remain after a share is lost: smallest n, n(1-s) >= heads."""
    need = np.asarray(heads, dtype=np.float64) / (1.0 - np.asarray(share, dtype=np.float64))
    return np.ceil(need - _SLACK * np.maximum(1.0, need)).astype(np.int64)


def _check(load: FloatArray, handle_s: FloatArray) -> None:
    if not (np.isfinite(load) & (load >= 0)).all():
        raise InvalidValue("offered loads must be finite and >= 0 [Erlang]")
    if not (np.isfinite(handle_s) & ((handle_s > 0) | (load == 0))).all():
        raise InvalidValue("handle times must be finite and > 0 [s] where there is load")
