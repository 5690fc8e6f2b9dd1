"""Pictures of satisfaction: waits, days, agents, Kano's quadrants."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.service_quality.satisfaction import Satisfaction
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, BAND, QUIET, SHORT
from data.model.language import tr
from forecasting.surveys.kano import NAMES, Feature
from forecasting.surveys.waiting import WaitCurve

_SHOWN_S = 600.0


def wait_chart(curve: WaitCurve) -> None:
    """Share satisfied by the time waited, as answered and as the curve has it."""
    rows = [
        {"wait": (a + min(b, _SHOWN_S)) / 2, "share": s.share, "low": s.low, "high": s.high}
        for a, b, s in curve.bands
        if a < _SHOWN_S
    ]
    bands = pd.DataFrame(rows)
    waits = np.linspace(0, float(bands["wait"].max()), 80)
    line = pd.DataFrame({"wait": waits, "share": curve.share(waits)})
    x = alt.X("wait:Q", title=tr("Waited [s]"))
    y = alt.Y(
        "share:Q", title=tr("Satisfied"), axis=alt.Axis(format="%"), scale=alt.Scale(zero=False)
    )
    points = alt.Chart(bands).mark_point(filled=True, size=70, color=ACCENT).encode(x=x, y=y)
    bars = (
        alt.Chart(bands).mark_rule(color=ACCENT).encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    )
    curve_line = alt.Chart(line).mark_line(color=SHORT).encode(x=x, y=y)
    draw((curve_line + bars + points).properties(height=280))


def day_chart(found: Satisfaction) -> None:
    """Share satisfied day by day within limits that chance rarely leaves."""
    frame = pd.DataFrame(found.by_day, columns=["day", "answers", "share", "low", "high"])
    if frame.empty:
        st.info(tr("Nobody answered in this period."))
        return
    frame["day"] = pd.to_datetime(frame["day"])
    frame["outside"] = (frame["share"] < frame["low"]) | (frame["share"] > frame["high"])
    x = alt.X("day:T", title="")
    band = (
        alt.Chart(frame)
        .mark_area(color=BAND, opacity=0.4)
        .encode(
            x=x,
            y=alt.Y("low:Q", title=tr("Satisfied"), axis=alt.Axis(format="%")),
            y2=alt.Y2("high:Q"),
        )
    )
    line = alt.Chart(frame).mark_line(color=ACCENT).encode(x=x, y=alt.Y("share:Q"))
    marks = (
        alt.Chart(frame[frame["outside"]])
        .mark_point(filled=True, size=80, color=SHORT)
        .encode(
            x=x,
            y=alt.Y("share:Q"),
            tooltip=[
                alt.Tooltip("day:T", title=tr("Day")),
                alt.Tooltip("answers:Q", title=tr("Replies")),
                alt.Tooltip("share:Q", title=tr("Satisfied"), format=".1%"),
            ],
        )
    )
    draw((band + line + marks).properties(height=260))


def agent_table(found: Satisfaction) -> None:
    """Agents, each drawn towards all; few answers are hidden."""
    rows = [
        {
            tr("Agent"): one.name,
            tr("Replies"): one.answers,
            tr("Satisfied"): one.share,
            tr("From (95 %)"): one.low,
            tr("To (95 %)"): one.high,
        }
        for one in found.agents
        if not one.hidden
    ]
    hidden = sum(one.hidden for one in found.agents)
    if rows:
        percent = st.column_config.NumberColumn(format="percent")
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            width="stretch",
            column_config=dict.fromkeys(
                (tr("Satisfied"), tr("From (95 %)"), tr("To (95 %)")), percent
            ),
        )
    st.caption(
        tr(
            "Each share is drawn towards that of all, the more the fewer answered. {hidden} agents "
            "with fewer than 30 answers are not shown.",
            hidden=hidden,
        )
    )


def kano_chart(features: tuple[Feature, ...]) -> None:
    """Features by Better and Worse, and their answers."""
    frame = pd.DataFrame(
        [
            {
                "feature": one.name,
                "better": one.better,
                "worse": -one.worse,
                "category": tr(NAMES[one.category]),
                **{kind: one.counts.get(kind, 0) for kind in "AOMIRQ"},
            }
            for one in features
        ]
    )
    base = alt.Chart(frame).encode(
        x=alt.X("worse:Q", title=tr("Worse without it"), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("better:Q", title=tr("Better with it"), scale=alt.Scale(domain=[0, 1])),
    )
    points = base.mark_point(filled=True, size=120).encode(
        color=alt.Color("category:N", title=tr("Category")),
        tooltip=[
            alt.Tooltip("feature:N", title=tr("Feature")),
            alt.Tooltip("category:N", title=tr("Category")),
            alt.Tooltip("better:Q", title=tr("Better"), format=".2f"),
            alt.Tooltip("worse:Q", title=tr("Worse"), format=".2f"),
        ],
    )  # fmt: skip
    names = base.mark_text(align="left", dx=9).encode(text=alt.Text("feature:N"))
    half = pd.DataFrame({"at": [0.5]})
    lines = alt.Chart(half).mark_rule(color=QUIET, strokeDash=[3, 3])
    cross = lines.encode(x=alt.X("at:Q")) + lines.encode(y=alt.Y("at:Q"))
    draw((cross + points + names).properties(height=380))
    titles = {
        "feature": tr("Feature"), "category": tr("Category"), "better": tr("Better"),
        "worse": tr("Worse"), **{kind: tr(name) for kind, name in NAMES.items()},
    }  # fmt: skip
    frame = frame.assign(worse=-frame["worse"]).round(2)
    st.dataframe(frame[list(titles)].rename(columns=titles), hide_index=True, width="stretch")
