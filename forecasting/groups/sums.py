"""A group's forecast as the sum of its queues', with one band for all of them together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data.model.errors import InvalidValue
from data.model.forecast import Demand, Dispersion, Forecast
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from forecasting.uncertainty.periods import PATHS, sampled_quantiles, sampled_rates

_MOST_DRAWS, _LEAST_PATHS = 8_000_000, 400


def sum_of(
    forecasts: Sequence[Forecast],
    group_id: str,
    *,
    correlation: FloatArray | None = None,
    seed: int = 0,
) -> Forecast:
    """Forecast of a group over the slots that all its queues' forecasts share.

    Parameters
    ----------
    correlation
        Of the queues' deviations of a day [-], shape (queues, queues); independent if None.

    Raises
    ------
    InvalidValue
        If there is no forecast, or they have no slot in common.
    """
    parts = on_common_slots(forecasts, group_id)
    mean = np.sum([p.demand.contacts for p in parts], axis=0)
    link = np.eye(len(parts)) if correlation is None else correlation
    levels = tuple(sorted(set.intersection(*(set(p.levels) for p in parts))))
    if not levels:
        raise InvalidValue(
            tr("{group_id}: its queues' forecasts share no quantile level", group_id=group_id)
        )
    grid = parts[0].grid
    names = sorted(set.intersection(*(set(p.members) for p in parts)))
    plain = Forecast(
        version_id=f"sum:{group_id}",
        demand=Demand(group_id, grid, mean, _handle_s(parts, mean)),
        levels=levels,
        quantiles=np.zeros((len(levels), grid.slots)),
        day_quantiles=np.zeros((len(levels), len(grid.days))),
        dispersion=_dispersion(parts, mean, link),
        origin=min(p.origin for p in parts),
        made_at=max(p.made_at for p in parts),
        yardstick=np.sum([p.yardstick for p in parts], axis=0),
        notes=(_note(parts, link),),
        warnings=tuple(dict.fromkeys(text for p in parts for text in p.warnings)),
        model=np.sum([p.model if p.model.size else p.demand.contacts for p in parts], axis=0),
        members={name: np.sum([p.members[name] for p in parts], axis=0) for name in names},
    )
    bands = sampled_quantiles(sampled_rates(plain, seed, _paths(grid)), grid, levels, seed)
    return replace(plain, quantiles=bands[0], day_quantiles=bands[1])


def on_common_slots(forecasts: Sequence[Forecast], group_id: str) -> list[Forecast]:
    """The forecasts cut to the slots that all of them cover.

    Raises
    ------
    InvalidValue
        If there is no forecast, or they have no slot in common.
    """
    if not forecasts:
        raise InvalidValue(tr("{group_id}: none of its queues was forecast yet", group_id=group_id))
    start = max(f.grid.start for f in forecasts)
    end = min(f.grid.end for f in forecasts)
    if start >= end or len({(f.grid.slot_min, f.grid.zone) for f in forecasts}) > 1:
        raise InvalidValue(
            tr(
                "{group_id}: its queues' forecasts have no slot in common; forecast them together",
                group_id=group_id,
            )
        )
    slots = int((end - start).total_seconds() // (60 * forecasts[0].grid.slot_min))
    return [_cut(f, f.grid.index_of(start), slots) for f in forecasts]


def _cut(forecast: Forecast, first: int, slots: int) -> Forecast:
    """The forecast on slots first .. first + slots - 1."""
    grid = forecast.grid
    keep = slice(first, first + slots)
    days = slice(int(grid.day_index[first]), int(grid.day_index[first + slots - 1]) + 1)
    demand, spread = forecast.demand, forecast.dispersion
    return replace(
        forecast,
        demand=Demand(
            demand.queue_id, grid.part(first, slots), demand.contacts[keep], demand.handle_s[keep]
        ),
        quantiles=forecast.quantiles[:, keep],
        day_quantiles=forecast.day_quantiles[:, days],
        dispersion=replace(
            spread, day_sd_share=spread.day_sd_share[days], slot_sd_share=spread.slot_sd_share[keep]
        ),
        yardstick=forecast.yardstick[keep],
        model=forecast.model[keep],
        members={name: values[keep] for name, values in forecast.members.items()},
    )


def _dispersion(parts: Sequence[Forecast], mean: FloatArray, link: FloatArray) -> Dispersion:
    """Moments of the sum: days are correlated by `link`, slots' own deviations are independent."""
    grid = parts[0].grid
    of_day = np.array([np.bincount(grid.day_index, p.demand.contacts) for p in parts])
    day_sd = of_day * np.array([p.dispersion.day_sd_share for p in parts])
    slot_sd = np.array([p.demand.contacts * p.dispersion.slot_sd_share for p in parts])
    day_variance = np.maximum(0.0, np.einsum("id,ij,jd->d", day_sd, link, day_sd))
    correlations = np.array(
        [
            (p.dispersion.day_correlation, p.dispersion.slot_correlation, p.dispersion.period_share)
            for p in parts
        ]
    )
    return Dispersion(
        _share(np.sqrt(day_variance), of_day.sum(axis=0)),
        _share(np.sqrt((slot_sd**2).sum(axis=0)), mean),
        _weighted(correlations[:, 0], (day_sd**2).sum(axis=1)),
        _weighted(correlations[:, 1], (slot_sd**2).sum(axis=1)),
        _weighted(correlations[:, 2], (day_sd**2).sum(axis=1)),
    )


def _weighted(values: FloatArray, variance: FloatArray) -> float:
    """Mean weighted by variance; the plain mean where there is none."""
    return float(np.average(values, weights=variance if variance.sum() > 0 else None))


def _share(sd: FloatArray, mean: FloatArray) -> FloatArray:
    return np.asarray(np.divide(sd, mean, out=np.zeros(len(mean)), where=mean > 0))


def _handle_s(parts: Sequence[Forecast], mean: FloatArray) -> FloatArray:
    """Handle time weighted by contacts; the plain mean where none are expected [s]."""
    work = np.sum([p.demand.contacts * p.demand.handle_s for p in parts], axis=0)
    plain = np.mean([p.demand.handle_s for p in parts], axis=0)
    return np.asarray(np.divide(work, mean, out=plain, where=mean > 0))


def _note(parts: Sequence[Forecast], link: FloatArray) -> str:
    names = ", ".join(p.queue_id for p in parts)
    pairs = link[np.triu_indices(len(parts), 1)]
    if not pairs.size:
        return tr("sum of the forecast of {names}", names=names)
    return tr(
        "sum of the forecasts of {names}; band from sampled paths, days of "
        "two queues correlated by {mean:.2f} on average",
        names=names,
        mean=pairs.mean(),
    )


def _paths(grid: Grid) -> int:
    """Fewer paths on very long fine grids, so that memory stays below some 200 MB."""
    return int(np.clip(_MOST_DRAWS // max(1, grid.slots), _LEAST_PATHS, PATHS))
