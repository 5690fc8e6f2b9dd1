"""What service a roster gives: its certificate where it has one, else a quick prediction."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.services.conditions import forecasts_behind
from app.services.desk import Desk
from app.services.explain_requirement import sizing_of
from app.services.read_centre import queues_of
from data.model.arrays import FloatArray
from data.model.forecast import Demand, Forecast
from data.model.grid import Grid
from data.model.publication import Publication
from data.model.queue import Queue
from data.model.roster import Roster
from rostering.cover import cover
from rostering.floor import FloorCount, SkillGroups
from rostering.problem import RosterProblem
from rostering.staffing.predict import predicted_service
from rostering.staffing.shrinkage import kept_share
from rostering.staffing.sizing import Sizing

FIGURES = ("service_level", "asa_s", "abandonment_share", "occupancy_share")
# Where heads are fewer than the load and nobody hangs up, the wait of the formula is endless.
MOST_WAIT_S = 3600.0


@dataclass(frozen=True)
class Certificate:
    """The simulated service that was kept when a roster was published."""

    version: int
    report: dict[str, Any]


def certificate_of(desk: Desk, roster_id: str) -> Certificate | None:
    """The newest published certificate of a roster; None where it has none."""
    mine = [p for p in desk.store.load_publications() if _certified(p, roster_id)]
    return Certificate(mine[-1].version, mine[-1].proof["service"]) if mine else None


def predict_service(desk: Desk, problem: RosterProblem, roster: Roster) -> dict[str, Any]:
    """Service by formula, in the form of a simulated report without intervals.

    Notes
    -----
    People on the floor are dealt to the queues in proportion to the heads these need, as far as
    skills go, less the shrinkage outside the roster; each queue is then reckoned alone at the
    expected contacts. Queues helping each other and forecast error are left to the simulator;
    so is work that can wait.
    """
    requirement = problem.requirement
    forecasts = forecasts_behind(desk, requirement.forecast_ids)
    heads = heads_by_queue(problem, roster) * kept_share(requirement.shrinkages, requirement.grid)
    queues = queues_of(desk, requirement.queue_ids)
    sizing = sizing_of(requirement)
    found = {
        queue.queue_id: _predicted(forecasts[queue.queue_id], queue, heads[row], problem, sizing)
        for row, queue in enumerate(queues)
        if queue.deferrable_due_min is None
    }
    return {
        "method": "formula",
        "first": requirement.grid.days[0].isoformat(),
        "last": requirement.grid.days[-1].isoformat(),
        "slot_min": requirement.grid.slot_min,
        "inputs": {
            "requirement": requirement.requirement_id,
            "forecasts": {key: value.version_id for key, value in sorted(forecasts.items())},
        },
        "queues": found,
    }


def heads_by_queue(problem: RosterProblem, roster: Roster) -> FloatArray:
    """People on the floor dealt to the queues they can serve [heads], shape (queues, slots)."""
    groups = SkillGroups(problem)
    supply = groups.supply(FloorCount.of(problem, roster))
    need = problem.requirement.heads
    # Asking for more of everything in proportion deals out those whom nobody needs, too.
    more = np.maximum(1.0, supply.sum(axis=0) / np.maximum(need.sum(axis=0), 1))
    asked = np.ceil(need * more).astype(np.int64)
    return cover(asked, supply, groups.skills, groups.prices).covered.astype(np.float64)


def _certified(publication: Publication, roster_id: str) -> bool:
    service = publication.proof.get("service") or {}
    return publication.roster_id == roster_id and bool(service.get("queues"))


def _predicted(
    forecast: Forecast, queue: Queue, heads: FloatArray, problem: RosterProblem, sizing: Sizing
) -> dict[str, Any]:
    grid = problem.requirement.grid
    demand = _cut(forecast.demand, grid)
    plain = Sizing(sizing.model, "mean", sizing.ramp)
    low, high = (
        _figures(demand, queue, whole, plain) for whole in (np.floor(heads), np.floor(heads) + 1)
    )
    part = heads - np.floor(heads)
    slots = {name: (1 - part) * low[name] + part * high[name] for name in FIGURES}
    contacts = demand.contacts
    days = [
        {"day": day.isoformat(), **_means(slots, contacts, grid.day_index == i)}
        for i, day in enumerate(grid.days)
    ]
    return {
        "definition": queue.target.definition,
        "threshold_s": queue.target.threshold_s,
        "target_share": queue.target.service_share,
        **_means(slots, contacts, np.ones(grid.slots, dtype=bool)),
        "days": days,
        "slots": {
            **{name: np.round(values, 4).tolist() for name, values in slots.items()},
            "offered": np.round(contacts, 3).tolist(),
        },
    }


def _figures(
    demand: Demand, queue: Queue, heads: FloatArray, sizing: Sizing
) -> dict[str, FloatArray]:
    found = predicted_service(demand, queue, heads.astype(np.int64), sizing)
    return {
        "service_level": found.level(queue.target.definition),
        "asa_s": np.minimum(found.asa_s, MOST_WAIT_S),
        "abandonment_share": found.abandonment_share,
        "occupancy_share": found.occupancy_share,
    }


def _cut(demand: Demand, grid: Grid) -> Demand:
    first = demand.grid.index_of(grid.start)
    part = slice(first, first + grid.slots)
    return Demand(demand.queue_id, grid, demand.contacts[part], demand.handle_s[part])


def _means(
    slots: dict[str, FloatArray], contacts: FloatArray, part: np.ndarray
) -> dict[str, dict[str, float | None]]:
    """Contact-weighted means of some slots, as estimates without an interval."""
    weight = contacts[part]
    whole = float(weight.sum())
    means = {name: _mean(values[part], weight, whole) for name, values in slots.items()}
    return {**means, "offered": {"mean": round(whole, 1), "low": None, "high": None}}


def _mean(values: FloatArray, weight: FloatArray, whole: float) -> dict[str, float | None]:
    mean = round(float((values * weight).sum() / whole), 4) if whole > 0 else None
    return {"mean": mean, "low": None, "high": None}
