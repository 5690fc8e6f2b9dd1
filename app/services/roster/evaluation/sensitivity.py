"""Sensitivity of a saved roster: the value of a slot, one more person, a template, a rule."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context
from app.services.roster.check import roster_of
from data.model.codec import to_json
from data.model.problem import RosterProblem
from data.model.staff import WEEKDAYS
from rostering.solver.progress import Progress
from rostering.solver.sensitivity import Kind, SensitivityReport, no_prices_because, worth

PARTS = (
    ("night", 0, 360),
    ("morning", 360, 720),
    ("afternoon", 720, 1080),
    ("evening", 1080, 1440),
)
"""Parts of the day in which slot prices are summed: name, first and last minute [min]."""


@asked
def sensitivity_of_roster(
    context: Context,
    roster_id: str,
    *,
    kinds: tuple[Kind, ...] = ("agent", "template", "rule"),
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> tuple[RosterProblem, SensitivityReport]:
    """Price a saved roster's problem.

    Parameters
    ----------
    time_limit_s
        None: as planning defaults have it.

    Raises
    ------
    InvalidValue
        If it holds no roster, or there are no prices for its problem (`NoPrices`).
    """
    if time_limit_s is None:
        time_limit_s = planning_of(context).sensitivity_limit_s
    saved = context.store.load_roster(roster_id)
    problem = saved.problem
    report = worth(
        problem,
        roster_of(saved),
        kinds=kinds,
        time_limit_s=time_limit_s,
        seed=seed,
        progress=progress,
        stop=stop,
    )
    return problem, report


@asked
def no_prices_of(context: Context, roster_id: str) -> str:
    """Why a saved roster's problem has no prices, and what to do; empty where it has."""
    return no_prices_because(context.store.load_roster(roster_id).problem)


def price_table(
    problem: RosterProblem, report: SensitivityReport
) -> list[tuple[str, str, list[float]]]:
    """Mean price of a head and slot by queue and part of the day, Monday to Sunday [points]."""
    grid = problem.requirement.grid
    rows = []
    for row, queue in enumerate(problem.requirement.queue_ids):
        for name, first, last in PARTS:
            part = (grid.minute_of_day >= first) & (grid.minute_of_day < last)
            means = []
            for weekday in range(7):
                cells = report.slot_prices[row, part & (grid.weekday == weekday)]
                means.append(float(np.mean(cells)) if cells.size else 0.0)
            rows.append((queue, name, means))
    return rows


def dearest_slots(
    problem: RosterProblem, report: SensitivityReport, shown: int = 10
) -> list[tuple[str, str, float]]:
    """Queue, local time and price of the slots where one more needed head costs most [points]."""
    prices, grid = report.slot_prices, problem.requirement.grid
    order = np.argsort(-prices, axis=None, kind="stable")[:shown]
    found = []
    for place in order.tolist():
        row, slot = divmod(place, prices.shape[1])
        when = f"{grid.local[slot]}".replace("T", " ")
        found.append((problem.requirement.queue_ids[row], when, float(prices[row, slot])))
    return found


def sensitivity_json(problem: RosterProblem, report: SensitivityReport) -> dict[str, Any]:
    """The report as JSON values; infinite changes are null."""
    things = [to_json(thing) for thing in report.things]
    for thing in things:
        for name in ("change", "low", "high"):
            thing[name] = thing[name] if np.isfinite(thing[name]) else None
    return {
        "objective": report.objective,
        "bound": report.bound,
        "slack": report.slack,
        "things": things,
        "skipped": list(report.skipped),
        "slots": [
            {"queue": queue, "part": part, "price": dict(zip(WEEKDAYS, means, strict=True))}
            for queue, part, means in price_table(problem, report)
        ],
        "dearest": dearest_slots(problem, report),
        "seconds": round(report.seconds, 1),
    }
