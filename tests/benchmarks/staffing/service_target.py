"""Is the service level target met? One queue, one month, two ways to staff it."""

from dataclasses import dataclass, replace

import numpy as np

from data.model.forecast import Demand, Dispersion, Forecast
from data.model.grid import FloatArray, IntArray
from data.model.queue import Queue
from rostering.simulation import Behaviour, simulate_heads
from rostering.simulation.replicate import MET_VIRTUAL, OFFERED
from rostering.staffing.period import period_agents
from rostering.staffing.queue_requirement import agents_required, work_of
from rostering.staffing.requirement import build_requirement
from rostering.staffing.service import service
from rostering.staffing.sizing import Ramp, Sizing

TARGET_SHARE = 0.80
FLOOR = 0.50
_REPLICATIONS = 12
_RAMP_REPLICATIONS = 40


@dataclass(frozen=True)
class Month:
    """Simulated service of a month under its true rates, and the heads that it took.

    Parameters
    ----------
    period_share, plain_share
        Service level with a target over the period, and with plain Erlang C slot by slot on a
        point forecast [-].
    period_hours, plain_hours
        Head-hours on the floor [h].
    """

    period_share: float
    plain_share: float
    period_hours: float
    plain_hours: float


def a_month(
    truth: Demand, point_forecast: FloatArray, queue: Queue, *, handle_cv: float, seed: int
) -> Month:
    """Staff a month for a target over the period and by plain Erlang C, and simulate both.

    Parameters
    ----------
    truth
        True rates and handle times.
    point_forecast
        Contacts that a plain forecast expected [contacts/slot].
    handle_cv
        True spread of handle times, which neither formula knows [-].
    """
    target = replace(queue.target, service_share=TARGET_SHARE, occupancy_cap_share=1.0)
    queue = replace(queue, target=target)
    ours = period_agents(truth, queue, Sizing(), floor_share=FLOOR).heads
    guess = Demand(queue.queue_id, truth.grid, point_forecast, truth.handle_s)
    plain = build_requirement(
        {queue.queue_id: guess}, [queue], requirement_id="plain", model="erlang_c", ramp="slot"
    ).floor_heads[0]
    way = Behaviour(handle_cv=handle_cv)
    shares = [_simulated(truth, queue, heads, way, seed) for heads in (ours, plain)]
    hours = [float(heads.sum()) * truth.grid.slot_min / 60 for heads in (ours, plain)]
    return Month(shares[0], shares[1], hours[0], hours[1])


def ramp_errors(
    truth: Demand, queue: Queue, ramp: Ramp, *, from_min: int, to_min: int
) -> dict[int, tuple[float, float, float]]:
    """Predicted and simulated service, and mean heads, of each clock time of a ramp.

    Returns
    -------
    dict
        Minute of the day -> (predicted, simulated) service level [-] and heads [heads], over all
        days of the demand.
    """
    sizing = Sizing(ramp=ramp)
    heads, load = agents_required(truth, queue, sizing), work_of(truth, queue, sizing).load_erlang
    predicted = service(
        heads, load, np.maximum(truth.handle_s, 1e-9), queue.target.threshold_s, queue.patience_s
    ).virtual
    report = simulate_heads(
        {queue.queue_id: as_forecast(truth)},
        [queue],
        heads[None, :],
        grid=truth.grid,
        certain=True,
        replications=_RAMP_REPLICATIONS,
    )
    met, offered = (report.sums[:, 0, :, k].sum(axis=0) for k in (MET_VIRTUAL, OFFERED))
    minute, found = truth.grid.minute_of_day, {}
    for at in np.unique(minute[(minute >= from_min) & (minute < to_min)]):
        part = minute == at
        weight = truth.contacts[part]
        told = float((predicted[part] * weight).sum() / weight.sum())
        seen = float(met[part].sum() / offered[part].sum())
        found[int(at)] = told, seen, float(heads[part].mean())
    return found


def as_forecast(demand: Demand) -> Forecast:
    """A forecast that says exactly this demand and is sure of it."""
    grid = demand.grid
    nothing = Dispersion(np.zeros(len(grid.days)), np.zeros(grid.slots), 0.0)
    return Forecast(
        "truth",
        demand,
        (0.5,),
        demand.contacts[None, :],
        np.ones((1, len(grid.days))),
        nothing,
        grid.start,
        grid.start,
        demand.contacts,
    )


def _simulated(demand: Demand, queue: Queue, heads: IntArray, way: Behaviour, seed: int) -> float:
    report = simulate_heads(
        {queue.queue_id: as_forecast(demand)},
        [queue],
        heads[None, :],
        grid=demand.grid,
        certain=True,
        behaviours={queue.queue_id: way},
        replications=_REPLICATIONS,
        seed=seed,
    )
    return float(report.service_level(queue.queue_id).mean)
