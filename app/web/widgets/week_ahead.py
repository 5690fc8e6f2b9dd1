"""The days of the newest roster at a glance."""

import altair as alt
import pandas as pd
import streamlit as st

from app.web import reads, session
from app.web.widgets.cover_data import by_day
from app.web.widgets.palette import ACCENT, SHORT, SPARE


def week_ahead(roster_id: str) -> None:
    """Hours covered, short and idle, day by day."""
    judged = reads.judged(session.url(), roster_id)
    if judged is None:
        return
    st.subheader("The roster's days at a glance", anchor=False)
    short, needed = sum(judged.card.shortfall_hours.values()), judged.card.needed_hours
    st.caption(
        f"{roster_id}: {needed:,.0f} hours needed, {short:,.0f} short, "
        f"{judged.card.surplus_hours:,.0f} idle. Hover a bar for its figures."
    )
    st.altair_chart(_chart(by_day(judged)), width="stretch")


def _chart(days: pd.DataFrame) -> alt.Chart:
    long = days.melt("day", ["covered", "short", "idle"], var_name="hours are", value_name="hours")
    order = {"covered": 0, "short": 1, "idle": 2}
    long["order"] = long["hours are"].map(order)
    chart: alt.Chart = (
        alt.Chart(long, height=220)
        .mark_bar()
        .encode(
            x=alt.X(
                "yearmonthdate(day):O", title=None, axis=alt.Axis(format="%a %d", labelAngle=0)
            ),
            y=alt.Y("hours:Q", title="head-hours a day"),
            color=alt.Color(
                "hours are:N",
                title=None,
                scale=alt.Scale(domain=list(order), range=[ACCENT, SHORT, SPARE]),
                legend=alt.Legend(orient="top"),
            ),
            order="order:Q",
            tooltip=[
                alt.Tooltip("day:T", format="%a %d %b"),
                "hours are:N",
                alt.Tooltip("hours:Q", format=",.1f"),
            ],
        )
    )
    return chart
