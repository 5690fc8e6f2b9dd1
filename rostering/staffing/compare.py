"""p50, p80, p95 side by side: what more certainty costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data.model.requirement import Requirement
from rostering.staffing.shrinkage import paid_hours
from rostering.staffing.sizing import Basis, Sizing

BASES: tuple[Basis, ...] = ("mean", "p50", "p80", "p95", "expected")


@dataclass(frozen=True, eq=False)
class Choice:
    """One basis, its requirement and what it buys.

    Parameters
    ----------
    rostered_hours
        Head-hours to roster over the horizon [h].
    cost_cents
        Cost of the paid time behind them, paid breaks included [cents].
    expected_share
        Service level expected over all that may come, by queue [-].
    """

    basis: str
    requirement: Requirement
    rostered_hours: float
    cost_cents: int
    expected_share: Mapping[str, float]


def compare_bases(
    size: Callable[[Basis], Requirement],
    service: Callable[[Requirement], Mapping[str, float]],
    *,
    hour_cents: int = 0,
) -> tuple[Choice, ...]:
    """Requirements on several bases with their hours, cost and expected service.

    Parameters
    ----------
    size
        Finds the requirement of a basis.
    service
        Finds the service that a requirement will give over all that may come.
    hour_cents
        Price of a paid hour [cents].
    """
    found = []
    for basis in BASES:
        requirement = size(basis)
        heads, grid = requirement.heads, requirement.grid
        hours = float(heads.sum()) * grid.slot_min / 60
        cost = round(paid_hours(heads, requirement.shrinkages, grid) * hour_cents)
        label = Sizing(basis=basis).label
        found.append(Choice(label, requirement, hours, cost, service(requirement)))
    return tuple(found)
