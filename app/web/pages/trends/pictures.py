"""Pictures of trends: heat map, limits, movers, before and after a measure."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.service_quality.trends import MeasureEffect, Trends
from app.services.service_quality.words import series_name
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, BAND, GROUND, QUIET, SHORT
from data.model.language import tr

_ROWS = 25


def mover_table(found: Trends) -> None:
    """The series farthest off in the last seven days."""
    rows = [
        {
            tr("Series"): series_name(one.name),
            tr("Last 7 days"): round(one.came),
            tr("Expected"): round(one.expected, 1),
            tr("Against expected"): round(one.ratio - 1, 2),
            tr("Beyond chance"): tr("yes") if one.beyond else tr("no"),
        }
        for one in found.movers[:20]
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={tr("Against expected"): st.column_config.NumberColumn(format="percent")},
    )


def heat_map(found: Trends) -> None:
    """Weeks by series: came over expected."""
    counted, limits = found.counted, found.limits
    weeks = max(1, found.shown // 7)
    rows = []
    for k, name in enumerate(counted.names[:_ROWS]):
        for week in range(weeks, 0, -1):
            part = slice(len(counted.days) - 7 * week, len(counted.days) - 7 * (week - 1))
            expected = float(np.nansum(limits.expected[k, part]))
            came = float(limits.counts[k, part].sum())
            rows.append(
                {
                    "series": series_name(name),
                    "week": counted.days[part][0].isoformat(),
                    "came": came,
                    "expected": expected,
                    "ratio": came / expected - 1 if expected > 0 else 0.0,
                }
            )
    weeks_axis = alt.Axis(labelExpr="slice(datum.value, 5)", labelAngle=0, labelOverlap=True)
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_rect()
        .encode(
            x=alt.X("week:O", title=tr("Week from"), axis=weeks_axis),
            y=alt.Y("series:N", sort=None, title="", axis=alt.Axis(labelLimit=220)),
            color=alt.Color(
                "ratio:Q",
                title=tr("Came over expected"),
                scale=alt.Scale(
                    domain=[-0.5, 0, 0.5],
                    range=[ACCENT, GROUND, SHORT],
                    clamp=True,
                    interpolate="rgb",
                ),
                legend=alt.Legend(format="+%"),
            ),
            tooltip=[
                alt.Tooltip("series:N", title=tr("Series")),
                alt.Tooltip("week:O", title=tr("Week from")),
                alt.Tooltip("came:Q", title=tr("Came"), format=",.0f"),
                alt.Tooltip("expected:Q", title=tr("Expected"), format=",.0f"),
                alt.Tooltip("ratio:Q", title=tr("Against expected"), format="+.0%"),
            ],
        )
        .properties(height=130 + 26 * min(_ROWS, len(counted.names)))
    )
    draw(chart)


def limit_chart(found: Trends, name: str) -> None:
    """Counts a day of a series with their limits, and the next two weeks."""
    days, ahead = _with_limits(found, found.counted.names.index(name))
    every = pd.concat([days, ahead])
    x = alt.X("day:T", title="")
    band = (
        alt.Chart(every)
        .mark_area(color=BAND, opacity=0.5)
        .encode(x=x, y=alt.Y("low:Q", title=tr("A day")), y2=alt.Y2("high:Q"))
    )
    line = (
        alt.Chart(every)
        .mark_line(color=QUIET, strokeDash=[4, 3])
        .encode(x=x, y=alt.Y("expected:Q"))
    )
    points = (
        alt.Chart(days)
        .mark_line(color=ACCENT, point=alt.OverlayMarkDef(color=ACCENT, size=18))
        .encode(x=x, y=alt.Y("came:Q"))
    )
    marks = (
        alt.Chart(days[days["outside"]])
        .mark_point(color=SHORT, size=90, filled=True)
        .encode(
            x=x,
            y=alt.Y("came:Q"),
            tooltip=[
                alt.Tooltip("day:T", title=tr("Day")),
                alt.Tooltip("came:Q", title=tr("Came")),
                alt.Tooltip("low:Q", title=tr("Lower limit"), format=".0f"),
                alt.Tooltip("high:Q", title=tr("Upper limit"), format=".0f"),
            ],
        )
    )
    draw((band + line + points + marks).properties(height=300))


def _with_limits(found: Trends, k: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A series by day with its limits: the days shown, and those ahead."""
    counted, limits = found.counted, found.limits
    begin = len(counted.days) - found.shown
    days = pd.DataFrame(
        {
            "day": pd.to_datetime(list(counted.days[begin:])),
            "came": limits.counts[k, begin:],
            "expected": limits.expected[k, begin:],
            "low": limits.low[k, begin:],
            "high": limits.high[k, begin:],
            "outside": limits.outside[k, begin:],
        }
    )
    ahead = pd.DataFrame(
        {
            "day": pd.date_range(counted.days[-1], periods=limits.ahead.shape[1] + 1)[1:],
            "expected": limits.ahead[k],
            "low": limits.ahead_low[k],
            "high": limits.ahead_high[k],
        }
    )
    return days, ahead


def effect_chart(found: MeasureEffect) -> None:
    """Counts before and after, and what would have come without the measure."""
    days = pd.DataFrame({"day": pd.to_datetime(list(found.days)), "came": found.counts})
    without = days.tail(len(found.effect.expected)).assign(expected=found.effect.expected)
    x = alt.X("day:T", title="")
    came = alt.Chart(days).mark_line(color=ACCENT).encode(x=x, y=alt.Y("came:Q", title=tr("A day")))
    line = (
        alt.Chart(without)
        .mark_line(color=SHORT, strokeDash=[4, 3])
        .encode(x=x, y=alt.Y("expected:Q"))
    )
    rule = (
        alt.Chart(pd.DataFrame({"day": [pd.Timestamp(found.begun)]}))
        .mark_rule(color=QUIET)
        .encode(x=x)
    )
    draw((came + line + rule).properties(height=260))
    st.caption(tr("Dashed: what would have come, had nothing changed on that day."))
