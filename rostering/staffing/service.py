"""Steady-state service of given agents, and of coarser intervals than its slots."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.queue import Definition
from rostering.staffing.kernels import evaluate

DEFINITIONS: tuple[Definition, ...] = ("virtual", "answered", "offered", "waited")


@dataclass(frozen=True, eq=False)
class Service:
    """Steady-state service of a queue; all arrays share one shape.

    Parameters
    ----------
    wait_share
        Share of contacts that find everybody busy [-].
    virtual
        Share whose wait would be at most the threshold were they infinitely patient [-].
    answered
        Share of the answered who waited at most the threshold [-].
    offered
        Share of all offered who were answered within the threshold; abandons are misses [-].
    waited
        Share of all who waited at most the threshold, however it ended [-].
    asa_s
        Mean wait of all contacts [s]; infinite where the queue grows for ever.
    abandonment_share
        Share of all offered who hang up [-].
    occupancy_share
        Share of time on contacts [-].
    """

    wait_share: FloatArray
    virtual: FloatArray
    answered: FloatArray
    offered: FloatArray
    waited: FloatArray
    asa_s: FloatArray
    abandonment_share: FloatArray
    occupancy_share: FloatArray

    def level(self, definition: Definition) -> FloatArray:
        """Service level under one of the four definitions [-]."""
        levels = (self.virtual, self.answered, self.offered, self.waited)
        return levels[DEFINITIONS.index(definition)]


def service(
    servers: npt.ArrayLike,
    load_erlang: npt.ArrayLike,
    handle_s: npt.ArrayLike,
    threshold_s: npt.ArrayLike,
    patience_s: npt.ArrayLike | None = None,
) -> Service:
    """Exact steady-state service, all arguments broadcast against each other.

    Parameters
    ----------
    servers
        Agents (or chat seats) [-], whole numbers.
    load_erlang
        Offered load [Erlang].
    handle_s
        Mean handle time [s].
    threshold_s
        Answer threshold [s].
    patience_s
        Mean patience [s]; None or infinite: nobody hangs up (Erlang C).

    Raises
    ------
    InvalidValue
        If a number is negative or not finite where it must be.

    Notes
    -----
    M/M/n: Erlang 1917. M/M/n+M: Palm 1957; Garnett, Mandelbaum, Reiman 2002; Mandelbaum,
    Zeltyn 2007, eqs. 3-10.
    """
    patience = np.inf if patience_s is None else patience_s
    n, a, h, t, p = np.broadcast_arrays(servers, load_erlang, handle_s, threshold_s, patience)
    _check(n, a, h, t, p)
    out = np.empty((a.size, 7))
    heads = np.ascontiguousarray(n, dtype=np.int64).ravel()
    evaluate(heads, _flat(a), _flat(h), _flat(t), _flat(p), out)
    waits, virtual, answered, offered, waited, asa_s, lost = out.T.reshape(7, *a.shape)
    busy = np.minimum(1.0, a * (1 - lost) / np.maximum(n, 1))
    occupancy = np.where(n > 0, busy, np.where(a > 0, 1.0, 0.0))
    return Service(waits, virtual, answered, offered, waited, asa_s, lost, occupancy)


def by_minutes(values: FloatArray, contacts: FloatArray, grid: Grid, minutes: int) -> FloatArray:
    """Call-weighted values of coarser intervals [-], shape (slots x slot_min / minutes,).

    Intervals without contacts are NaN.

    Raises
    ------
    InvalidValue
        If `minutes` is not a whole number of slots that divides the grid.
    """
    each, rest = divmod(minutes, grid.slot_min)
    if rest or each < 1 or grid.slots % each:
        raise InvalidValue(
            tr(
                "{minutes} min is not a whole number of {slot_min} min slots that divides the grid",
                minutes=minutes,
                slot_min=grid.slot_min,
            )
        )
    weight = contacts.reshape(-1, each)
    whole = weight.sum(axis=1)
    total = np.where(weight > 0, values.reshape(-1, each) * weight, 0.0).sum(axis=1)
    return np.where(whole > 0, total / np.where(whole > 0, whole, 1.0), np.nan)


def _flat(array: npt.NDArray[np.float64]) -> FloatArray:
    return np.ascontiguousarray(array, dtype=np.float64).ravel()


def _check(n: FloatArray, a: FloatArray, h: FloatArray, t: FloatArray, p: FloatArray) -> None:
    if (np.asarray(n) < 0).any() or (np.asarray(n) != np.floor(n)).any():
        raise InvalidValue(tr("servers must be whole numbers >= 0"))
    if not (np.isfinite(a) & (np.asarray(a) >= 0)).all():
        raise InvalidValue(tr("offered loads must be finite and >= 0 [Erlang]"))
    if not ((np.asarray(h) > 0) | (np.asarray(a) == 0)).all() or not np.isfinite(h).all():
        raise InvalidValue(tr("handle times must be finite and > 0 [s] where there is load"))
    if (np.asarray(t) < 0).any() or not (np.asarray(p) > 0).all():
        raise InvalidValue(tr("thresholds must be >= 0 and patience > 0 [s]"))
