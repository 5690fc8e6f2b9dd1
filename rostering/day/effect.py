"""What actions do to service: the same callers with and without them."""

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from data.model.day.proposals import Effect
from data.model.grid import FloatArray
from data.model.queue import Queue
from rostering.simulation.replicate import LEVEL
from rostering.simulation.report import CONFIDENCE, ServiceReport


def level_of(report: ServiceReport, queue_ids: Sequence[str] = ()) -> Effect:
    """Share answered in time over some queues together, all if none is named [-]."""
    met, whole = _sums(report, queue_ids)
    return _ratio(met, whole, met - _share(met, whole) * whole)


def gain_of(before: ServiceReport, after: ServiceReport, queue_ids: Sequence[str] = ()) -> Effect:
    """What the share answered in time gains from one report to another [-].

    Parameters
    ----------
    before, after
        Of the same seed and number of replications: each is compared with its twin, so that the
        luck of the callers falls out.

    Notes
    -----
    Difference of two ratios of totals, by the delta method over pairs (Law, Simulation Modeling
    and Analysis, 2015, sections 9.5 and 10.2), with Student's t.
    """
    met0, whole0 = _sums(before, queue_ids)
    met1, whole1 = _sums(after, queue_ids)
    first = (met0 - _share(met0, whole0) * whole0) / max(whole0.mean(), 1e-12)
    then = (met1 - _share(met1, whole1) * whole1) / max(whole1.mean(), 1e-12)
    mean = _share(met1, whole1) - _share(met0, whole0)
    half = _half(then - first)
    return Effect(mean, mean - half, mean + half)


def _ratio(met: FloatArray, whole: FloatArray, off: FloatArray) -> Effect:
    mean = _share(met, whole)
    half = _half(off / max(whole.mean(), 1e-12))
    return Effect(mean, max(0.0, mean - half), min(1.0, mean + half))


def _share(met: FloatArray, whole: FloatArray) -> float:
    """Share of totals; one where nothing is counted: nobody was left waiting."""
    return float(met.sum() / whole.sum()) if whole.sum() > 0 else 1.0


def _half(off: FloatArray) -> float:
    count = len(off)
    if count < 2:
        return float("nan")
    error = float((off**2).sum() / (count - 1) / count)
    return float(stdtrit(count - 1, 0.5 + CONFIDENCE / 2) * np.sqrt(error))


def _sums(report: ServiceReport, queue_ids: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Contacts in time and contacts counted in each replication, shape (replications,) each."""
    wanted: list[tuple[int, Queue]] = [
        (row, queue)
        for row, queue in enumerate(report.queues)
        if not queue_ids or queue.queue_id in queue_ids
    ]
    met = np.zeros(report.replications)
    whole = np.zeros(report.replications)
    for row, queue in wanted:
        in_time, counted = LEVEL[queue.target.definition]
        met += report.sums[:, row, :, in_time].sum(axis=1)
        whole += report.sums[:, row, :, counted].sum(axis=1)
    return met, whole
