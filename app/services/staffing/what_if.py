"""What-if: the same forecasts on other bases, with other targets, volumes and handle times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context
from app.services.staffing.conditions import conditions_of
from app.services.staffing.requirement import newest_forecasts
from app.services.staffing.shrinkage import shrinkages_of
from app.services.staffing.sizing import (
    Asked,
    Progress,
    part,
    service_seen,
    sized,
    skill_mix_of,
)
from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from data.model.queue import ServiceTarget
from data.model.requirement import Requirement
from data.store import documents
from rostering.staffing.compare import BASES, Choice, compare_bases
from rostering.staffing.shrinkage import paid_hours
from rostering.staffing.sizing import Basis


@asked
def compare_requirements(
    context: Context,
    forecast_ids: tuple[str, ...] = (),
    *,
    judged: bool = True,
    progress: Progress | None = None,
) -> tuple[Choice, ...]:
    """Forecasts staffed on several bases, with hours, cost and expected service.

    Parameters
    ----------
    forecast_ids
        Versions to staff from; the newest of each queue if empty.
    judged
        As of `Asked`.
    progress
        As of `sized`, over all bases.
    """
    forecasts = newest_forecasts(context, forecast_ids)
    versions = tuple(forecast.version_id for forecast in forecasts.values())
    conditions = replace(conditions_of(context, versions, tuple(forecasts)), forecasts=forecasts)
    mix, losses = skill_mix_of(context, tuple(forecasts)), shrinkages_of(context)

    def size(basis: Basis) -> Requirement:
        asked = Asked(str(basis), judged=judged)
        seen = part(progress, BASES.index(basis), len(BASES))
        return sized(asked, conditions, mix, losses, f"what-if {basis}", seen)

    return compare_bases(
        size,
        lambda requirement: service_seen(requirement, conditions, mix),
        hour_cents=hour_cents_of(context),
    )


@asked
def hour_cents_of(context: Context) -> int:
    """Mean price of a paid hour over the contracts [cents]; 0 where none is known."""
    paid = [contract.hour_cents for contract in context.store.load(documents.STAFF).contracts]
    return round(sum(paid) / len(paid)) if paid else 0


MOST_TIMES = 20.0
"""More contacts than these are simulated for hours: no storm brought them [-]."""


@dataclass(frozen=True)
class Change:
    """What would be otherwise.

    Parameters
    ----------
    targets
        Service level targets by queue id; queues left out keep theirs.
    handle_factor, volume_factor
        What handle times and contacts are multiplied by [-].
    queue_ids
        Queues that the factors hold for; all if empty.
    """

    targets: Mapping[str, ServiceTarget]
    handle_factor: float = 1.0
    volume_factor: float = 1.0
    queue_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for factor in (self.handle_factor, self.volume_factor):
            if not 1 / MOST_TIMES <= factor <= MOST_TIMES:
                raise InvalidValue(
                    tr(
                        "handle time and volume can be multiplied by {least:g} to {most:g}, not "
                        "by {factor:g}: as many agents as that takes cannot be worked out",
                        least=1 / MOST_TIMES,
                        most=MOST_TIMES,
                        factor=factor,
                    )
                )


@dataclass(frozen=True, eq=False)
class Consequence:
    """Staffing for today's targets and with the change, from the same forecasts and sizing.

    Parameters
    ----------
    hour_cents
        Mean price of a paid hour [cents].
    """

    before: Requirement
    after: Requirement
    hour_cents: int

    @property
    def hours(self) -> tuple[FloatArray, FloatArray]:
        """Hours to roster of each queue before and after [h], shape (queues,)."""
        slot_h = self.before.grid.slot_min / 60
        before, after = (r.heads.sum(axis=1) * slot_h for r in (self.before, self.after))
        return np.asarray(before), np.asarray(after)

    @property
    def peaks(self) -> tuple[IntArray, IntArray]:
        """Most agents required of each queue before and after [agents], shape (queues,)."""
        return self.before.heads.max(axis=1), self.after.heads.max(axis=1)

    @property
    def cost_cents(self) -> int:
        """What the change costs over the horizon; negative where it saves [cents]."""
        before, after = (
            paid_hours(r.heads, r.shrinkages, r.grid) for r in (self.before, self.after)
        )
        return round((after - before) * self.hour_cents)


@asked
def what_if(
    context: Context, requirement_id: str, change: Change, *, progress: Progress | None = None
) -> Consequence:
    """Size a saved requirement's forecasts for today's targets, and once more with a change.

    Parameters
    ----------
    progress
        As of `sized`, over both.

    Raises
    ------
    NotFound
        If the requirement was not made from forecasts.
    InvalidValue
        If the change names a queue that the requirement does not have.
    """
    kept = context.store.load_requirement(requirement_id)
    unknown = {*change.targets, *change.queue_ids} - set(kept.queue_ids)
    if unknown:
        raise InvalidValue(
            tr(
                "{requirement_id} has no queue {unknown}",
                requirement_id=requirement_id,
                unknown=", ".join(sorted(unknown)),
            )
        )
    now = conditions_of(context, kept.forecast_ids, kept.queue_ids)
    meant = change.queue_ids or kept.queue_ids
    then = replace(
        now,
        forecasts={q: scaled(f, change) if q in meant else f for q, f in now.forecasts.items()},
        queues=tuple(
            replace(q, target=change.targets.get(q.queue_id, q.target)) for q in now.queues
        ),
    )
    mix, name = (
        skill_mix_of(context, kept.queue_ids),
        tr("what-if {requirement_id}", requirement_id=requirement_id),
    )
    before, after = (
        sized(Asked.of(kept), conditions, mix, kept.shrinkages, name, part(progress, number, 2))
        for number, conditions in enumerate((now, then))
    )
    return Consequence(before, after, hour_cents_of(context))


def scaled(forecast: Forecast, change: Change) -> Forecast:
    """A forecast with other volume and handle time; its relative uncertainty stays."""
    demand = forecast.demand
    volume = change.volume_factor
    return replace(
        forecast,
        demand=replace(
            demand,
            contacts=demand.contacts * volume,
            handle_s=demand.handle_s * change.handle_factor,
        ),
        quantiles=forecast.quantiles * volume,
        day_quantiles=forecast.day_quantiles * volume,
    )
