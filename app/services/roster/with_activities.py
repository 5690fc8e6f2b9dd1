"""Ordered activities in a roster that is about to be saved: figures, result, and built with it."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.services.access.asking import asked
from app.services.activity_orders import activity_orders_of
from app.services.context import Context
from app.services.roster.evaluation.bound import DETAIL, Carried
from data.model.activity import ActivityOrder
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.result import Result
from rostering.activities.bound import bound_with_activities
from rostering.activities.candidates import is_for_somebody

if TYPE_CHECKING:
    from rostering.activities import Placement
    from rostering.solver.progress import Progress


def figures_of(orders: Sequence[ActivityOrder], found: "Placement") -> dict[str, Any]:
    """What was ordered, placed and left out, at which cost, as JSON values."""
    return {
        "orders": [to_json(order) for order in orders],
        "placed": found.placed,
        "wanted": found.wanted,
        "moved": found.moved,
        "breaks_moved": found.breaks_moved,
        "stayed": found.stayed,
        "left_out": [to_json(row) for row in found.unplaced],
        "points": {
            "before": found.before.objective,
            "after": found.after.objective,
            "left_out": found.unplaced_points,
            "objective": found.objective,
            "bound": round(found.bound, 3),
        },
        "gap": round(found.gap, 6),
        "proven": found.proven,
        "short_hours": [_short(card.shortfall_hours) for card in (found.before, found.after)],
        "idle_hours": [round(card.surplus_hours, 1) for card in (found.before, found.after)],
        "hard_violations": found.after.hard_violations,
        "seconds": round(found.seconds, 1),
    }


def _short(hours: Mapping[str, float]) -> float:
    return round(sum(hours.values()), 1)


def with_activities(
    result: Result,
    problem: RosterProblem,
    orders: Sequence[ActivityOrder],
    found: "Placement",
    without: Carried,
) -> tuple[Result, dict[str, Any]]:
    """The result of a roster with activities, and the detail of its trail.

    Parameters
    ----------
    result
        That of the roster without them.
    orders
        Those whose activities the roster holds then.
    without
        Bound of rosters without activities, and the prices that prove it.
    """
    bare, certificate = without
    held = replace(
        result,
        roster=found.roster,
        objective=found.after.objective,
        bound=bound_with_activities(problem, orders, bare),
        charges=found.after.charges,
        bound_by=tr("{bound_by}, less what activities can save at most", bound_by=result.bound_by),
        certificate=certificate,
    )
    return held, {"orders": [to_json(order) for order in orders], "bound_without": bare}


def built_with_activities(
    problem: RosterProblem,
    result: Result,
    ordered: Sequence[ActivityOrder],
    *,
    time_limit_s: float,
    seed: int = 0,
    progress: Callable[["Progress"], None] | None = None,
    stop: threading.Event | None = None,
) -> tuple[Result, dict[str, Any]]:
    """A roster just built, its shifts and what is ordered searched for together, and the detail.

    Orders that are due before its days, or are for nobody in it, are left alone.
    """
    from rostering.activities import place_with_shifts

    orders = tuple(
        order
        for order in ordered
        if (order.due is None or order.due >= problem.first)
        and is_for_somebody(problem.agents, order)
    )
    if result.roster is None or not orders:
        return result, {}
    began = time.monotonic()
    found = place_with_shifts(
        problem,
        result.roster,
        orders,
        known_bound=bound_with_activities(problem, orders, result.bound),
        time_limit_s=time_limit_s,
        seed=seed,
        progress=lambda now: (
            progress(replace(now, seconds=result.seconds + now.seconds)) if progress else None
        ),
        stop=stop,
    )
    held, detail = with_activities(
        result, problem, orders, found, (result.bound, result.certificate)
    )
    seconds = round(result.seconds + time.monotonic() - began, 2)
    trace = (*result.trace, (seconds, float(found.after.objective), held.bound))
    figures = {**figures_of(orders, found), **detail}
    status = "feasible" if held.status == "optimal" else held.status
    return replace(held, status=status, seconds=seconds, trace=trace), {DETAIL: figures}


@asked
def orders_named(context: Context, labels: Sequence[str] = ()) -> tuple[ActivityOrder, ...]:
    """Orders of these names, all where none is named.

    Raises
    ------
    InvalidValue
        If nothing is ordered.
    NotFound
        If an order is unknown.
    """
    known = activity_orders_of(context)
    if not known:
        raise InvalidValue(tr("no activities are ordered: run `peakshift activities add NAME`"))
    names = [order.label for order in known]
    if strange := [label for label in labels if label not in names]:
        raise NotFound(
            tr(
                "no activity order {strange!r}; there are: {names}",
                strange=strange[0],
                names=", ".join(names),
            )
        )
    return tuple(order for order in known if not labels or order.label in labels)
