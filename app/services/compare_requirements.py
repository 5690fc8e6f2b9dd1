"""What more certainty costs: the same forecasts staffed on several bases."""

from dataclasses import replace

from app.services.conditions import conditions_of
from app.services.desk import Desk
from app.services.set_requirement import newest_forecasts
from app.services.set_shrinkage import shrinkages_of
from app.services.size_requirement import Asked, service_seen, sized, skill_mix_of
from data.model.requirement import Requirement
from data.store import documents
from rostering.staffing.compare import Choice, compare_bases
from rostering.staffing.sizing import Basis


def compare_requirements(
    desk: Desk, forecast_ids: tuple[str, ...] = (), *, judged: bool = True
) -> tuple[Choice, ...]:
    """Forecasts staffed on several bases, with hours, cost and expected service.

    Parameters
    ----------
    forecast_ids
        Versions to staff from; the newest of each queue if empty.
    judged
        As of `Asked`.
    """
    forecasts = newest_forecasts(desk, forecast_ids)
    versions = tuple(forecast.version_id for forecast in forecasts.values())
    conditions = replace(conditions_of(desk, versions, tuple(forecasts)), forecasts=forecasts)
    mix, losses = skill_mix_of(desk, tuple(forecasts)), shrinkages_of(desk)

    def size(basis: Basis) -> Requirement:
        asked = Asked(str(basis), judged=judged)
        return sized(asked, conditions, mix, losses, f"what-if {basis}")

    return compare_bases(
        size,
        lambda requirement: service_seen(requirement, conditions, mix),
        hour_cents=hour_cents_of(desk),
    )


def hour_cents_of(desk: Desk) -> int:
    """Mean price of a paid hour over the contracts [cents]; 0 where none is known."""
    paid = [contract.hour_cents for contract in desk.store.load(documents.STAFF).contracts]
    return round(sum(paid) / len(paid)) if paid else 0
