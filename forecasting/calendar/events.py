"""What special days and events do to a day: factors of holidays, templates of planned events.

Factors serve models without regressors. A template replaces level and shape of a planned day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.days import DayCalendar, calendar_for
from forecasting.calendar.panel import fold, same_weekday, unfold
from forecasting.calendar.profile import class_profiles, day_profiles
from forecasting.counts import nan_mean

_REACH_WEEKS = 4
_EFFECT_PRIOR_DAYS = 2.0  # a name seen twice counts as much as its kind
_TEMPLATE_PRIOR_DAYS = 1.0  # an event seen once moves a day by half of what it did (log scale)
_TEMPLATE_PRIOR_CONTACTS = 200.0  # contacts of events after which their shape counts half


@dataclass(frozen=True, eq=False)
class EventTemplate:
    """What an event did in the past.

    Parameters
    ----------
    factor
        Day total over an ordinary day [-].
    shape
        Share of the event's day in each slot [-], shape (slots of a day,).
    days
        Past days it was learnt from.
    """

    name: str
    factor: float
    shape: FloatArray
    days: tuple[date, ...]


def ordinary_totals(totals: FloatArray, calendar: DayCalendar) -> FloatArray:
    """Totals with special days set missing [contacts/day], shape (days,)."""
    return np.where(calendar.is_ordinary, totals, np.nan)


def special_factors(totals: FloatArray, calendar: DayCalendar, future: DayCalendar) -> FloatArray:
    """Factor on an ordinary day of the same weekday [-], shape (future days,).

    The mean log ratio of a name is shrunk towards that of its kind and kind of weekday.
    """
    usual = usual_level(totals, calendar)
    ratio = np.log(np.maximum(totals, 0.5) / np.maximum(usual, 0.5))
    return np.array([_factor(ratio, calendar, future, i) for i in range(len(future.days))])


def usual_level(totals: FloatArray, calendar: DayCalendar) -> FloatArray:
    """Mean of the same weekday within four weeks either way, ordinary days only, shape (days,)."""
    ordinary = ordinary_totals(totals, calendar)
    weeks = [k for k in range(-_REACH_WEEKS, _REACH_WEEKS + 1) if k]
    return nan_mean(same_weekday(ordinary, weeks))


def learn_template(
    series: ContactSeries, special_days: SpecialDays, name: str
) -> EventTemplate | None:
    """Template of a named event from its tagged days, or None if it was never seen.

    A day belongs to the event if the special days name it so, or if any of its slots bears the
    name as a tag. The factor is shrunk towards 1, the shape towards the ordinary day's.
    """
    panel = fold(series.grid, series.offered)
    tagged = {
        series.grid.days[series.grid.day_index[i]] for i, t in series.event_tag.items() if t == name
    }
    named = {day for day, special in special_days.items() if special.name == name}
    days = panel.days.tolist()
    rows = np.array([day in tagged or day in named for day in days])
    ordinary = replace(panel, cells=np.where(rows[:, None], np.nan, panel.cells))
    calendar = calendar_for(ordinary, special_days, panel.days)
    usual = usual_level(ordinary.totals, calendar)
    ratio = np.log(np.maximum(panel.totals, 0.5) / np.maximum(usual, 0.5))
    use = rows & np.isfinite(ratio)
    if not use.any():
        return None
    profiles = class_profiles(ordinary, calendar)
    base = day_profiles(ordinary, profiles, calendar)[use].mean(axis=0)
    counts = np.nan_to_num(nan_mean(panel.cells[use])) * use.sum()
    shape = counts + _TEMPLATE_PRIOR_CONTACTS * base
    factor = np.exp(ratio[use].sum() / (use.sum() + _TEMPLATE_PRIOR_DAYS))
    seen = tuple(day for day, used in zip(days, use, strict=True) if used)
    return EventTemplate(name, float(factor), shape / shape.sum(), seen)


def planned_events(
    series: ContactSeries, special_days: SpecialDays, horizon: Grid
) -> dict[date, EventTemplate]:
    """Template of each future day of kind `event` whose name was seen in the history."""
    future = {day: special_days.get(day) for day in horizon.days if day > series.grid.days[-1]}
    events = {day: s.name for day, s in future.items() if s is not None and s.kind == "event"}
    learnt = {name: learn_template(series, special_days, name) for name in set(events.values())}
    found = {day: learnt[name] for day, name in events.items()}
    return {day: template for day, template in found.items() if template is not None}


def without_planned(
    special_days: SpecialDays, planned: Mapping[date, EventTemplate]
) -> SpecialDays:
    """The calendar without these events: days to come ordinary, past days of them excluded."""
    names = {template.name for template in planned.values()}

    def past(special: SpecialDay) -> SpecialDay:
        return replace(special, exclude=True) if special.name in names else special

    return SpecialDays(tuple(past(s) for day, s in special_days.items() if day not in planned))


def event_notes(planned: Mapping[date, EventTemplate]) -> tuple[str, ...]:
    """One sentence for each planned day."""
    return tuple(
        tr(
            "{day}: planned event {name!r}, {factor:.2f} times an ordinary day "
            "as on {days} past {value}",
            day=day,
            name=t.name,
            factor=t.factor,
            days=len(t.days),
            value=tr("day") if len(t.days) == 1 else tr("days"),
        )
        for day, t in sorted(planned.items())
    )


def with_templates(
    mean: FloatArray, grid: Grid, planned: Mapping[date, EventTemplate]
) -> FloatArray:
    """Mean with the planned events laid over the ordinary days [contacts/slot], shape (slots,).

    `mean` must be forecast with the calendar of `without_planned`.
    """
    panel = fold(grid, mean)
    cells = np.nan_to_num(panel.cells)
    for day, template in planned.items():
        row = int((np.datetime64(day) - panel.days[0]).astype(int))
        if 0 <= row < len(cells):
            open_ = np.where(cells[row] > 0, template.shape, 0.0)
            whole = open_.sum()
            if whole > 0:
                cells[row] = template.factor * cells[row].sum() * open_ / whole
    return unfold(grid, panel.days, cells)


def _factor(ratio: FloatArray, calendar: DayCalendar, future: DayCalendar, day: int) -> float:
    special = future.special[day]
    if special is None:
        return 1.0
    known = np.isfinite(ratio) & ~calendar.excluded
    kin = known & (calendar.kind == special.kind) & (calendar.is_rest == future.is_rest[day])
    pooled = ratio[kin].mean() if kin.any() and special.kind not in ("minor", "event") else 0.0
    name = np.array([s is not None and s.name == special.name for s in calendar.special])
    own = ratio[known & name]
    return float(
        np.exp((own.sum() + _EFFECT_PRIOR_DAYS * pooled) / (len(own) + _EFFECT_PRIOR_DAYS))
    )
