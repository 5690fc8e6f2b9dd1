"""The band, the mean, the yardstick and what came."""

import altair as alt
import pandas as pd

from app.web.widgets.palette import ACCENT, BAND, INK, QUIET

LINES = {"mean": "forecast mean", "yardstick": "8-week mean", "actual": "what came"}
STYLES = {
    "mean": (ACCENT, 2.2, [1, 0]),
    "yardstick": (QUIET, 1.4, [4, 3]),
    "actual": (INK, 1.2, [1, 0]),
}


def forecast_chart(
    frame: pd.DataFrame, special: pd.DataFrame, unit: str, by_day: bool
) -> alt.LayerChart | alt.FacetChart:
    """One chart of a forecast table.

    Parameters
    ----------
    unit
        What the vertical axis counts, e.g. `contacts a day`.
    special
        Named days, drawn as marks above.
    """
    form = "%a %d %b" if by_day else "%a %d %b %H:%M"
    x = alt.X(
        "start:T", title=None, axis=alt.Axis(format="%d %b" if by_day else "%a %d", grid=True)
    )
    band = (
        alt.Chart(frame.dropna(subset=["low"]))
        .mark_area(color=BAND, opacity=0.55, interpolate="monotone" if by_day else "step-after")
        .encode(x=x, y=alt.Y("low:Q", title=unit), y2="high:Q")
    )
    layers = [band, *(_line(frame, name, form, by_day) for name in LINES if name in frame)]
    if len(special):
        layers.append(_marks(special))
    return alt.layer(*layers).properties(height=360).interactive(bind_y=False)


def _line(frame: pd.DataFrame, name: str, form: str, by_day: bool) -> alt.Chart:
    colour, width, dash = STYLES[name]
    scale = alt.Scale(domain=list(LINES.values()), range=[STYLES[key][0] for key in LINES])
    tips = [alt.Tooltip("start:T", format=form, title="when")]
    tips += [
        alt.Tooltip(f"{key}:Q", format=",.1f", title=title)
        for key, title in {**LINES, "low": "p10", "high": "p90"}.items()
        if key in frame
    ]
    mark = alt.Chart(frame.dropna(subset=[name])).mark_line(
        strokeWidth=width,
        strokeDash=dash,
        color=colour,
        interpolate="linear" if by_day else "step-after",
        point={"size": 18, "color": colour} if by_day and name == "actual" else False,
    )
    line: alt.Chart = mark.encode(
        x="start:T",
        y=f"{name}:Q",
        color=alt.ColorDatum(LINES[name], scale=scale, legend=alt.Legend(orient="top", title=None)),
        tooltip=tips,
    )
    return line


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
