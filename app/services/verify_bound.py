"""The bound of a kept roster, added up again from what is stored."""

from dataclasses import dataclass

from app.services.desk import Desk
from app.services.place_sessions import orders_behind
from data.model.errors import InvalidValue
from rostering.sessions.bound import bound_with_sessions
from rostering.verify import recomputed_bound

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
