"""Queues, groups and the centre: their forecasts agree, and their days move together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from data.model.errors import InvalidValue
from data.model.forecast import Demand, Dispersion, Forecast
from data.model.grid import FloatArray, Grid
from data.model.queue import Queue
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold
from forecasting.early_warning import departure
from forecasting.uncertainty.periods import PATHS, sampled_quantiles, sampled_rates

SMALL_PER_HOUR = 10.0  # below this a queue's own day totals are mostly noise
_SHARE_DAYS = 91
_BORROW_CONTACTS = 50.0  # own contacts after which a slot's share outweighs the day's share


def summed_series(parts: Sequence[ContactSeries], queue_id: str) -> ContactSeries:
    """History of a group: the sum of its queues; unknown where any queue is unknown.

    Raises
    ------
    InvalidValue
        If the parts do not share slot length and clock, or never overlap.
    """
    if not parts:
        raise InvalidValue(f"group {queue_id} has no queue")
    slot, zone = parts[0].grid.slot_min, parts[0].grid.zone
    if any(p.grid.slot_min != slot or p.grid.zone != zone for p in parts):
        raise InvalidValue(f"group {queue_id}: queues differ in slot length or time zone")
    start = max(p.grid.start for p in parts)
    end = min(p.grid.end for p in parts)
    if start >= end:
        raise InvalidValue(f"group {queue_id}: the queues' histories never overlap")
    slots = int((end - start).total_seconds() // (60 * slot))
    cut = [p.part(p.grid.index_of(start), slots) for p in parts]
    total = np.sum([p.offered for p in cut], axis=0)
    return ContactSeries(queue_id, Grid(start, slots, slot, zone), np.asarray(total))


def is_small(series: ContactSeries) -> bool:
    """Whether a queue has too few contacts to stand on its own."""
    recent = series.offered[-_SHARE_DAYS * series.grid.slots_per_day :]
    known = recent[np.isfinite(recent)]
    return bool(len(known) and known.mean() * 60 / series.grid.slot_min < SMALL_PER_HOUR)


def borrowed(
    child: ContactSeries, parent: ContactSeries, parent_mean: FloatArray, grid: Grid
) -> FloatArray:
    """A small queue's mean as a share of its parent's [contacts/slot], shape (slots,).

    The share of a slot of the day is shrunk towards the queue's overall share; it is learnt
    from the last quarter year that both histories hold.

    Raises
    ------
    InvalidValue
        If the two histories never overlap.
    """
    per_day = child.grid.slots_per_day
    start, end = max(child.grid.start, parent.grid.start), min(child.grid.end, parent.grid.end)
    common = int((end - start).total_seconds() // (60 * child.grid.slot_min))
    if common <= 0:
        raise InvalidValue(f"{child.queue_id} and {parent.queue_id} share no history")
    slots = min(common, _SHARE_DAYS * per_day)
    own, whole = (s.offered[: s.grid.index_of(start) + common][-slots:] for s in (child, parent))
    known = np.isfinite(own) & np.isfinite(whole)
    place = child.grid.slot_of_day[: child.grid.index_of(start) + common][-slots:]
    mine = np.bincount(place[known], own[known], per_day)
    theirs = np.bincount(place[known], whole[known], per_day)
    overall = mine.sum() / max(theirs.sum(), 1e-9)
    share = (mine + _BORROW_CONTACTS) / (theirs + _BORROW_CONTACTS / max(overall, 1e-9))
    return np.asarray(parent_mean * share[grid.slot_of_day])


def parents_of(
    series: Mapping[str, ContactSeries], queues: Sequence[Queue]
) -> dict[str, ContactSeries]:
    """History of its group for each small queue that shares a group with another one."""
    members: dict[str, list[str]] = {}
    for queue in queues:
        if queue.group and queue.queue_id in series:
            members.setdefault(queue.group, []).append(queue.queue_id)
    found: dict[str, ContactSeries] = {}
    for group, names in members.items():
        small = [name for name in names if is_small(series[name])]
        if len(names) > 1 and small and _overlap([series[name] for name in names]):
            whole = summed_series([series[name] for name in names], group)
            found |= dict.fromkeys(small, whole)
    return found


def _overlap(parts: Sequence[ContactSeries]) -> bool:
    return max(p.grid.start for p in parts) < min(p.grid.end for p in parts)


_LEAST_DAYS = 28
_MOST_DRAWS, _LEAST_PATHS = 8_000_000, 400
_PRIOR_DAYS = 28.0  # days of common history after which a correlation is half believed


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
        raise InvalidValue(f"{group_id}: its queues' forecasts share no quantile level")
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
        model=np.sum([p.model if p.model.size else p.demand.contacts for p in parts], axis=0),
        members={name: np.sum([p.members[name] for p in parts], axis=0) for name in names},
    )
    bands = sampled_quantiles(sampled_rates(plain, seed, _paths(grid)), grid, levels, seed)
    return replace(plain, quantiles=bands[0], day_quantiles=bands[1])


def day_links(
    series: Mapping[str, ContactSeries], special_days: SpecialDays, queue_ids: Sequence[str]
) -> FloatArray:
    """Correlation of the queues' daily departures from the usual [-], shape (queues, queues).

    Shrunk towards 0 for short histories; queues without one are taken as independent.
    """
    known = [_departures(series.get(queue_id), special_days) for queue_id in queue_ids]
    found = np.eye(len(known))
    for i, one in enumerate(known):
        for j in range(i):
            days = sorted(set(one) & set(known[j]))
            if len(days) >= _LEAST_DAYS:
                pair = np.array([[one[day], known[j][day]] for day in days])
                found[i, j] = found[j, i] = _shrunk(pair)
    return found


def _shrunk(pair: FloatArray) -> float:
    if (pair.std(axis=0) <= 0).any():
        return 0.0
    days = len(pair)
    return float(np.asarray(np.corrcoef(pair.T))[0, 1] * days / (days + _PRIOR_DAYS))


def _departures(series: ContactSeries | None, special_days: SpecialDays) -> dict[date, float]:
    if series is None:
        return {}
    days = fold(series.grid, series.offered).days.tolist()
    values = departure(series, special_days)
    return {d: float(v) for d, v in zip(days, values, strict=True) if np.isfinite(v)}


def on_common_slots(forecasts: Sequence[Forecast], group_id: str) -> list[Forecast]:
    """The forecasts cut to the slots that all of them cover.

    Raises
    ------
    InvalidValue
        If there is no forecast, or they have no slot in common.
    """
    if not forecasts:
        raise InvalidValue(f"{group_id}: none of its queues was forecast yet")
    start = max(f.grid.start for f in forecasts)
    end = min(f.grid.end for f in forecasts)
    if start >= end or len({(f.grid.slot_min, f.grid.zone) for f in forecasts}) > 1:
        raise InvalidValue(
            f"{group_id}: its queues' forecasts have no slot in common; forecast them together"
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
    """Moments of the sum: queues' days move together as `link` says, their slots each alone."""
    grid = parts[0].grid
    of_day = np.array([np.bincount(grid.day_index, p.demand.contacts) for p in parts])
    day_sd = of_day * np.array([p.dispersion.day_sd_share for p in parts])
    slot_sd = np.array([p.demand.contacts * p.dispersion.slot_sd_share for p in parts])
    day_variance = np.maximum(0.0, np.einsum("id,ij,jd->d", day_sd, link, day_sd))
    kept = np.array([(p.dispersion.day_correlation, p.dispersion.slot_correlation) for p in parts])
    return Dispersion(
        _share(np.sqrt(day_variance), of_day.sum(axis=0)),
        _share(np.sqrt((slot_sd**2).sum(axis=0)), mean),
        _weighted(kept[:, 0], (day_sd**2).sum(axis=1)),
        _weighted(kept[:, 1], (slot_sd**2).sum(axis=1)),
    )


def _weighted(values: FloatArray, variance: FloatArray) -> float:
    """Mean weighted by variance; the plain one without any, where it means nothing."""
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
        return f"sum of the forecast of {names}"
    return (
        f"sum of the forecasts of {names}; band from sampled paths, days of two queues "
        f"correlated by {pairs.mean():.2f} on average"
    )


def _paths(grid: Grid) -> int:
    """Fewer paths on very long fine grids, so that memory stays below some 200 MB."""
    return int(np.clip(_MOST_DRAWS // max(1, grid.slots), _LEAST_PATHS, PATHS))
