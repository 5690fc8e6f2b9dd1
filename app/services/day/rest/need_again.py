"""Agents required for the rest of the running day, by the forecast made again within it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, queues_of
from app.services.remembered import Remembered
from app.services.staffing.conditions import Conditions, conditions_of
from app.services.staffing.sizing import Asked, SkillMix, sized, skill_mix_of
from data.model.forecast import Dispersion, Forecast
from data.model.grid import Grid, IntArray
from data.model.requirement import Requirement

if TYPE_CHECKING:
    from data.model.day.intraday import IntradayForecast

_TODAY: Remembered[Conditions] = Remembered(8)


@asked
def conditions_today(
    context: Context, forecast_ids: tuple[str, ...], queue_ids: tuple[str, ...]
) -> Conditions:
    """What simulation and staffing need beside the people; remembered for the day's forecasts."""
    found = _TODAY.once(
        (context.store.where, forecast_ids, queue_ids),
        lambda: conditions_of(context, forecast_ids, queue_ids),
    )
    # Targets may be changed during the day; how contacts behave follows from days before it.
    targets = {q.queue_id: q for q in queues_of(context, queue_ids)}
    return replace(found, queues=tuple(targets[queue_id] for queue_id in queue_ids))


@asked
def need_again(
    context: Context,
    requirement: Requirement,
    rest: Mapping[str, "IntradayForecast"],
    forecasts: Mapping[str, Forecast],
) -> Requirement:
    """A requirement with the agents required for the rest of the day as now forecast.

    Parameters
    ----------
    requirement
        In force for the day.
    rest
        The rest of the day by queue; queues that are not there stay as they were.
    forecasts
        Made before the day, by queue.

    Notes
    -----
    The requirement in force may have been corrected by simulation, which takes too long for every
    quarter of an hour: it moves by as many agents as the formula moves between the two forecasts.
    """
    again = {q: one for q, one in rest.items() if q in requirement.queue_ids and q in forecasts}
    if not again:
        return requirement
    grids = {one.grid for one in again.values()}
    grid = min(grids, key=lambda one: one.slots)
    queue_ids = tuple(q for q in requirement.queue_ids if q in again)
    first = requirement.grid.index_of(grid.start)
    if first < 0 or first + grid.slots > requirement.grid.slots or not grid.slots:
        return requirement
    ids = tuple(forecasts[queue_id].version_id for queue_id in queue_ids)
    conditions = conditions_today(context, ids, queue_ids)
    asked_for = replace(Asked.of(requirement), judged=False)
    mix = skill_mix_of(context, queue_ids)
    before = {q: of_slots(forecasts[q], grid) for q in queue_ids}
    after = {q: of_slots(forecast_again(forecasts[q], again[q]), grid) for q in queue_ids}
    was, now = (
        _by_formula(asked_for, replace(conditions, forecasts=found), mix, requirement)
        for found in (before, after)
    )
    heads, floor = requirement.heads.copy(), requirement.floor_heads.copy()
    here = slice(first, first + grid.slots)
    for row, queue_id in enumerate(queue_ids):
        mine = requirement.queue_ids.index(queue_id)
        heads[mine, here] = _moved(heads[mine, here], now.heads[row] - was.heads[row])
        floor[mine, here] = _moved(floor[mine, here], now.floor_heads[row] - was.floor_heads[row])
    return replace(requirement, heads=heads, floor_heads=floor)


def _by_formula(
    asked_for: Asked, conditions: Conditions, mix: SkillMix, requirement: Requirement
) -> Requirement:
    return sized(asked_for, conditions, mix, requirement.shrinkages, requirement.requirement_id)


def _moved(heads: IntArray, by: IntArray) -> IntArray:
    return np.asarray(np.maximum(0, heads + by), dtype=np.int64)


def forecast_again(forecast: Forecast, rest: "IntradayForecast") -> Forecast:
    """The forecast before the day with its rest as now expected, band and handle time too."""
    from rostering.simulation.onward import with_band

    found = with_band(forecast, rest.grid, rest.contacts, rest.low, rest.high)
    handle_s = found.demand.handle_s.copy()
    first = found.grid.index_of(rest.grid.start)
    handle_s[first : first + rest.grid.slots] = rest.handle_s
    return replace(found, demand=replace(found.demand, handle_s=handle_s))


def of_slots(forecast: Forecast, grid: Grid) -> Forecast:
    """The part of a forecast that lies on some slots of a day.

    Notes
    -----
    It keeps the id of the whole: it is the same version, looked at in part.
    """
    first = forecast.grid.index_of(grid.start)
    here = slice(first, first + grid.slots)
    day = forecast.grid.days.index(grid.days[0])
    days = slice(day, day + len(grid.days))
    demand, spread = forecast.demand, forecast.dispersion
    return replace(
        forecast,
        demand=replace(
            demand, grid=grid, contacts=demand.contacts[here], handle_s=demand.handle_s[here]
        ),
        quantiles=forecast.quantiles[:, here],
        day_quantiles=forecast.day_quantiles[:, days],
        dispersion=Dispersion(
            spread.day_sd_share[days],
            spread.slot_sd_share[here],
            spread.day_correlation,
            spread.slot_correlation,
            spread.period_share,
        ),
        yardstick=forecast.yardstick[here],
        model=np.empty(0),
        members={},
    )
