"""Erlang B and C as plain functions on arrays."""

import numpy as np
import numpy.typing as npt

from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.language import tr
from rostering.staffing.kernels import ln_inverse_blocking


def erlang_b(servers: npt.ArrayLike, load_erlang: npt.ArrayLike) -> FloatArray:
    """Share of contacts blocked when nobody may wait (M/M/n/n) [-].

    Parameters
    ----------
    servers
        Agents [-], whole numbers, any shape.
    load_erlang
        Offered load a = arrival rate x mean handle time [Erlang], broadcast with `servers`.
    """
    return np.exp(ln_erlang_b(servers, load_erlang))


def erlang_c(servers: npt.ArrayLike, load_erlang: npt.ArrayLike) -> FloatArray:
    """Share of contacts that wait when all are patient (M/M/n) [-]; 1 where servers <= load."""
    return np.exp(ln_erlang_c(servers, load_erlang))


def ln_erlang_b(servers: npt.ArrayLike, load_erlang: npt.ArrayLike) -> FloatArray:
    """Natural logarithm of `erlang_b`, for shares that no double can hold."""
    n, a = _checked(servers, load_erlang)
    flat = [-ln_inverse_blocking(int(k), float(b)) for k, b in zip(n.flat, a.flat, strict=True)]
    return np.asarray(flat, dtype=np.float64).reshape(a.shape)


def ln_erlang_c(servers: npt.ArrayLike, load_erlang: npt.ArrayLike) -> FloatArray:
    """Natural logarithm of `erlang_c`.

    Notes
    -----
    1 / C = rho + (1 - rho) / B with rho = a / n.
    """
    n, a = _checked(servers, load_erlang)
    ln_inverse = -ln_erlang_b(n, a)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        busy = np.where(n > 0, a / np.maximum(n, 1), np.inf)
        stable = busy < 1
        ln_idle = np.log(np.where(stable, 1 - busy, 1.0))
        ln_busy = np.log(np.where(stable, busy, 1.0))
        ln_c = -np.logaddexp(ln_busy, ln_idle + ln_inverse)
    return np.asarray(np.where(stable, ln_c, np.where(a > 0, 0.0, -np.inf)))


def _checked(
    servers: npt.ArrayLike, load: npt.ArrayLike
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    n, a = np.broadcast_arrays(np.asarray(servers), np.asarray(load, dtype=np.float64))
    if (n < 0).any() or (n != np.floor(n)).any():
        raise InvalidValue(tr("servers must be whole numbers >= 0"))
    if not (np.isfinite(a) & (a >= 0)).all():
        raise InvalidValue(tr("offered loads must be finite and >= 0 [Erlang]"))
    return n.astype(np.int64), np.array(a)
