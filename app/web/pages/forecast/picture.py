"""The band, the mean, the yardstick and what came."""

from datetime import date, timedelta
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.context import special_days_of
from app.web import session
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, BAND, INK, QUIET, SHORT
from app.web.parts.history.marks import flags_in
from app.web.parts.pickers import pick_week
from data.model.forecast import Forecast
from data.model.language import phrase, tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays

Step = Literal["linear", "step-after"]
LINES = {
    "mean": phrase("forecast mean"),
    "yardstick": phrase("8-week mean"),
    "actual": phrase("what came"),
    "other": phrase("the other version"),
}


def _names() -> dict[str, str]:
    return {name: tr(title) for name, title in LINES.items()}


_ZOOM = "wheel![event.shiftKey]"
OTHER = "#e08e2b"
COLOURS = {"mean": ACCENT, "yardstick": QUIET, "actual": INK, "other": OTHER}
DASHES = {"mean": [1, 0], "yardstick": [4, 3], "actual": [1, 0], "other": [6, 2]}


def forecast_chart(
    frame: pd.DataFrame,
    special: pd.DataFrame,
    unit: str,
    by_day: bool,
    flagged: pd.DataFrame | None = None,
) -> alt.LayerChart | alt.FacetChart:
    """One chart of a forecast table.

    Parameters
    ----------
    unit
        What the vertical axis counts, e.g. `contacts a day`.
    special
        Named days, drawn as marks above.
    flagged
        Stretches excluded from the baseline: `start`, `end`, `why`.
    """
    step: Step = "linear" if by_day else "step-after"
    x = alt.X(
        "start:T", title=None, axis=alt.Axis(format=tr("%d %b") if by_day else tr("%a %d %b"))
    )
    band = (
        alt.Chart(frame.dropna(subset=["low"]))
        .mark_area(color=BAND, opacity=0.55, interpolate=step)
        .encode(x=x, y=alt.Y("low:Q", title=unit), y2=alt.Y2("high:Q"))
    )
    adjustments = [band, _lines(frame, step), _figures(frame, by_day)]
    if len(special):
        adjustments.append(_marks(special))
    if flagged is not None and len(flagged):
        adjustments += _flags(flagged, by_day)
    return alt.layer(*adjustments).properties(height=360).add_params(_window())


def _window() -> alt.Parameter:
    """Drag to move along, Shift and wheel to zoom: the wheel alone scrolls the page."""
    return alt.selection_interval(bind="scales", encodings=["x"], zoom=_ZOOM)


def _lines(frame: pd.DataFrame, step: Step) -> alt.Chart:
    shown = [name for name in LINES if name in frame]
    long = frame.rename(columns=_names()).melt(
        "start", [tr(LINES[name]) for name in shown], var_name="line", value_name="contacts"
    )
    names = [tr(LINES[name]) for name in shown]
    colours = alt.Scale(domain=names, range=[COLOURS[name] for name in shown])
    dashes = alt.Scale(domain=names, range=[DASHES[name] for name in shown])
    chart: alt.Chart = (
        alt.Chart(long)
        .mark_line(strokeWidth=1.7, interpolate=step)
        .encode(
            x=alt.X("start:T"),
            y=alt.Y("contacts:Q"),
            color=alt.Color("line:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
            strokeDash=alt.StrokeDash("line:N", scale=dashes, legend=None),
        )
    )
    return chart


def _figures(frame: pd.DataFrame, by_day: bool) -> alt.Chart:
    """An unseen line at the pointer that tells every figure."""
    names = {**_names(), "low": "p10", "high": "p90"}
    tips = [
        alt.Tooltip(f"{key}:Q", format=",.0f" if by_day else ",.1f", title=title)
        for key, title in names.items()
        if key in frame
    ]
    form = tr("%a %d %b %Y") if by_day else tr("%a %d %b %H:%M")
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_rule(opacity=0, strokeWidth=8)
        .encode(
            x=alt.X("start:T"),
            tooltip=[alt.Tooltip("start:T", format=form, title=tr("when")), *tips],
        )
    )
    return chart


