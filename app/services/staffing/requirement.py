"""Agents required for each queue and slot, from the newest forecasts."""

from dataclasses import asdict, replace
from typing import Any

from app.services.context import Context, queues_of
from app.services.staffing.conditions import conditions_of
from app.services.staffing.shrinkage import shrinkages_of
from app.services.staffing.sizing import Asked, sized, skill_mix_of
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.requirement import Requirement, Shrinkage
from forecasting.groups import on_common_slots


def set_requirement(
    context: Context,
    *,
    forecast_ids: tuple[str, ...] = (),
    shrinkages: tuple[Shrinkage, ...] | None = None,
    basis: str = Asked.basis,
    period_floor_share: float | None = None,
    judged: bool = True,
) -> Requirement:
    """Build and save a requirement.

    Parameters
    ----------
    forecast_ids
        Versions to staff from; the newest of each queue if empty.
    shrinkages
        The centre's own if None.
    basis, period_floor_share, judged
        See `Asked`.

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
    asked = Asked(basis, period_floor_share, judged)
    requirement = sized(
        asked,
        replace(conditions_of(context, versions, tuple(forecasts)), forecasts=forecasts),
        skill_mix_of(context, tuple(forecasts)),
        shrinkages_of(context) if shrinkages is None else shrinkages,
        context.new_id("Q", f"{first:%Y%m%d}"),
    )
    if made := _made_before(context, requirement.requirement_id):
        return made
    context.store.save_requirement(
        requirement,
        context.entry(
            "set_requirement",
            f"requirement:{requirement.requirement_id}",
            **asdict(asked),
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
        raise NotFound("no forecast is stored: run `peakshift forecast run`")
    return {f.queue_id: f for f in on_common_slots(tuple(forecasts.values()), "requirement")}


def _latest(context: Context, queue_id: str) -> Forecast | None:
    try:
        return context.store.latest_forecast(queue_id)
    except NotFound:
        return None


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
