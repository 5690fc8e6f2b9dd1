"""What the bound of a saved roster proves of a problem that differs a little from its own."""

from collections.abc import Sequence
from dataclasses import replace

from app.services.access.asking import asked
from app.services.context import Context
from app.services.roster.locks import built_with
from data.model.activity import ActivityOrder
from data.model.codec import from_json
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.result import Certificate
from rostering.activities.bound import bound_with_activities

DETAIL = "sessions"
"""Where a saved roster's detail holds the activities placed in it."""

Carried = tuple[float | None, Certificate | None]


def frees_locks(saved: SavedRoster, problem: RosterProblem) -> bool:
    """Whether a problem lets cells move that were locked when a roster was built.

    Notes
    -----
    More locks only take rosters away, so a bound stays; fewer may bring better ones.
    """
    return bool(built_with(saved) - {lock.cell for lock in problem.locks})


def bound_by_prices(
    saved: SavedRoster, problem: RosterProblem, orders: Sequence[ActivityOrder]
) -> Carried:
    """Bound of a problem from the prices saved with a roster; None where they prove nothing.

    Parameters
    ----------
    orders
        Activities that its rosters hold.
    """
    from rostering.solver.tours.proof import recomputed_bound

    known = saved.result.certificate
    if known is None:
        return None, None
    try:
        proven = recomputed_bound(problem, known)
    except InvalidValue:  # the tour engine cannot state it: a locked shift is no template's
        return None, None
    bound = bound_with_activities(problem, orders, proven) if orders else float(proven)
    return bound, replace(known, bound=proven)


@asked
def orders_behind(context: Context, saved: SavedRoster) -> tuple[ActivityOrder, ...]:
    """Orders whose activities a saved roster holds, its own or those of its parents."""
    while DETAIL not in saved.detail and saved.parent_id:
        saved = context.store.load_roster(saved.parent_id)
    orders = saved.detail.get(DETAIL, {}).get("orders", ())
    return tuple(from_json(ActivityOrder, order) for order in orders)
