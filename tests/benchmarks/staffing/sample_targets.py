"""The sample centre, whose true rates are known, as a test of service level targets."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, Grid
from data.model.queue import Queue
from data.model.series import ContactSeries
from data.model.shift import clock
from data.samples import SampleCentre, sample_centre
from rostering.staffing.sizing import Ramp
from tests.benchmarks.staffing.service_target import TARGET_SHARE, a_month, ramp_errors

MONTHS = 20
_DAYS, _STEP_DAYS, _FIRST_DAY = 28, 49, 70
_RAMP_MIN = (7 * 60, 11 * 60)
_RAMPS: tuple[Ramp, ...] = ("lag", "slot")


def target_months(
    seed: int = 7, progress: Callable[[str, int, int], None] | None = None
) -> dict[str, Any]:
    """Simulated service of 20 months of each queue answered now, as JSON values.

    Returns
    -------
    dict
        `promise`, `rows` (queue, month, first, service with a target over the period and by
        plain Erlang C on the mean of the last eight weeks), and `worst_points`: the largest
        distance from the target by queue, both ways [percentage points].
    """
    sample = sample_centre(seed=seed)
    urgent = [queue for queue in sample.queues if queue.deferrable_due_min is None]
    rows: list[dict[str, Any]] = []
    for queue in urgent:
        # The simulator knows the true spread of handle times, which the formulas do not.
        sigma = sample.truth.queues[queue.queue_id].handle_sigma
        cv = float(np.sqrt(np.expm1(sigma**2)))
        for k, grid in enumerate(sample_months(sample)):
            truth = sample.truth.demand(queue.queue_id, grid)
            point = mean_of_eight_weeks(sample.series[queue.queue_id], grid)
            found = a_month(truth, point, queue, handle_cv=cv, seed=k)
            named = {"queue": queue.queue_id, "month": k + 1, "first": grid.days[0].isoformat()}
            rows.append({**named, **asdict(found)})
            if progress:
                progress(queue.queue_id, len(rows), MONTHS * len(urgent))
    return {"promise": TARGET_SHARE, "rows": rows, "worst_points": _worst(rows)}


def morning_ramp(queue_id: str = "new_connections", seed: int = 7) -> dict[str, Any]:
    """Predicted against simulated service on four weeks' mornings, with and without the lag.

    Raises
    ------
    InvalidValue
        If the sample has no such queue.
    """
    sample = sample_centre(seed=seed)
    queue = _queue(sample, queue_id)
    truth = sample.truth.demand(queue_id, next(sample_months(sample)), with_storms=False)
    first, end = _RAMP_MIN
    found = {ramp: ramp_errors(truth, queue, ramp, from_min=first, to_min=end) for ramp in _RAMPS}
    rows = [
        {"at": clock(minute), **{ramp: _named(*found[ramp][minute]) for ramp in _RAMPS}}
        for minute in found["lag"]
    ]
    errors = {
        ramp: 100 * float(np.mean([abs(r[ramp]["simulated"] - r[ramp]["predicted"]) for r in rows]))
        for ramp in _RAMPS
    }
    return {"queue": queue_id, "rows": rows, "mean_error_points": errors}


def _queue(sample: SampleCentre, queue_id: str) -> Queue:
    known = {queue.queue_id: queue for queue in sample.queues}
    if queue_id not in known:
        raise InvalidValue(f"the sample has no queue {queue_id!r}; it has {', '.join(known)}")
    return known[queue_id]


def sample_months(sample: SampleCentre) -> Iterator[Grid]:
    """Grids of 28 days, 49 days apart, so that every season comes."""
    start = sample.truth.grid.days[_FIRST_DAY]
    for k in range(MONTHS):
        first = date.fromordinal(start.toordinal() + _STEP_DAYS * k)
        yield Grid.for_days(first, _DAYS, sample.centre.slot_min, sample.centre.zone)


def mean_of_eight_weeks(series: ContactSeries, grid: Grid) -> FloatArray:
    """The plain point forecast: mean of the same slot in the eight weeks before."""
    first, week = series.grid.index_of(grid.start), 7 * grid.slots_per_day
    spans = [slice(first - k * week, first - (k - 1) * week) for k in range(1, 9)]
    past = np.array([series.offered[span] for span in spans])
    return np.asarray(np.nan_to_num(np.tile(np.nanmean(past, axis=0), grid.slots // week)))


def _worst(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        mine = found.setdefault(row["queue"], {"period_target": 0.0, "plain_erlang_c": 0.0})
        for name, key in (("period_target", "period_share"), ("plain_erlang_c", "plain_share")):
            mine[name] = max(mine[name], 100 * abs(row[key] - TARGET_SHARE))
    return found


def _named(predicted: float, simulated: float, heads: float) -> dict[str, float]:
    return {"predicted": predicted, "simulated": simulated, "heads": heads}
