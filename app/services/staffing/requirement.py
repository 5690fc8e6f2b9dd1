"""Agents required for each queue and slot, from the newest forecasts."""

from dataclasses import asdict, replace
from typing import Any

from app.services.access.asking import asked
from app.services.context import Context, queues_of
from app.services.staffing.conditions import conditions_of
from app.services.staffing.saved import promised
from app.services.staffing.shrinkage import shrinkages_of
from app.services.staffing.sizing import Asked, Progress, sized, skill_mix_of
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.language import tr
from data.model.requirement import Requirement, Shrinkage
from data.model.shift import DAY_MIN
from forecasting.groups import on_common_slots


@asked
def set_requirement(context: Context, **options: Any) -> Requirement:
    """Build and save a requirement; its options are those of `work_out_requirement`."""
    return save_worked_out(context, work_out_requirement(context, **options))


@asked
def work_out_requirement(
    context: Context,
    *,
    forecast_ids: tuple[str, ...] = (),
    shrinkages: tuple[Shrinkage, ...] | None = None,
    basis: str = Asked.basis,
    period_floor_share: float | None = None,
    judged: bool = True,
    progress: Progress | None = None,
) -> Requirement:
    """Build a requirement; nothing is saved.

    Parameters
    ----------
    forecast_ids
        Versions to staff from; the newest of each queue if empty.
    shrinkages
        The centre's own if None.
    basis, period_floor_share, judged
        See `Asked`.
    progress
        As of `sized`.

    Raises
    ------
    NotFound
        If no forecast exists.
    InvalidValue
        If the chosen forecasts have no slot in common.
    """
    forecasts = newest_forecasts(context, forecast_ids)
    versions = tuple(forecast.version_id for forecast in forecasts.values())
    first = next(iter(forecasts.values())).grid.days[0]
    return sized(
        Asked(basis, period_floor_share, judged),
        replace(conditions_of(context, versions, tuple(forecasts)), forecasts=forecasts),
        skill_mix_of(context, tuple(forecasts)),
        shrinkages_of(context) if shrinkages is None else shrinkages,
        context.new_id("Q", f"{first:%Y%m%d}"),
        progress,
    )


@asked
def save_worked_out(context: Context, requirement: Requirement) -> Requirement:
    """Save what `work_out_requirement` gave."""
    if made := _made_before(context, requirement.requirement_id):
        return made
    context.store.save_requirement(
        requirement,
        context.entry(
            "set_requirement",
            f"requirement:{requirement.requirement_id}",
            **asdict(Asked.of(requirement)),
            forecasts=list(requirement.forecast_ids),
        ),
    )
    return requirement


def _made_before(context: Context, requirement_id: str) -> Requirement | None:
    """What this very job of the engine saved before its program died."""
    try:
        return context.store.load_requirement(requirement_id) if context.job_id else None
    except NotFound:
        return None


@asked
def newest_forecasts(context: Context, forecast_ids: tuple[str, ...] = ()) -> dict[str, Forecast]:
    """The named forecast versions, or the newest of each queue, cut to the slots they share.

    A queue whose last night failed keeps its last good forecast, which begins earlier.

    Raises
    ------
    NotFound
        If no forecast exists.
    InvalidValue
        If they have no slot in common.
    """
    found = [context.store.load_forecast(version_id) for version_id in forecast_ids]
    newest = (
        [] if forecast_ids else [_latest(context, queue.queue_id) for queue in queues_of(context)]
    )
    forecasts = {forecast.queue_id: forecast for forecast in (*found, *newest) if forecast}
    if not forecasts:
        raise NotFound(tr("no forecast is stored: run `peakshift forecast run`"))
    return {f.queue_id: f for f in on_common_slots(tuple(forecasts.values()), "requirement")}


def _latest(context: Context, queue_id: str) -> Forecast | None:
    try:
        return context.store.latest_forecast(queue_id)
    except NotFound:
        return None


RARE_A_DAY = 1.0
"""Fewer contacts a day than this, and what they cost is said [contacts/day]."""


@asked
def requirement_warnings(context: Context, requirement: Requirement) -> tuple[str, ...]:
    """What its forecasts warn of, queues whose few contacts take many hours, and queues left out.

    Notes
    -----
    Somebody has to be there whenever a contact may come, so a queue of a contact a week takes as
    many hours as one of a hundred.
    """
    queues = promised(context, requirement)
    found: list[str] = []
    for row, queue_id in enumerate(requirement.queue_ids):
        forecast = context.store.load_forecast(requirement.forecast_ids[row])
        found += forecast.warnings
        days = forecast.grid.slots * forecast.grid.slot_min / DAY_MIN
        a_day = float(forecast.demand.contacts.sum()) / days
        hours = float(requirement.heads[row].sum()) * requirement.grid.slot_min / 60
        a_week = 7 * hours / (requirement.grid.slots * requirement.grid.slot_min / DAY_MIN)
        target = queues[queue_id].target
        if 0 < a_day < RARE_A_DAY and a_week > target.min_heads * 7 * 24:
            found.append(
                tr(
                    "{queue}: {contacts} contacts a day take {hours} agent hours a week, since "
                    "somebody has to be there whenever one may come. People who answer another "
                    "queue too would save most of them: give them both skills, or leave the queue "
                    "to a group.",
                    queue=queue_id,
                    contacts=f"{a_day:.2g}",
                    hours=f"{a_week:,.0f}",
                )
            )
    left_out = [q.name for q in queues_of(context) if q.queue_id not in requirement.queue_ids]
    if left_out:
        found.append(
            tr(
                "{queues}: not in this staffing need, so nobody is rostered there. Forecast all "
                "queues and work the need out again, unless that is meant.",
                queues=", ".join(left_out),
            )
        )
    return tuple(dict.fromkeys(found))


def requirement_summary(requirement: Requirement) -> dict[str, Any]:
    """Most agents at once [-] and rostered hours [h] by queue, as JSON values."""
    hours = requirement.heads.sum(axis=1) * requirement.grid.slot_min / 60
    peaks = requirement.heads.max(axis=1)
    queues = zip(requirement.queue_ids, peaks, hours, strict=True)
    return {
        "id": requirement.requirement_id,
        "basis": requirement.basis,
        "queues": {q: {"peak_heads": int(p), "hours": round(float(h), 1)} for q, p, h in queues},
    }