def _marks(special: pd.DataFrame) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(special)
        .mark_point(shape="triangle-down", size=70, filled=True, color="#b5446e")
        .encode(
            x=alt.X("start:T"),
            y=alt.value(6),
            tooltip=[
                alt.Tooltip("start:T", format=tr("%a %d %b")),
                alt.Tooltip("name:N"),
                alt.Tooltip("kind:N"),
            ],
        )
    )
    return chart


def _flags(flagged: pd.DataFrame, by_day: bool) -> list[alt.Chart]:
    """A stripe over each stretch, and a mark that can be pointed at however short it is."""
    when = alt.Tooltip("from:T", format=tr("%a %d %b %H:%M"), title=tr("excluded from"))
    frame = flagged.assign(**{"from": flagged["start"]})
    if by_day:  # a day's total is drawn at its midnight: the stripe lies around that point
        half = pd.Timedelta(hours=12)
        frame["start"] = flagged["start"].dt.normalize() - half
        frame["end"] = (flagged["end"] - pd.Timedelta(minutes=1)).dt.normalize() + half
    frame["middle"] = frame["start"] + (frame["end"] - frame["start"]) / 2
    tips = [when, alt.Tooltip("why:N", title=tr("why"))]
    base = alt.Chart(frame)
    stripe: alt.Chart = base.mark_rect(color=SHORT, opacity=0.15).encode(
        x=alt.X("start:T"), x2=alt.X2("end:T"), tooltip=tips
    )
    mark: alt.Chart = base.mark_point(
        shape="diamond", size=70, filled=True, color=SHORT, opacity=1
    ).encode(x=alt.X("middle:T"), y=alt.value(20), tooltip=tips)
    return [stripe, mark]


RECENT_DAYS = 56
"""As many days as the yardstick looks back over."""


def by_day(forecast: Forecast, series: ContactSeries | None) -> pd.DataFrame:
    """Contacts a day: p10, p90, mean and yardstick of the horizon, actuals of the last weeks."""
    grid, levels = forecast.grid, np.asarray(forecast.levels)
    ahead = pd.DataFrame(
        {
            "start": pd.to_datetime(list(grid.days)),
            "low": _at(forecast.day_quantiles, levels, 0.1),
            "high": _at(forecast.day_quantiles, levels, 0.9),
            "mean": np.bincount(grid.day_index, forecast.demand.contacts),
            "yardstick": np.bincount(grid.day_index, forecast.yardstick),
        }
    )
    if series is None:
        return ahead
    first = grid.days[0] - timedelta(days=RECENT_DAYS)
    actual = _actual(series, first, grid.days[-1])
    per_day = actual.groupby(actual["start"].dt.normalize())["actual"]
    almost = 23 * 60 // grid.slot_min  # slots of the shortest day: today is not over yet
    known = (per_day.count() == per_day.size()) & (per_day.size() >= almost)
    whole = per_day.sum(min_count=1).where(known)
    return ahead.merge(whole.rename_axis("start").reset_index(), on="start", how="outer")


def by_slot(
    forecast: Forecast, series: ContactSeries | None, first: date, days: int
) -> pd.DataFrame:
    """Contacts per slot of some days: p10, p90, mean, yardstick and what came, if it came."""
    offset = (forecast.grid.day - np.datetime64(first, "D")).astype(np.int64)
    part = (offset >= 0) & (offset < days)
    frame = pd.DataFrame(
        {
            "start": forecast.grid.local[part],
            "low": forecast.quantile(0.1)[part],
            "high": forecast.quantile(0.9)[part],
            "mean": forecast.demand.contacts[part],
            "yardstick": forecast.yardstick[part],
        }
    )
    if series is None:
        return frame
    actual = _actual(series, first, first + timedelta(days=days - 1))
    return frame.merge(actual, on="start", how="left") if len(actual) else frame


