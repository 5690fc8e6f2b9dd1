"""From a history to one version of the forecast: mean, bands, dispersion, handle time, notes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np

from data.model.codec import digest
from data.model.errors import InvalidValue, NotEnoughHistory
from data.model.forecast import Demand, Forecast
from data.model.grid import BoolArray, FloatArray, Grid
from data.model.language import phrase, tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.events import (
    EventTemplate,
    event_notes,
    planned_events,
    with_templates,
    without_planned,
)
from forecasting.calendar.handle import HandleTimes
from forecasting.calendar.panel import fold, part_of_day
from forecasting.cleaning.retrials import without_retrials
from forecasting.cleaning.screen import Screened, screen
from forecasting.cleaning.tail import odd_tail, repeated_days, without_odd_tail
from forecasting.combination import Combined, combine
from forecasting.groups.rare import is_silent, rare
from forecasting.groups.shares import borrowed, is_small
from forecasting.ridge.regression import one_thread
from forecasting.uncertainty.dispersion import learn_dispersion
from forecasting.uncertainty.intervals import DEFAULT_LEVELS, learn_spread
from forecasting.uncertainty.past_errors import PastErrors

SHORT_HISTORY = phrase("whole days of history")
"""These words are in every note about a history that is too short for seasons."""

_FEW_DAYS = 21
_FEW_WEEKS_DAYS = 300


def make_forecast(
    series: ContactSeries,
    special_days: SpecialDays,
    horizon: Grid,
    *,
    made_at: datetime,
    members: Sequence[str] | None = None,
    levels: Sequence[float] = DEFAULT_LEVELS,
    parent: ContactSeries | None = None,
    retry_share: float = 0.0,
    refits: int | None = None,
    warnings: Sequence[str] = (),
) -> Forecast:
    """Forecast one queue.

    Future days of kind `event` follow the template of the past days of that name.

    Parameters
    ----------
    horizon
        Later grid with the slot length of the history.
    members
        Names in `FORECASTERS`; the default mean if None.
    parent
        History of the group that the queue belongs to; a queue below ten contacts an hour is
        then forecast as its share of the group.
    retry_share
        Share of the callers who hung up and try again, taken out of demand [-].
    refits
        Past origins at which members are fitted again for the errors that make the bands [-];
        None: only where every member needs them; 0: never (see `combine`).
    warnings
        Sentences about the inputs that the forecast carries on: a calendar that ends early.

    Raises
    ------
    NotEnoughHistory
        If no slot of the history is known.
    InvalidValue
        If horizon and history do not fit together, or a member is unknown.
    """
    if not np.isfinite(series.offered).any():
        raise NotEnoughHistory(
            tr("{queue_id}: no slot of the history is known", queue_id=series.queue_id)
        )
    _check(series, horizon)
    demand = without_retrials(series, retry_share) if retry_share else series
    with one_thread():
        made = _made(
            demand, special_days, horizon, made_at, members, tuple(sorted(levels)), parent, refits
        )
    return replace(
        made,
        notes=(*made.notes, *_retrials(series, retry_share)),
        warnings=(*warnings, *made.warnings),
    )


def _made(
    series: ContactSeries,
    special_days: SpecialDays,
    horizon: Grid,
    made_at: datetime,
    members: Sequence[str] | None,
    wanted: tuple[float, ...],
    parent: ContactSeries | None,
    refits: int | None,
) -> Forecast:
    known = np.flatnonzero(np.isfinite(series.offered))
    screened = screened_with_flags(series, special_days)
    plausible = screened.plausible
    planned = planned_events(plausible, special_days, horizon)
    plain_days = without_planned(special_days, planned) if planned else special_days
    combined = combine(screened.series, plain_days, horizon, members, raw=plausible, refits=refits)
    combined = rare(combined, screened.series, horizon)
    silent = is_silent(screened.series)
    if parent is not None and is_small(screened.series) and not silent:
        combined = _as_share(combined, screened.series, parent, plain_days, horizon)
    combined = _with_events(combined, horizon, planned)
    errors = _as_observed(combined.errors, plausible, special_days)
    special = np.array([day in special_days for day in horizon.days])
    handle = HandleTimes.of(series)
    first_lead = (horizon.days[0] - series.grid.days[int(series.grid.day_index[known[-1]])]).days
    band = (errors, combined.mean, horizon, first_lead, special, wanted)
    spread = 0.0 if silent else 1.0
    return Forecast(
        version_id=_version(series, special_days, horizon, made_at, members),
        demand=Demand(series.queue_id, horizon, combined.mean, handle.by_slot(horizon)),
        levels=wanted,
        quantiles=spread * _slot_quantiles(*band),
        day_quantiles=spread * _day_quantiles(*band),
        dispersion=learn_dispersion(combined.errors, horizon, first_lead, special),
        origin=series.grid.part(int(known[-1]) + 1, 0).start,
        made_at=made_at,
        yardstick=combined.baseline,
        notes=(*combined.notes, *_how_sure(series), *(f.sentence for f in screened.flags)),
        model=combined.mean,
        members=dict(combined.members),
        warnings=(
            *_odd_end(series, special_days),
            *screened.warnings(),
            *(f"{series.queue_id}: {text}" for text in combined.warnings),
            *handle.warnings(),
        ),
    )


def screened(series: ContactSeries, special_days: SpecialDays) -> ContactSeries:
    """The history that forecasters learn from: without surges, outages and a dead end."""
    return screened_with_flags(series, special_days).series


def screened_with_flags(series: ContactSeries, special_days: SpecialDays) -> Screened:
    """The history without its flags; as it is where nothing else would be left."""
    found = screen(without_odd_tail(series, special_days), special_days)
    if np.isfinite(found.series.offered).any():
        return found
    left = found.plausible if np.isfinite(found.plausible.offered).any() else series
    return replace(found, series=left, plausible=left)


def _odd_end(series: ContactSeries, special_days: SpecialDays) -> tuple[str, ...]:
    """Words on a feed that looks dead or frozen."""
    tail = odd_tail(series, special_days)
    return tuple(text for text in (tail.sentence if tail else "", repeated_days(series)) if text)


def _as_share(
    own: Combined,
    series: ContactSeries,
    parent: ContactSeries,
    special_days: SpecialDays,
    horizon: Grid,
) -> Combined:
    cleaned = screened_with_flags(parent, special_days).series
    whole = combine(cleaned, special_days, horizon)
    mean = borrowed(series, cleaned, whole.mean, horizon)
    note = tr(
        "fewer than ten contacts an hour: forecast as its share of {queue_id}",
        queue_id=parent.queue_id,
    )
    members = {**own.members, "parent_share": mean}
    return replace(own, mean=mean, members=members, notes=(note, *own.notes))


def _with_events(own: Combined, horizon: Grid, planned: Mapping[date, EventTemplate]) -> Combined:
    if not planned:
        return own
    members = {name: with_templates(m, horizon, planned) for name, m in own.members.items()}
    mean = with_templates(own.mean, horizon, planned)
    return replace(own, mean=mean, members=members, notes=(*own.notes, *event_notes(planned)))


def _retrials(series: ContactSeries, retry_share: float) -> tuple[str, ...]:
    if not retry_share:
        return ()
    if not series.abandoned.size:
        return (tr("repeated attempts stay in: this history does not say who hung up"),)
    return (
        tr(
            "repeated attempts taken out: {retry_share:.0%} of those who hung up try again",
            retry_share=retry_share,
        ),
    )


def _as_observed(
    errors: PastErrors, series: ContactSeries, special_days: SpecialDays
) -> PastErrors:
    """Errors against the facts before screening: bands are of what comes, surges included."""
    panel = fold(series.grid, series.offered)
    special = [special_days.get(day) for day in panel.days.tolist()]
    return errors.against(panel, np.array([bool(s and s.exclude) for s in special]))


def _how_sure(series: ContactSeries) -> tuple[str, ...]:
    """What cannot be learnt from a short history."""
    days = int(np.isfinite(fold(series.grid, series.offered).totals).sum())
    if days < _FEW_DAYS:
        return (
            tr(
                "only {days} {short_history}: the week's shape is a guess, bands are wide",
                days=days,
                short_history=tr(SHORT_HISTORY),
            ),
        )
    if days < _FEW_WEEKS_DAYS:
        return (
            tr(
                "only {days} {short_history}: seasons and holidays are guesses",
                days=days,
                short_history=tr(SHORT_HISTORY),
            ),
        )
    return ()


def _check(series: ContactSeries, horizon: Grid) -> None:
    if horizon.slot_min != series.grid.slot_min or horizon.zone != series.grid.zone:
        raise InvalidValue(
            tr(
                "{queue_id}: the horizon has slots of {slot_min} min on {zone}, the "
                "history {slot_min2} min on {zone2}",
                queue_id=series.queue_id,
                slot_min=horizon.slot_min,
                zone=horizon.zone,
                slot_min2=series.grid.slot_min,
                zone2=series.grid.zone,
            )
        )
    if not horizon.slots or horizon.start < series.grid.start:
        raise InvalidValue(
            tr(
                "{queue_id}: the horizon must lie after the history's start",
                queue_id=series.queue_id,
            )
        )


def _version(
    series: ContactSeries,
    special_days: SpecialDays,
    horizon: Grid,
    made_at: datetime,
    members: Sequence[str] | None,
) -> str:
    inputs = digest((series, special_days.days, horizon, list(members or ())))
    return f"F-{series.queue_id}-{made_at:%Y%m%dT%H%M%S}-{inputs[:6]}"


def _slot_quantiles(
    errors: PastErrors,
    mean: FloatArray,
    grid: Grid,
    first_lead: int,
    special: BoolArray,
    levels: tuple[float, ...],
) -> FloatArray:
    lead = np.maximum(1, first_lead + grid.day_index)
    part = part_of_day(grid.slot_of_day, grid.slots_per_day)
    spread = learn_spread(errors)
    return spread.quantiles(mean, lead, part, special[grid.day_index], levels)


def _day_quantiles(
    errors: PastErrors,
    mean: FloatArray,
    grid: Grid,
    first_lead: int,
    special: BoolArray,
    levels: tuple[float, ...],
) -> FloatArray:
    totals: FloatArray = np.bincount(grid.day_index, mean, len(grid.days)).astype(np.float64)
    lead = np.maximum(1, first_lead + np.arange(len(totals)))
    part = np.zeros(len(totals), dtype=np.int64)
    return learn_spread(errors.days(), parts=1).quantiles(totals, lead, part, special, levels)
