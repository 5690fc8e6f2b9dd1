"""p50, p80, p95 side by side: what more certainty costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.forecast import Demand, Forecast
from data.model.queue import Queue
from data.model.requirement import Requirement, Shrinkage
from rostering.staffing.dispersion import rate_law
from rostering.staffing.expected import expected_level
from rostering.staffing.handling import Handling
from rostering.staffing.queue_heads import work_of
from rostering.staffing.requirement import build_requirement
from rostering.staffing.sizing import Basis, Model, Ramp, Sizing

BASES: tuple[Basis, ...] = ("mean", "p50", "p80", "p95", "expected")


@dataclass(frozen=True, eq=False)
class Choice:
    """One basis, its requirement and what it buys.

    Parameters
    ----------
    rostered_hours
        Hours to roster over the horizon [h].
    cost_cents
        Their cost [cents].
    expected_share
        Service level expected over the forecast's dispersion, call-weighted, by queue answered
        now [-].
    """

    basis: str
    requirement: Requirement
    rostered_hours: float
    cost_cents: int
    expected_share: Mapping[str, float]


def compare_bases(
    forecasts: Mapping[str, Forecast],
    queues: Sequence[Queue],
    shrinkages: Sequence[Shrinkage] = (),
    *,
    bases: Sequence[Basis] = BASES,
    hour_cents: int = 0,
    model: Model = "auto",
    ramp: Ramp = "lag",
    handling: Mapping[str, Handling] | None = None,
) -> tuple[Choice, ...]:
    """Requirements on several bases with their hours, cost and expected service.

    Parameters
    ----------
    hour_cents
        Price of a rostered hour [cents].
    """
    found = []
    for basis in bases:
        requirement = build_requirement(
            forecasts,
            queues,
            shrinkages,
            requirement_id=f"what-if {basis}",
            basis=basis,
            model=model,
            ramp=ramp,
            handling=handling,
        )
        hours = float(requirement.heads.sum()) * requirement.grid.slot_min / 60
        sizing = Sizing(model, "mean", ramp, handling or {})
        shares = {
            queue.queue_id: expected_share(
                forecasts[queue.queue_id], queue, requirement.floor_heads[row], sizing
            )
            for row, queue in enumerate(queues)
            if queue.deferrable_due_min is None
        }
        label = Sizing(basis=basis).label
        found.append(Choice(label, requirement, hours, round(hours * hour_cents), shares))
    return tuple(found)


def expected_share(
    demand: Demand | Forecast, queue: Queue, heads: np.ndarray, sizing: Sizing
) -> float:
    """Call-weighted service level of heads, expected over the forecast's dispersion [-]."""
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