def with_other(frame: pd.DataFrame, other: Forecast, *, by_days: bool) -> pd.DataFrame:
    """The table with the mean of another version, where both speak of the same time."""
    grid, mean = other.grid, other.demand.contacts
    start = pd.to_datetime(list(grid.days)) if by_days else grid.local
    values = np.bincount(grid.day_index, mean) if by_days else mean
    beside = pd.DataFrame({"start": start, "other": values}).astype({"start": frame["start"].dtype})
    return frame.merge(beside.drop_duplicates("start"), on="start", how="left")


def special_in(special: SpecialDays, first: date, last: date) -> pd.DataFrame:
    """Named days between two days, both included."""
    rows = [
        {"start": pd.Timestamp(day), "name": special[day].name, "kind": special[day].kind}
        for day in special
        if first <= day <= last
    ]
    return pd.DataFrame(rows, columns=["start", "name", "kind"])


def _actual(series: ContactSeries, first: date, last: date) -> pd.DataFrame:
    day = series.grid.day
    part = (day >= np.datetime64(first, "D")) & (day <= np.datetime64(last, "D"))
    return pd.DataFrame({"start": series.grid.local[part], "actual": series.offered[part]})


def _at(quantiles: np.ndarray, levels: np.ndarray, level: float) -> np.ndarray:
    return np.array([np.interp(level, levels, column) for column in quantiles.T])


DAYS, SLOTS = phrase("Day totals"), phrase("One week, slot by slot")


def picture(
    forecast: Forecast,
    series: ContactSeries | None,
    *,
    flags: bool = True,
    other: Forecast | None = None,
) -> None:
    """Chart with its choices.

    Parameters
    ----------
    series
        History of the last weeks, None where there is none.
    flags
        Whether slots excluded from the baseline are marked (a group has none of its own).
    other
        Another version to draw beside it.
    """
    view = st.segmented_control(
        tr("View"),
        [DAYS, SLOTS],
        default=DAYS,
        required=True,
        format_func=tr,
        label_visibility="collapsed",
    )
    days = forecast.grid.days
    first, last = recent_from(forecast), days[-1]
    if view == SLOTS:
        first = pick_week(days)
        last = first + timedelta(days=6)
        frame = by_slot(forecast, series, first, 7)
        unit = tr("contacts per {slot_min} min", slot_min=forecast.grid.slot_min)
    else:
        frame, unit = by_day(forecast, series), tr("contacts a day")
    if other is not None:
        frame = with_other(frame, other, by_days=view == DAYS)
    special = special_in(special_days_of(session.context(), first, last), first, last)
    flagged = flags_in(forecast.queue_id, first, last) if flags else pd.DataFrame()
    chart = forecast_chart(frame, special, unit, view == DAYS, flagged)
    draw(chart)
    _below(forecast, bool(len(special)), bool(len(flagged)))


def recent_from(forecast: Forecast) -> date:
    """First day of the history that is drawn before a forecast."""
    return forecast.grid.days[0] - timedelta(days=RECENT_DAYS)


def _below(forecast: Forecast, marked: bool, flagged: bool) -> None:
    wide = forecast.quantile(0.9) - forecast.quantile(0.1)
    share = float(np.sum(wide) / max(1e-9, np.sum(forecast.demand.contacts)))
    st.caption(
        tr(
            "Shaded: p10 to p90 of what will be counted; eight of ten "
            "observations fall inside. A slot's band is on average {share:.0%} "
            "of its mean wide. Drag to move along, Shift and wheel to zoom.",
            share=share,
        )
        + (tr(" ▼ Special days: hover for their names.") if marked else "")
        + (tr(" ◆ Excluded from the baseline: hover for the reason.") if flagged else "")
    )
