"""Whether a problem can be stated for the tour engine at all, and so has prices."""

from data.model.problem import RosterProblem
from rostering.rules.book import rule_book
from rostering.rules.minimum_rest import MinimumRest
from rostering.solver.by_tours.cover_groups import CoverGroups
from rostering.solver.by_tours.kind_table import KindTable
from rostering.solver.by_tours.not_for_tours import NotForTours


def fitting_kinds(problem: RosterProblem) -> KindTable:
    """The kinds of a problem that fits.

    Raises
    ------
    NotForTours
        If days, starts or breaks do not lie on one raster, there are too many limits on heads, or
        a day off may be too short a rest.
    """
    CoverGroups(problem)
    kinds = KindTable.of(problem)
    longest = max((one.length_min for one in kinds.kinds), default=0)
    rests = [
        applied.rule.rest_min
        for applied in rule_book(problem)
        if isinstance(applied.rule, MinimumRest) and applied.setting.hard and applied.agents
    ]
    late_min = longest + max(rests, default=0)
    if late_min > 1440 + kinds.step_min:
        raise NotForTours(
            f"a shift of {longest / 60:g} h and the rest of {max(rests) / 60:g} h after it take "
            "longer than a day, so that one day off might not be rest enough: shorten one of them, "
            "or give the rest a price"
        )
    return kinds


def why_no_prices(problem: RosterProblem) -> str:
    """Why a problem has no prices, and what to do; empty where it can have them."""
    try:
        fitting_kinds(problem)
    except NotForTours as reason:
        return str(reason)
    return ""
