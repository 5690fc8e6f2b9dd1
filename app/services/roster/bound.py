"""Bounds of saved rosters: carried over to a like problem, and added up again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.services.context import Desk
from app.services.roster.activities import orders_behind
from app.services.roster.saved_locks import built_with
from data.model.activity import SessionOrder
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.result import Certificate
from rostering.activities.bound import bound_with_sessions
from rostering.solver.tours.proof import recomputed_bound

Carried = tuple[float | None, Certificate | None]


def frees_locks(saved: SavedRoster, problem: RosterProblem) -> bool:
    """Whether a problem lets cells move that were locked when a roster was built.

    Notes
    -----
    More locks only take rosters away, so a bound stays; fewer may bring better ones.
    """
    return bool(built_with(saved) - {lock.cell for lock in problem.locks})


def bound_by_prices(
    saved: SavedRoster, problem: RosterProblem, orders: Sequence[SessionOrder]
) -> Carried:
    """Bound of a problem from the prices kept with a roster; None where they prove nothing.

    Parameters
    ----------
    orders
        Sessions that its rosters hold.
    """
    known = saved.result.certificate
    if known is None:
        return None, None
    try:
        proven = recomputed_bound(problem, known)
    except InvalidValue:  # the tour engine cannot state it: a locked shift is off the menu
        return None, None
    bound = bound_with_sessions(problem, orders, proven) if orders else float(proven)
    return bound, replace(known, bound=proven)


_AS_TOLD = "shifts and the moves of each rule are taken as the search states them"
_BUILT_HERE = "a roster has one that was built here, or changed from one that was"
_BUILD_ANEW = "build it anew, a build keeps them wherever the tour engine can be used"


@dataclass(frozen=True)
class VerifiedBound:
    """A kept bound beside the same bound added up again.

    Parameters
    ----------
    kept, proven
        Points that no roster can undercut: as kept, and as the stored prices prove anew [points].
    by
        Who computed the kept one.
    """

    roster_id: str
    objective: int | None
    kept: float
    proven: float
    by: str

    @property
    def holds(self) -> bool:
        """Whether the stored prices prove all that was kept."""
        return self.proven >= self.kept

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        if self.holds:
            return (
                f"The stored prices, added up again with arithmetic of its own, prove "
                f"{self.proven:,.0f} points: the kept bound of {self.kept:,.0f} holds ({_AS_TOLD})"
            )
        return (
            f"The stored prices prove {self.proven:,.0f} points only; the kept bound of "
            f"{self.kept:,.0f} ({self.by}) does not follow from them"
        )


def verify_bound(desk: Desk, roster_id: str) -> VerifiedBound:
    """Add the bound of a kept roster up again; nothing is solved.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If it has no bound, or no prices that prove one.
    """
    saved = desk.store.load_roster(roster_id)
    result = saved.result
    if result.bound is None:
        raise InvalidValue(
            f"{roster_id} has no bound ({result.engine}): {result.engine_why or _BUILT_HERE}"
        )
    if result.certificate is None:
        raise InvalidValue(
            f"the bound of {roster_id} came from {result.bound_by or 'a solve'}, without prices to "
            f"add up again: {result.engine_why or _BUILD_ANEW}"
        )
    problem = saved.problem
    proven = recomputed_bound(problem, result.certificate)
    orders = orders_behind(desk, saved)
    after = bound_with_sessions(problem, orders, proven) if orders else float(proven)
    return VerifiedBound(roster_id, result.objective, result.bound, after or 0.0, result.bound_by)
