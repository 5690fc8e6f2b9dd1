"""Deferrable work moved into the idle hours of a saved roster: when, how much, what stays late."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context
from app.services.roster.check import roster_of
from app.services.staffing.conditions import forecasts_behind
from app.services.staffing.saved import promised, sizing_of
from data.files.cells import csv_bytes
from data.model.grid import FloatArray
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from rostering.backlog import BacklogPlan, Course, place_backlog
from rostering.backlog.expected import expected_backlog

PLAN_COLUMNS = ("interval_start", "interval_minutes", "queue_id", "heads", "hours_done")


@dataclass(frozen=True, eq=False)
class PlacedBacklog:
    """A plan of deferrable work with the roster that it was made for."""

    saved: SavedRoster
    problem: RosterProblem
    plan: BacklogPlan


@asked
def place_backlog_of(
    context: Context,
    roster_id: str,
    *,
    between_share: float | None = None,
    time_limit_s: float | None = None,
) -> PlacedBacklog:
    """Place the deferrable work of a roster's days into its idle hours; nothing is stored.

    Parameters
    ----------
    between_share
        Share of the time between urgent contacts that is used [-]; None: as the requirement.
    time_limit_s
        None: as planning defaults have it.

    Notes
    -----
    Work and due times are those that the roster's requirement was built for.

    Raises
    ------
    NotFound
        If the requirement was not made from forecasts.
    InvalidValue
        If there is no deferrable queue, or no roster.
    """
    if time_limit_s is None:
        time_limit_s = planning_of(context).backlog_limit_s
    saved = context.store.load_roster(roster_id)
    problem, roster = saved.problem, roster_of(saved)
    requirement = context.store.load_requirement(saved.requirement_id)
    queues = promised(context, requirement)
    backlog = expected_backlog(
        requirement,
        forecasts_behind(context, requirement.forecast_ids),
        tuple(queues[queue_id] for queue_id in requirement.queue_ids),
        sizing_of(requirement),
        problem.grid,
        between_share,
    )
    plan = place_backlog(problem, roster, backlog, time_limit_s=time_limit_s)
    return PlacedBacklog(saved, problem, plan)


def backlog_json(placed: PlacedBacklog) -> dict[str, Any]:
    """Work in time and late, idle hours used and left, proof: before and after, as JSON values."""
    plan = placed.plan
    return {
        "roster_id": placed.saved.roster_id,
        "between_share": plan.backlog.between_share,
        "queues": {
            queue_id: {
                "due_h": due * plan.slot_min / 60,
                "work_h": round(plan.hours(plan.backlog.work(row).total), 2),
                "open_before_h": round(plan.hours(float(plan.backlog.opening[row].sum())), 2),
                "as_required": _course(plan, plan.as_required[row]),
                "placed": _course(plan, plan.placed[row]),
            }
            for row, (queue_id, due) in enumerate(
                zip(plan.backlog.queue_ids, plan.backlog.due_slots, strict=True)
            )
        },
        "idle_h": {
            "as_required": round(plan.hours(float(plan.idle_before.sum())), 1),
            "without_the_work": round(
                plan.hours(float(plan.capacity.idle[plan.capacity.all].sum())), 1
            ),
            "used": round(plan.hours(float(plan.idle_used.sum())), 1),
            "placed": round(plan.hours(float(plan.idle_after.sum())), 1),
        },
        "overdue_h_x_h": round(_over_time(plan, plan.overdue), 2),
        "bound_h_x_h": round(_over_time(plan, plan.bound), 2),
        "proven": plan.proven,
        "unmanned_slots": len(plan.unmanned),
        "seconds": round(plan.seconds, 2),
    }


def backlog_days(placed: PlacedBacklog) -> list[dict[str, Any]]:
    """Each local day: work that came and was done, overdue at its end, idle hours [h]."""
    plan, grid = placed.plan, placed.problem.grid
    came, required, done = (
        plan.backlog.arriving.sum(axis=0),
        _sum(course.done for course in plan.as_required),
        _sum(course.done for course in plan.placed),
    )
    overdue = [_sum(c.overdue for c in courses) for courses in (plan.as_required, plan.placed)]
    rows = []
    for number, day in enumerate(grid.days):
        part = np.flatnonzero(grid.day_index == number)
        rows.append(
            {
                "day": day,
                "came_h": plan.hours(float(came[part].sum())),
                "done_as_required_h": plan.hours(float(required[part].sum())),
                "done_h": plan.hours(float(done[part].sum())),
                "overdue_as_required_h": plan.hours(float(overdue[0][part[-1]])),
                "overdue_h": plan.hours(float(overdue[1][part[-1]])),
                "idle_as_required_h": plan.hours(float(plan.idle_before[part].sum())),
                "idle_h": plan.hours(float(plan.idle_after[part].sum())),
            }
        )
    return rows


def backlog_csv(placed: PlacedBacklog) -> bytes:
    """The plan: rostered people at each deferrable queue in each slot that has any."""
    plan, grid = placed.plan, placed.problem.grid
    heads = plan.heads
    return csv_bytes(
        PLAN_COLUMNS,
        (
            (start, grid.slot_min, queue_id, float(heads[row, slot]),
             plan.hours(float(plan.placed[row].done[slot])))
            for slot, start in enumerate(grid.stamps)
            for row, queue_id in enumerate(plan.backlog.queue_ids)
            if heads[row, slot] > 0
        ),
    )  # fmt: skip


def _course(plan: BacklogPlan, course: Course) -> dict[str, float]:
    return {
        "in_time_h": round(plan.hours(course.in_time), 2),
        "late_h": round(plan.hours(course.late), 2),
        "open_late_h": round(plan.hours(course.open_late), 2),
        "open_due_h": round(plan.hours(course.open_due), 2),
        "most_overdue_h": round(plan.hours(float(course.overdue.max(initial=0))), 2),
        "longest_late_h": round(course.longest_slots * plan.slot_min / 60, 2),
    }


def _over_time(plan: BacklogPlan, head_slots: float) -> float:
    """Overdue work times how long it is overdue [h x h]."""
    return plan.hours(head_slots) * plan.slot_min / 60


def _sum(parts: Iterable[FloatArray]) -> FloatArray:
    return np.asarray(np.sum(list(parts), axis=0))
