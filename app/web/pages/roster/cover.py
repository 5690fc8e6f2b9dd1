"""Cover against the requirement: where people are short, and where they are idle."""

from datetime import timedelta

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.web import session
from app.web.pages.roster.backlog import backlog_view
from app.web.parts.charts.cover import ALL, by_queue, by_slot, queue_choices
from app.web.parts.charts.day_chart import cover_bars, need_line
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.need_chart import heat_map
from app.web.parts.charts.palette import HOT
from app.web.parts.pickers import pick_week
from app.web.parts.wording import day_short
from app.web.reads import Judged
from data.model.language import tr


def cover_view(judged: Judged) -> None:
    """Draw the cover of a roster."""
    left, right = st.columns([1, 2])
    queue_id = left.selectbox(
        tr("Queue"),
        queue_choices(judged),
        format_func=lambda one: tr(ALL) if one == ALL else session.queue_names().get(one, one),
    )
    with right:
        first = pick_week(judged.problem.dates)
    draw(_chart(by_slot(judged, queue_id, first, 7)))
    st.caption(
        tr(
            "Line: agents required. Agents serve the most expensive queue first; "
            "idle people show with all queues together only. Drag to move, "
            "scroll to zoom."
        )
    )
    st.dataframe(
        by_queue(judged, session.queue_names()),
        hide_index=True,
        column_config={
            tr("Covered"): st.column_config.NumberColumn(format="percent"),
            tr("Needed [h]"): st.column_config.NumberColumn(format="%.0f"),
            tr("Short [h]"): st.column_config.NumberColumn(format="%.1f"),
        },
    )
    _where_short(judged, queue_id)
    backlog_view(judged, first)


def _chart(slots: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    x = alt.X("start:T", title=None, axis=alt.Axis(format=tr("%a %d %b"), tickCount="day"))
    bars = cover_bars(slots, x, tr("%a %d %b %H:%M"))
    return alt.layer(bars, need_line(slots)).properties(height=340).interactive(bind_y=False)


def _where_short(judged: Judged, queue_id: str) -> None:
    requirement, short = judged.problem.requirement, judged.card.cover.shortfall
    ids = requirement.queue_ids
    values = short.sum(axis=0) if queue_id == ALL else short[ids.index(queue_id)]
    if not values.any():
        st.success(tr("Nobody is missing in any slot."), icon=":material/check_circle:")
        return
    st.markdown(
        tr(
            "**Where people are missing** ({count_nonzero} slots)",
            count_nonzero=int(np.count_nonzero(values)),
        )
    )
    grid = requirement.grid
    chart = heat_map(pd.Series(grid.day), grid.minute_of_day, values, tr("agents short"), HOT)
    draw(chart)
    before = judged.problem.first - timedelta(days=1)
    if short[:, 0].any() and not any(s.day == before for s in judged.problem.history):
        st.caption(
            tr(
                "Shifts that began on {day_short} would cover the first hours; no "
                "roster is published for that day, so nobody is counted there.",
                day_short=day_short(before),
            )
        )
