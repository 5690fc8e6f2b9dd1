"""Hours of complaint handling, made work that can wait for forecast, requirement and backlog."""

import altair as alt
import pandas as pd
import streamlit as st

from app.services.service_quality.complaints.backlog import HANDLING, handling_to_history
from app.web import session
from app.web.parts import allowed
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT
from app.web.parts.forms import given
from app.web.parts.wording import go, shown_errors
from data.model.language import tr, trn


def hours_panel() -> None:
    """Draw the hours by week, and the form that makes them work of a queue."""
    context = session.context()
    steps = context.store.load_service_records(
        "case_steps", columns=("begun_at", "department", "handling_min")
    )
    steps = steps[steps["handling_min"].notna()]
    if not len(steps):
        st.info(tr("No step of a complaint has a handling time: import steps with *handling_min*."))
        return
    draw(_chart(steps))
    st.caption(
        tr(
            "As a deferrable queue these hours are forecast and required like any work that can "
            "wait; *Roster* places them where the floor has idle hours."
        )
    )
    with st.form("handling"):
        columns = st.columns([3, 1, 3])
        departments = columns[0].multiselect(
            tr("Whose steps are ours"), sorted(steps["department"].unique()),
            placeholder=tr("everybody's"),
        )  # fmt: skip
        due_h = columns[1].number_input(tr("Due within [h]"), 1, 1000, 24)
        why = columns[2].text_input(tr("Reason (stays in the audit trail)"))
        asked = allowed.submit(
            tr("Make it work of queue {queue}", queue=HANDLING), "handling_to_history",
            type="primary",
        )  # fmt: skip
    if asked and given(why):
        with shown_errors(), st.spinner(tr("Counting hours"), show_time=True):
            slots = handling_to_history(
                context, due_h=int(due_h), departments=tuple(departments), why=why
            )
            st.success(
                trn("{n} slot of history is written.", "{n} slots of history are written.", slots)
            )
    go("forecast", tr("Forecast"))


def _chart(steps: pd.DataFrame) -> alt.Chart:
    week = steps["begun_at"].dt.tz_convert(session.centre().zone).dt.tz_localize(None)
    week = (week - pd.to_timedelta(week.dt.weekday, unit="D")).dt.normalize()
    parts = pd.DataFrame(
        {"week": week, "who": steps["department"], "h": steps["handling_min"] / 60}
    )
    frame = parts.groupby(["week", "who"])[["h"]].sum().reset_index()
    frame = frame[frame["week"] >= frame["week"].max() - pd.Timedelta(weeks=52)]
    chart: alt.Chart = (
        alt.Chart(frame, title=tr("Hours of handling a week"))
        .mark_bar(color=ACCENT)
        .encode(
            x=alt.X("week:T", title=None),
            y=alt.Y("h:Q", title=tr("hours")),
            color=alt.Color("who:N", title=None),
            tooltip=[
                alt.Tooltip("week:T", title=tr("Week of")),
                alt.Tooltip("who:N", title=tr("Department")),
                alt.Tooltip("h:Q", title=tr("Hours"), format=".1f"),
            ],
        )
        .properties(height=260)
    )
    return chart
