"""Heads, hours and cost now and after a change."""

from datetime import date

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.what_if import Consequence
from app.web import session
from app.web.widgets.palette import ACCENT, QUIET
from app.web.widgets.wording import day_short, number, signed
from data.store import documents
from rostering.staffing.shrinkage import paid_hours

NOW, THEN = "now", "with the change"


def before_after(found: Consequence, queue_id: str) -> None:
    """Draw what a change does."""
    weeks = len(found.before.grid.days) / 7
    now, then = (hours / weeks for hours in found.hours)
    peaks = [int(r.heads.sum(axis=0).max()) for r in (found.before, found.after)]
    cells = (
        ("Head-hours a week", then.sum(), then.sum() - now.sum()),
        ("Heads at the peak", peaks[1], peaks[1] - peaks[0]),
        ("Cost a week", _cost(found) / weeks, found.cost_cents / 100 / weeks),
    )
    for column, (label, value, more) in zip(st.columns(3), cells, strict=True):
        same = round(more) == 0
        column.metric(
            label,
            number(value),
            signed(round(more)),
            delta_color="off" if same else "inverse",
            delta_arrow="off" if same else "auto",
        )
    st.caption(
        f"Cost at the contracts' mean paid hour, {found.hour_cents / 100:,.2f}, breaks paid."
    )
    st.dataframe(_table(found, now, then), hide_index=True)
    _week(found, queue_id)


def _cost(found: Consequence) -> float:
    after = found.after
    return paid_hours(after.heads, after.shrinkages, after.grid) * found.hour_cents / 100


def _table(found: Consequence, now: np.ndarray, then: np.ndarray) -> pd.DataFrame:
    names = {q.queue_id: q.name for q in session.desk().store.load(documents.QUEUES)}
    peak_now, peak_then = found.peaks
    return pd.DataFrame(
        {
            "Queue": [names.get(q, q) for q in found.before.queue_ids],
            "Hours a week, now": now.round(),
            "with the change": then.round(),
            "Difference": [signed(round(value)) for value in then - now],
            "Peak heads, now": peak_now,
            "peak with the change": peak_then,
        }
    )


def _week(found: Consequence, queue_id: str) -> None:
    grid, row = found.before.grid, found.before.queue_ids.index(queue_id)
    mondays = [day for day in grid.days if day == grid.days[0] or day.weekday() == 0]
    first = mondays[0]
    if len(mondays) > 1:
        first = st.select_slider("Week from", mondays, format_func=day_short)
    part = _days(grid.day, first)
    wide = pd.DataFrame(
        {
            "start": grid.local[part],
            NOW: found.before.heads[row, part],
            THEN: found.after.heads[row, part],
        }
    )
    long = wide.melt("start", var_name="heads are", value_name="heads")
    chart = (
        alt.Chart(long, height=260)
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format="%a %d %b", tickCount="day")),
            y=alt.Y("heads:Q", title=f"heads to roster, {queue_id}"),
            color=alt.Color(
                "heads are:N",
                title=None,
                scale=alt.Scale(domain=[NOW, THEN], range=[QUIET, ACCENT]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[alt.Tooltip("start:T", format="%a %d %b %H:%M"), "heads are:N", "heads:Q"],
        )
    )
    st.altair_chart(chart, width="stretch")


def _days(day: np.ndarray, first: date) -> np.ndarray:
    offset = (day - np.datetime64(first, "D")).astype(np.int64)
    return np.asarray((offset >= 0) & (offset < 7))
