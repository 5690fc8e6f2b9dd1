"""Deferrable work in the idle hours of a roster: what is done in time, what stays late."""

from datetime import date
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.roster.backlog import (
    PlacedBacklog,
    backlog_csv,
    backlog_days,
    backlog_json,
    place_backlog_of,
)
from app.web import session
from app.web.parts.cached import cached
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, SHORT, SPARE
from app.web.parts.wording import number, plain
from app.web.reads import Judged
from data.model.errors import InvalidValue, NotFound
from data.model.language import phrase, tr

_KEYS = ("in_time_h", "late_h", "open_late_h")
Colour = Literal["normal", "inverse", "off"]
_BETWEEN = {
    phrase("as the staffing need has it"): None,
    phrase("none"): 0.0,
    phrase("half"): 0.5,
    phrase("all"): 1.0,
}
IDLE, WORK, OVERDUE = (
    phrase("idle left"),
    phrase("at deferrable work"),
    phrase("overdue at the end of the slot"),
)


def backlog_view(judged: Judged, first: date) -> None:
    """Draw a week of it, or say what is missing."""
    st.markdown(tr("**Work that can wait, moved into the idle hours**"))
    used = st.segmented_control(
        tr("Time between urgent contacts that is used for it"),
        list(_BETWEEN),
        format_func=tr,
        default=next(iter(_BETWEEN)),
        required=True,
        key="backlog_between",
        help=tr(
            "A staffing need corrected by simulation counts on all of it: an urgent contact "
            "interrupts the work. One by formula alone counts on none."
        ),
    )
    try:
        placed = _placed(session.url(), judged.saved.roster_id, _BETWEEN[used])
    except (InvalidValue, NotFound) as missing:
        st.caption(tr("Work that can wait is not placed here: {missing}.", missing=plain(missing)))
        return
    report = backlog_json(placed)
    _figures(report)
    draw(_chart(placed, first))
    st.caption(_proof(report))
    with st.expander(tr("Day by day [agent-hours]")):
        st.dataframe(_days(placed), hide_index=True)
    st.download_button(
        tr("Who works on what when (CSV)"),
        backlog_csv(placed),
        f"{judged.saved.roster_id}-backlog.csv",
        "text/csv",
        icon=":material/download:",
    )


@cached(phrase("Moving work that can wait into idle hours"), 8)
def _placed(url: str, roster_id: str, between_share: float | None) -> PlacedBacklog:
    return place_backlog_of(session.shared_context(url), roster_id, between_share=between_share)


def _figures(report: dict[str, Any]) -> None:
    after, before = (
        {key: sum(q[where][key] for q in report["queues"].values()) for key in _KEYS}
        for where in ("placed", "as_required")
    )
    idle = report["idle_h"]
    cells: tuple[tuple[str, float, float, Colour, str], ...] = (
        (
            tr("Done in time [h]"),
            after["in_time_h"],
            before["in_time_h"],
            "normal",
            tr("Work done by its due time."),
        ),
        (
            tr("Done late [h]"),
            after["late_h"],
            before["late_h"],
            "inverse",
            tr("Work done after its due time."),
        ),
        (
            tr("Late at the end [h]"),
            after["open_late_h"],
            before["open_late_h"],
            "inverse",
            tr("Work past its due time that nobody has done when the roster ends."),
        ),
        (
            tr("Idle hours"),
            idle["placed"],
            idle["as_required"],
            "off",
            tr(
                "Agent-hours that nothing needs; {number} are used for this work.",
                number=number(idle["used"]),
            ),
        ),
    )
    for column, (label, now, then, colour, help_) in zip(st.columns(4), cells, strict=True):
        change = round(now - then, 1)
        delta = f"{change:+,.1f}" if change else None
        column.metric(label, f"{now:,.1f}", delta, delta_color=colour, help=help_)


def _proof(report: dict[str, Any]) -> str:
    proof = (
        tr(
            "No placing into this roster leaves less work overdue (proven, and "
            "judged again without the solver)."
        )
        if report["proven"]
        else tr(
            "Any placing leaves at least {bound_h_x_h:g} of these "
            "{overdue_h_x_h:g} agent-hours x hours overdue.",
            bound_h_x_h=report["bound_h_x_h"],
            overdue_h_x_h=report["overdue_h_x_h"],
        )
    )
    return tr(
        "Beside each figure: the change against only those agents whom the "
        "staffing need plans for this work. {proof}",
        proof=proof,
    )


def _chart(placed: PlacedBacklog, first: date) -> alt.Chart:
    plan, grid = placed.plan, placed.problem.grid
    offset = (grid.day - np.datetime64(first, "D")).astype(np.int64)
    part = (offset >= 0) & (offset < 7)
    work = plan.heads.sum(axis=0)
    overdue = np.sum([course.overdue for course in plan.placed], axis=0)
    frame = pd.DataFrame(
        {
            "start": grid.local[part],
            tr(WORK): work[part],
            tr(IDLE): plan.idle_after[part],
            tr(OVERDUE): -overdue[part],
        }
    ).melt("start", var_name="what", value_name="agents")
    names = [tr(WORK), tr(IDLE), tr(OVERDUE)]
    chart: alt.Chart = (
        alt.Chart(frame, height=220)
        .mark_area(interpolate="step-after")
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format=tr("%a %d %b"), tickCount="day")),
            y=alt.Y("agents:Q", title=tr("agents; below zero: overdue")),
            color=alt.Color(
                "what:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=[ACCENT, SPARE, SHORT]),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("what:N"),
            tooltip=[
                alt.Tooltip("start:T", format=tr("%a %d %b %H:%M")),
                alt.Tooltip("what:N"),
                alt.Tooltip("agents:Q", format=".2f"),
            ],
        )
    )
    return chart


def _days(placed: PlacedBacklog) -> pd.DataFrame:
    frame = pd.DataFrame(backlog_days(placed)).round(1)
    frame.columns = [
        tr("Day"),
        tr("Came"),
        tr("Done as required"),
        tr("Done"),
        tr("Overdue as required"),
        tr("Overdue"),
        tr("Idle as required"),
        tr("Idle"),
    ]
    return frame
