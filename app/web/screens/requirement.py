"""Requirement: how many people that takes, and what was assumed to get there."""

import pandas as pd
import streamlit as st

from app.services.set_requirement import set_requirement
from app.web import reads, session
from app.web.widgets.assumptions import assumptions
from app.web.widgets.downloads import requirement_download
from app.web.widgets.messages import go, heading, nothing_yet
from app.web.widgets.need_chart import by_slot, heat_map, slots_chart
from app.web.widgets.palette import COOL
from app.web.widgets.pickers import pick_requirement
from app.web.widgets.wording import days_of, number
from data.model.requirement import Requirement

ALL = "All queues"
BASES = {
    "mean": "mean: staff for what is expected",
    "p70": "p70: enough in 7 of 10 cases",
    "p80": "p80: enough in 8 of 10 cases",
    "p90": "p90: enough in 9 of 10 cases",
}


def show() -> None:
    """Draw the page."""
    heading("Requirement", "How many people does that take, in every slot?")
    session.centre()
    store = session.desk().store
    if not store.list_forecasts():
        nothing_yet(
            "No forecast to staff from",
            "The heads are worked out from the forecasts of all queues.",
            page="forecast",
            label="Make a forecast",
        )
        return
    _build()
    listed = store.list_requirements()
    if not listed:
        nothing_yet("No requirement yet", "Choose a basis above and press *Work out the heads*.")
        return
    requirement = reads.requirement(session.url(), pick_requirement(listed))
    _totals(requirement)
    _slots(requirement)
    assumptions(requirement)
    _heat(requirement)
    requirement_download(requirement)
    go("roster", "Build a roster for it")


def _build() -> None:
    line = st.form("build_requirement", border=False)
    with line, st.container(horizontal=True, vertical_alignment="bottom"):
        basis = st.selectbox(
            "Basis",
            list(BASES),
            format_func=BASES.__getitem__,
            width=320,
            help="From the newest forecast of each queue.",
        )
        asked = st.form_submit_button("Work out the heads", icon=":material/calculate:")
    if asked:
        with st.spinner("Working out heads for every slot"):
            made = set_requirement(session.desk(), basis=basis)
        st.toast(f"{made.requirement_id}: {days_of(made.grid.days[0], len(made.grid.days))}")


def _totals(requirement: Requirement) -> None:
    hours = requirement.heads.sum(axis=1) * requirement.grid.slot_min / 60
    weeks = len(requirement.grid.days) / 7
    columns = st.columns(3)
    columns[0].metric("Head-hours a week", number(float(hours.sum() / weeks)))
    columns[1].metric("Heads at the peak", number(float(requirement.heads.sum(axis=0).max())))
    columns[2].metric(
        "Fewest heads at any time", number(float(requirement.heads.sum(axis=0).min()))
    )
    rows = {
        "Queue": requirement.queue_ids,
        "Hours a week": (hours / weeks).round(),
        "Peak heads": requirement.heads.max(axis=1),
        "On the floor at the peak, before shrinkage": requirement.floor_heads.max(axis=1),
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _slots(requirement: Requirement) -> None:
    st.subheader("Heads by slot", anchor=False)
    days = requirement.grid.days
    mondays = [day for day in days if day == days[0] or day.weekday() == 0]
    first = st.select_slider("Week from", mondays, format_func=lambda d: f"{d:%d %b}")
    frame = by_slot(requirement, first, 7)
    st.altair_chart(slots_chart(frame, requirement.queue_ids), width="stretch")


def _heat(requirement: Requirement) -> None:
    st.subheader("Heads by day and slot", anchor=False)
    queue = st.selectbox("Queue", [ALL, *requirement.queue_ids], width=320)
    rows = requirement.heads
    heads = rows.sum(axis=0) if queue == ALL else rows[requirement.queue_ids.index(queue)]
    grid = requirement.grid
    chart = heat_map(pd.Series(grid.day), grid.minute_of_day, heads, "heads", COOL)
    st.altair_chart(chart, width="stretch")
