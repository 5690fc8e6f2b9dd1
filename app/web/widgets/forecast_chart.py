"""The band, the mean, the yardstick and what came."""

from typing import Literal

import altair as alt
import pandas as pd

from app.web.widgets.palette import ACCENT, BAND, INK, QUIET, SHORT

Step = Literal["linear", "step-after"]
LINES = {
    "mean": "forecast mean",
    "yardstick": "8-week mean",
    "actual": "what came",
    "other": "the other version",
}
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
    x = alt.X("start:T", title=None, axis=alt.Axis(format="%d %b" if by_day else "%a %d %b"))
    band = (
        alt.Chart(frame.dropna(subset=["low"]))
        .mark_area(color=BAND, opacity=0.55, interpolate=step)
        .encode(x=x, y=alt.Y("low:Q", title=unit), y2="high:Q")
    )
    layers = [band, _lines(frame, step), _figures(frame, by_day)]
    if len(special):
        layers.append(_marks(special))
    if flagged is not None and len(flagged):
        layers += _flags(flagged, by_day)
    return alt.layer(*layers).properties(height=360).add_params(_window())


def _window() -> alt.Parameter:
    """Drag to move along, Shift and wheel to zoom: the wheel alone scrolls the page."""
    return alt.selection_interval(bind="scales", encodings=["x"], zoom=_ZOOM)


def _lines(frame: pd.DataFrame, step: Step) -> alt.Chart:
    shown = [name for name in LINES if name in frame]
    long = frame.rename(columns=LINES).melt(
        "start", [LINES[name] for name in shown], var_name="line", value_name="contacts"
    )
    names = [LINES[name] for name in shown]
    colours = alt.Scale(domain=names, range=[COLOURS[name] for name in shown])
    dashes = alt.Scale(domain=names, range=[DASHES[name] for name in shown])
    chart: alt.Chart = (
        alt.Chart(long)
        .mark_line(strokeWidth=1.7, interpolate=step)
        .encode(
            x="start:T",
            y="contacts:Q",
            color=alt.Color("line:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
            strokeDash=alt.StrokeDash("line:N", scale=dashes, legend=None),
        )
    )
    return chart


def _figures(frame: pd.DataFrame, by_day: bool) -> alt.Chart:
    """An unseen line at the pointer that tells every figure."""
    names = {**LINES, "low": "p10", "high": "p90"}
    tips = [
        alt.Tooltip(f"{key}:Q", format=",.0f" if by_day else ",.1f", title=title)
        for key, title in names.items()
        if key in frame
    ]
    form = "%a %d %b %Y" if by_day else "%a %d %b %H:%M"
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_rule(opacity=0, strokeWidth=8)
        .encode(x="start:T", tooltip=[alt.Tooltip("start:T", format=form, title="when"), *tips])
    )
    return chart


def _marks(special: pd.DataFrame) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(special)
        .mark_point(shape="triangle-down", size=70, filled=True, color="#b5446e")
        .encode(
            x="start:T",
            y=alt.value(6),
            tooltip=[alt.Tooltip("start:T", format="%a %d %b"), "name:N", "kind:N"],
        )
    )
    return chart


def _flags(flagged: pd.DataFrame, by_day: bool) -> list[alt.Chart]:
    """A stripe over each stretch, and a mark that can be pointed at however short it is."""
    when = alt.Tooltip("from:T", format="%a %d %b %H:%M", title="excluded from")
    frame = flagged.assign(**{"from": flagged["start"]})
    if by_day:  # a day's total is drawn at its midnight: the stripe lies around that point
        half = pd.Timedelta(hours=12)
        frame["start"] = flagged["start"].dt.normalize() - half
        frame["end"] = (flagged["end"] - pd.Timedelta(minutes=1)).dt.normalize() + half
    frame["middle"] = frame["start"] + (frame["end"] - frame["start"]) / 2
    tips = [when, alt.Tooltip("why:N", title="why")]
    base = alt.Chart(frame)
    stripe: alt.Chart = base.mark_rect(color=SHORT, opacity=0.15).encode(
        x="start:T", x2="end:T", tooltip=tips
    )
    mark: alt.Chart = base.mark_point(
        shape="diamond", size=70, filled=True, color=SHORT, opacity=1
    ).encode(x="middle:T", y=alt.value(20), tooltip=tips)
    return [stripe, mark]
