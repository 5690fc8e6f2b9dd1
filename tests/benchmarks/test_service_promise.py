"""Does the service come that was promised? Twenty sample months with known true rates."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from data.model.forecast import Demand, Dispersion, Forecast
from data.model.grid import Grid
from data.samples.centre import sample_centre
from rostering.simulation import Behaviour, simulate_heads
from rostering.staffing.period import period_heads
from rostering.staffing.queue_heads import heads_of, work_of
from rostering.staffing.requirement import build_requirement
from rostering.staffing.service import service
from rostering.staffing.sizing import Sizing

MONTHS = 20
PROMISE = 0.80


def a_version(demand):
    """A forecast that says exactly this demand."""
    grid = demand.grid
    nothing = Dispersion(np.zeros(len(grid.days)), np.zeros(grid.slots), 0.0)
    levels = (0.5,)
    return Forecast(
        "truth",
        demand,
        levels,
        demand.contacts[None, :],
        np.ones((1, len(grid.days))),
        nothing,
        grid.start,
        datetime(2026, 1, 1, tzinfo=UTC),
        demand.contacts,
    )


def mean_of_eight_weeks(series, grid):
    """The plain point forecast: mean of the same slot in the eight weeks before."""
    first = series.grid.index_of(grid.start)
    week = 7 * grid.slots_per_day
    past = np.array(
        [series.offered[first - k * week : first - (k - 1) * week] for k in range(1, 9)]
    )
    contacts = np.tile(np.nanmean(past, axis=0), grid.slots // week)
    return np.nan_to_num(contacts)


def months(sample):
    start = sample.truth.grid.days[70]
    for k in range(MONTHS):
        first = date.fromordinal(start.toordinal() + 49 * k)
        yield Grid.for_days(first, 28, sample.centre.slot_min, sample.centre.zone)


def simulated(truth, queue, heads, seed, cv):
    report = simulate_heads(
        {queue.queue_id: a_version(truth)},
        [queue],
        heads[None, :],
        grid=truth.grid,
        certain=True,
        behaviours={queue.queue_id: Behaviour(handle_cv=cv)},
        replications=12,
        seed=seed,
    )
    return float(report.service_level(queue.queue_id).mean)


def months_of(queue_id, seed=7):
    """Simulated service of 20 months: promised for the period, and by plain Erlang C."""
    sample = sample_centre(seed=seed)
    queue = next(q for q in sample.queues if q.queue_id == queue_id)
    target = replace(queue.target, service_share=PROMISE, occupancy_cap_share=1.0)
    queue = replace(queue, target=target)
    rows = []
    for k, grid in enumerate(months(sample)):
        truth = sample.truth.demand(queue_id, grid)
        ours = period_heads(truth, queue, Sizing(), floor_share=0.5).heads
        point = mean_of_eight_weeks(sample.series[queue_id], grid)
        plain = build_requirement(
            {queue_id: Demand(queue_id, grid, point, truth.handle_s)},
            [queue],
            requirement_id="plain",
            model="erlang_c",
            ramp="slot",
        ).floor_heads[0]
        # The simulator knows the true spread of handle times, which the formulas do not.
        cv = float(np.sqrt(np.expm1(sample.truth.queues[queue_id].handle_sigma ** 2)))
        rows.append((simulated(truth, queue, ours, k, cv), simulated(truth, queue, plain, k, cv)))
    return np.array(rows)


@pytest.mark.heavy
@pytest.mark.parametrize("queue_id", ["faults", "billing", "new_connections", "complaints"])
def test_the_period_promise_is_kept_within_a_point_where_plain_erlang_c_misses(queue_id):
    found = months_of(queue_id)
    print(f"\n{queue_id}: promised {PROMISE:.1%}")
    for k, (ours, plain) in enumerate(found):
        print(f"  month {k + 1:2d}: period target {ours:.1%}, plain Erlang C {plain:.1%}")
    assert np.abs(found[:, 0] - PROMISE).max() <= 0.01
    assert np.abs(found[:, 1] - PROMISE).max() > 0.01


def morning_errors(queue_id, ramp, seed=7):
    """Simulated less predicted service level on the mornings of four weeks, by formula."""
    sample = sample_centre(seed=seed)
    queue = next(q for q in sample.queues if q.queue_id == queue_id)
    grid = next(months(sample))
    truth = sample.truth.demand(queue_id, grid, with_storms=False)
    sizing = Sizing(ramp=ramp)
    heads = heads_of(truth, queue, sizing)
    load = work_of(truth, queue, sizing).load_erlang
    predicted = service(heads, load, truth.handle_s, 20.0, queue.patience_s).virtual
    report = simulate_heads(
        {queue_id: a_version(truth)},
        [queue],
        heads[None, :],
        grid=grid,
        certain=True,
        replications=40,
    )
    morning = (grid.minute_of_day >= 7 * 60) & (grid.minute_of_day < 11 * 60)
    met, offered = report.sums[:, 0, :, 3].sum(axis=0), report.sums[:, 0, :, 0].sum(axis=0)
    errors = []
    for minute in np.unique(grid.minute_of_day[morning]):
        slots = grid.minute_of_day == minute
        weight = truth.contacts[slots]
        told = (predicted[slots] * weight).sum() / weight.sum()
        errors.append(met[slots].sum() / offered[slots].sum() - told)
    return np.array(errors)


@pytest.mark.heavy
def test_the_lagged_load_tells_the_morning_ramp_better_than_slot_by_slot():
    slot, lag = (morning_errors("new_connections", ramp) for ramp in ("slot", "lag"))
    print("\nsimulated less predicted, 07:00 .. 11:00 by half hours")
    print("  slot by slot", np.round(100 * slot, 1))
    print("  lagged load ", np.round(100 * lag, 1))
    assert np.abs(lag).mean() < np.abs(slot).mean()
