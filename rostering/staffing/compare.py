"""p50, p80, p95 side by side: what more certainty costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.forecast import Demand, Forecast
from data.model.queue import Queue
from data.model.requirement import Requirement
from rostering.staffing.queue_requirement import work_of
from rostering.staffing.rate_uncertainty import expected_level, rate_law
from rostering.staffing.shrinkage import paid_hours
from rostering.staffing.sizing import Basis, Sizing

BASES: tuple[Basis, ...] = ("mean", "p50", "p80", "p95", "expected")


@dataclass(frozen=True, eq=False)
class Choice:
    """One basis, its requirement and what it buys.

    Parameters
    ----------
    rostered_hours
        Head-hours to roster over the horizon [h].
    cost_cents
        Cost of the paid time behind them, paid breaks included [cents].
    expected_share
        Service level expected over all that may come, by queue [-].
    """

    basis: str
    requirement: Requirement
    rostered_hours: float
    cost_cents: int
    expected_share: Mapping[str, float]


def compare_bases(
    size: Callable[[Basis], Requirement],
    service: Callable[[Requirement], Mapping[str, float]],
    *,
    bases: Sequence[Basis] = BASES,
    hour_cents: int = 0,
) -> tuple[Choice, ...]:
    """Requirements on several bases with their hours, cost and expected service.

    Parameters
    ----------
    size
        Finds the requirement of a basis.
    service
        Finds the service that a requirement will give over all that may come.
    hour_cents
        Price of a paid hour [cents].
    """
    found = []
    for basis in bases:
        requirement = size(basis)
        heads, grid = requirement.heads, requirement.grid
        hours = float(heads.sum()) * grid.slot_min / 60
        cost = round(paid_hours(heads, requirement.shrinkages, grid) * hour_cents)
        label = Sizing(basis=basis).label
        found.append(Choice(label, requirement, hours, cost, service(requirement)))
    return tuple(found)


def expected_share(
    demand: Demand | Forecast, queue: Queue, heads: np.ndarray, sizing: Sizing
) -> float:
    """Call-weighted service level of agents, expected over the forecast's dispersion [-]."""
    work = work_of(demand, queue, sizing)
    if isinstance(demand, Forecast):
        factors, weights = rate_law(demand).nodes()
    else:
        factors, weights = np.ones((1, len(work.load_erlang))), np.ones(1)
    level = expected_level(
        np.asarray(heads, dtype=np.int64),
        work.load_erlang,
        np.maximum(work.handle_s, 1e-9),
        factors,
        weights,
        threshold_s=queue.target.threshold_s,
        definition=queue.target.definition,
        patience_s=sizing.patience_of(queue),
        concurrency=queue.concurrency,
    )
    whole = work.contacts.sum()
    return float((level * work.contacts).sum() / whole) if whole > 0 else 1.0
