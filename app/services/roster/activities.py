"""Ordered off-phone activities placed in a saved roster: into its shifts, or together with them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, today_of
from app.services.roster.build import save_result
from app.services.roster.check import roster_of
from app.services.roster.evaluation.bound import (
    DETAIL,
    Carried,
    bound_by_prices,
    frees_locks,
    orders_behind,
)
from app.services.roster.locks import locked_cells_of, refuse_locked_since, with_locks
from app.services.roster.with_activities import figures_of, orders_named, with_activities
from data.model.activity import ActivityOrder
from data.model.codec import LATER
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.words import date_in_words
from rostering.activities import Placement, place_activities, place_with_shifts
from rostering.activities.bound import bound_with_activities
from rostering.solver.progress import Progress

Moves = Literal["nothing", "breaks", "shifts"]
"""What of a roster may move for its activities; with shifts their breaks."""

POINTS_A_MOVE = 3
"""What a shift of a published roster must save before it moves [points]."""


@dataclass(frozen=True, eq=False)
class PlacedActivities:
    """A placing before it is saved.

    Parameters
    ----------
    moves
        What might move for it.
    """

    parent: SavedRoster
    problem: RosterProblem
    orders: tuple[ActivityOrder, ...]
    found: Placement
    moves: Moves = field(default="nothing", metadata=LATER)

    @property
    def told(self) -> str:
        """What moved for it, or why nothing could; where nothing might, whether that would help."""
        if self.found.stayed:
            return tr("Nothing else could move: {why}", why=self.found.stayed)
        if self.moves == "nothing":
            missing = sum(row.missing for row in self.found.unplaced)
            told = tr("{missing} left out: shifts that may move make room", missing=missing)
            return told if missing else ""
        return tr(
            "Changed for it: {moved} shifts, and the breaks of {breaks} more",
            moved=self.found.moved,
            breaks=self.found.breaks_moved,
        )


def activities_json(placed: PlacedActivities) -> dict[str, Any]:
    """A placing as JSON values."""
    return figures_of(placed.orders, placed.found)


def refuse_points(moves: Moves, points_a_move: int | None) -> None:
    """Refuse a price of moved shifts that is negative, or where none may move."""
    if points_a_move is not None and (points_a_move < 0 or moves != "shifts"):
        raise InvalidValue(
            tr("points of a moved shift are whole, not negative, and go with shifts that may move")
        )


@asked
def place_in_roster(
    context: Context,
    roster_id: str,
    labels: Sequence[str] = (),
    *,
    moves: Moves = "nothing",
    points_a_move: int | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> PlacedActivities:
    """Find times for the activities ordered, in a running roster from tomorrow on.

    Nothing is stored.

    Parameters
    ----------
    labels
        Orders to place; all where none is named. What the roster holds of them in these days is
        placed anew; its other activities stay.
    moves
        What of the roster may move for them, where it is not locked: breaks, or breaks and shifts.
    points_a_move
        What a shift that moves must save at least [points]; None: nothing in a draft,
        `POINTS_A_MOVE` in a published roster, by which people have made plans.
    time_limit_s
        None: as planning defaults have it.

    Raises
    ------
    InvalidValue
        If nothing is ordered, the roster holds no day after today, or moves have a price and none
        may be made.
    NotFound
        If an order is unknown.
    """
    refuse_points(moves, points_a_move)
    if time_limit_s is None:
        time_limit_s = planning_of(context).activities_s(moves)
    saved = context.store.load_roster(roster_id)
    orders = orders_named(context, labels)
    roster = roster_of(saved)
    today = today_of(context)
    if roster.dates[-1] <= today:
        raise InvalidValue(
            tr(
                "{roster_id} ends on {last}: activities are placed from tomorrow on; choose a "
                "roster that goes on",
                roster_id=saved.roster_id,
                last=date_in_words(roster.dates[-1]),
            )
        )
    problem = with_locks(saved.problem, roster, locked_cells_of(context, saved))
    given: dict[str, Any] = {
        "first": today + timedelta(days=1) if today in roster.dates else None,
        "time_limit_s": time_limit_s,
        "seed": seed,
        "progress": progress,
        "stop": stop,
    }
    if moves == "nothing":
        found = place_activities(problem, roster, orders, **given)
        return PlacedActivities(saved, problem, orders, found)
    if points_a_move is None:
        points_a_move = POINTS_A_MOVE if _is_published(context, saved) else 0
    held = _held_then(context, saved, orders)
    known = bound_with_activities(problem, held, _without_activities(saved, problem)[0])
    found = place_with_shifts(
        problem,
        roster,
        orders,
        shifts_stay=moves == "breaks",
        points_a_move=points_a_move,
        known_bound=known,
        **given,
    )
    return PlacedActivities(saved, problem, orders, found, moves)


@asked
def save_activities(context: Context, placed: PlacedActivities, why: str = "") -> SavedRoster:
    """Save the roster with its activities; its parent is the roster that they were placed into.

    Raises
    ------
    Conflict
        If somebody locked a cell meanwhile in which activities were placed.
    """
    saved, found = placed.parent, placed.found
    held = _held_then(context, saved, placed.orders)
    without = _without_activities(saved, placed.problem)
    result, more = with_activities(saved.result, placed.problem, held, found, without)
    result = replace(
        result, status="feasible", engine=DETAIL, engine_why="",
        seconds=round(found.seconds, 2), conflicts=(), trace=(),
    )  # fmt: skip
    detail = {**activities_json(placed), **more}
    with context.store.change():
        refuse_locked_since(context, saved, placed.problem, found.roster)
        return save_result(
            context, placed.problem, result, verb="place_sessions", parent_id=saved.roster_id,
            why=why, card=found.after, **{DETAIL: detail},
        )  # fmt: skip


def _held_then(
    context: Context, saved: SavedRoster, placed: Sequence[ActivityOrder]
) -> tuple[ActivityOrder, ...]:
    """Orders whose activities the roster holds then: those placed, and those that stayed.

    Days of a running roster that are over keep what an order asked for before it was changed.
    """
    running = today_of(context) in roster_of(saved).dates
    replaced = set() if running else {order.label for order in placed}
    stay = (order for order in orders_behind(context, saved) if order.label not in replaced)
    return tuple(dict.fromkeys((*placed, *stay)))


def _without_activities(saved: SavedRoster, problem: RosterProblem) -> Carried:
    """Bound of rosters without activities, and the prices that prove it."""
    if frees_locks(saved, problem):
        return bound_by_prices(saved, problem, ())
    bare = saved.detail.get(DETAIL, {}).get("bound_without", saved.result.bound)
    return bare, saved.result.certificate


def _is_published(context: Context, saved: SavedRoster) -> bool:
    return any(one.roster_id == saved.roster_id for one in context.store.load_publications())
