"""Builders shared by the staffing and simulation tests."""

from datetime import UTC, date, datetime

import numpy as np

from data.model.forecast import Demand, Dispersion, Forecast
from data.model.grid import Grid
from data.model.queue import Queue, ServiceTarget
from rostering.staffing.queue_requirement import work_of
from rostering.staffing.rate_uncertainty import expected_level, rate_law
from rostering.staffing.sizing import Sizing

MONDAY = date(2026, 3, 2)


def a_grid(days=1, slot_min=30):
    return Grid.for_days(MONDAY, days, slot_min, "Asia/Shanghai")


def a_queue(queue_id="billing", **changes):
    return Queue(queue_id, queue_id.title(), **changes)


def a_target(**changes):
    return ServiceTarget(**changes)


def a_demand(contacts=60.0, handle_s=180.0, grid=None, queue_id="billing"):
    grid = grid or a_grid()
    full = np.broadcast_to(np.asarray(contacts, float), (grid.slots,)).copy()
    handle = np.broadcast_to(np.asarray(handle_s, float), (grid.slots,)).copy()
    return Demand(queue_id, grid, full, handle)


def a_forecast(
    contacts=60.0, handle_s=180.0, grid=None, queue_id="billing", day_sd=0.1, slot_sd=0.05
):
    grid = grid or a_grid()
    demand = a_demand(contacts, handle_s, grid, queue_id)
    levels = (0.1, 0.5, 0.9)
    spread = Dispersion(
        np.full(len(grid.days), day_sd), np.full(grid.slots, slot_sd), day_correlation=0.5
    )
    return Forecast(
        version_id=f"F-{queue_id}",
        demand=demand,
        levels=levels,
        quantiles=np.outer([0.85, 1.0, 1.15], demand.contacts),
        day_quantiles=np.ones((3, len(grid.days))),
        dispersion=spread,
        origin=grid.start,
        made_at=datetime(2026, 3, 1, tzinfo=UTC),
        yardstick=demand.contacts,
    )


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
