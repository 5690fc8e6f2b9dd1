"""People idle and missing in each slot of a week, before and after."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.web.widgets.palette import ACCENT, SHORT, SPARE
from app.web.widgets.pickers import pick_week
from data.model.problem import RosterProblem
from rostering.cover import Cover

IDLE, LEFT, MISSING = "idle without sessions", "idle with them", "missing with them"


def valley_chart(problem: RosterProblem, before: Cover, after: Cover) -> None:
    """Draw a week of it: the grey that is not blue is what sessions use."""
    first = pick_week(problem.dates)
    grid = problem.requirement.grid
    offset = (grid.day - np.datetime64(first, "D")).astype(np.int64)
    part = (offset >= 0) & (offset < 7)
    wide = pd.DataFrame(
        {
            "start": grid.local[part],
            IDLE: before.surplus[part],
            LEFT: after.surplus[part],
            MISSING: -after.shortfall.sum(axis=0)[part],
        }
    )
    long = wide.melt("start", var_name="people", value_name="heads")
    colours = alt.Scale(domain=[IDLE, LEFT, MISSING], range=[SPARE, ACCENT, SHORT])
    chart = (
        alt.Chart(long, height=260)
        .mark_area(interpolate="step-after")
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format="%a %d %b", tickCount="day")),
            y=alt.Y("heads:Q", stack=None, title="heads; below zero: missing"),
            color=alt.Color("people:N", title=None, scale=colours, sort=[IDLE, LEFT, MISSING],
                            legend=alt.Legend(orient="top")),
            tooltip=[alt.Tooltip("start:T", format="%a %d %b %H:%M"), "people:N", "heads:Q"],
        )
    )  # fmt: skip
    st.altair_chart(chart, width="stretch")
