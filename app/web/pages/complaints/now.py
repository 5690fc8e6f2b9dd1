"""Complaints as they stand: steps and how long they take, causes, under-staffed minutes."""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.services.service_quality.complaints.board import ComplaintsBoard, complaints_board
from app.services.service_quality.complaints.table import CaseLine
from app.services.service_quality.words import kind_name
from app.web import session
from app.web.pages.orders.reads import as_of
from app.web.parts.cached import cached
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, HOT, INK, ON_HOT, QUEUES, SHORT
from app.web.parts.wording import DASH, local, nothing_yet, number, percent
from data.model.language import phrase, tr, trn
from data.model.service_quality.records import STEP_NAMES


@cached(phrase("Looking through complaints"), 4)
def _board(url: str, as_of: tuple[str, int, int]) -> ComplaintsBoard:
    return complaints_board(session.shared_context(url))


def now_panel() -> None:
    """Draw the panel."""
    context = session.context()
    span = context.store.service_records_span("cases")
    if span is None:
        nothing_yet(
            tr("No complaints yet"),
            tr(
                "Read in a table of complaints and of their steps under *Orders*, *Read in a file*."
            ),
            page="orders",
            label=tr("Read in a file"),
        )
        return
    steps = context.store.service_records_span("case_steps")
    board = _board(session.url(), (*as_of(), int(steps[1].timestamp()) if steps else 0))
    _figures(board)
    st.subheader(tr("Steps"), anchor=False)
    left, right = st.columns(2)
    draw(step_chart(board), left)
    draw(curve_chart(board), right)
    zone = session.centre().zone
    if board.overdue or board.soon:
        st.subheader(tr("Overdue, or due within a day"), anchor=False)
        _lines((*board.overdue, *board.soon), zone)
    _staffing(board)
    if board.causes:
        st.subheader(tr("Cause by department"), anchor=False)
        draw(cause_chart(board))


def _figures(board: ComplaintsBoard) -> None:
    open_ones = trn("{n} complaint is open", "{n} complaints are open", board.open)
    late = trn("{n} is overdue", "{n} are overdue", len(board.overdue))
    praise = trn("{n} customer praised somebody", "{n} customers praised somebody", board.praise)
    st.markdown(
        tr(
            "**{open_ones}**, {late}. In the last {days} days {praise}.",
            open_ones=open_ones,
            late=late,
            days=(board.last - board.first).days + 1,
            praise=praise,
        )
    )
    cells = st.columns(5)
    cells[0].metric(tr("Closed in time"), percent(board.on_time_share))
    cells[1].metric(tr("Complaints"), board.cases)
    cells[2].metric(
        tr("For 1,000 contacts"), DASH if math.isnan(board.per_1000) else f"{board.per_1000:.2f}"
    )
    cells[3].metric(
        tr("Repeated"),
        percent(board.repeat_share),
        help=tr("The same customer and kind within thirty days."),
    )
    content = board.satisfied / board.asked if board.asked else float("nan")
    cells[4].metric(tr("Content with the answer"), percent(content))


def step_chart(board: ComplaintsBoard) -> Any:
    """Open complaints at each step, those that take too long apart."""
    rows = []
    for one in board.steps:
        name = tr(STEP_NAMES[one.step - 1])
        tip = tr("half within {h} h, nine of ten within {p} h",
                 h=number(one.median_h), p=number(one.p90_h))  # fmt: skip
        rows += [
            (name, tr("in time"), one.open - one.overdue, tip),
            (name, tr("longer than nine of ten take"), one.overdue, tip),
        ]
    frame = pd.DataFrame(rows, columns=["step", "state", "cases", "usual"])
    states = [tr("in time"), tr("longer than nine of ten take")]
    return (
        alt.Chart(frame, title=tr("Open at each step"))
        .mark_bar()
        .encode(
            x=alt.X("step:N", title=None, sort=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("cases:Q", title=tr("number of complaints"), axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "state:N", title=None, scale=alt.Scale(domain=states, range=[ACCENT, SHORT]),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=[
                alt.Tooltip("step:N", title=tr("Step")),
                alt.Tooltip("cases:Q", title=tr("Complaints")),
                alt.Tooltip("usual:N", title=tr("Usually")),
            ],
        )
        .properties(height=340)
    )  # fmt: skip


def curve_chart(board: ComplaintsBoard) -> Any:
    """Share of each step that is not over after some hours; open ones count as far as they came."""
    rows = []
    names = [tr(name) for name in STEP_NAMES[: len(board.curves)]]
    for said, curve in zip(names, board.curves.values(), strict=True):
        rows.append((said, 0.0, 1.0))
        pace = max(1, len(curve.times) // 150)
        rows += [
            (said, float(hour), float(share))
            for hour, share in zip(curve.times[::pace], curve.open_share[::pace], strict=True)
            if hour <= 120
        ]
    frame = pd.DataFrame(rows, columns=["step", "hours", "open"])
    return (
        alt.Chart(frame, title=tr("How long a step takes"))
        .mark_line(interpolate="step-after", clip=True)
        .encode(
            x=alt.X("hours:Q", title=tr("hours since it began"), scale=alt.Scale(domain=[0, 96])),
            y=alt.Y("open:Q", title=tr("still open"), axis=alt.Axis(format="%")),
            color=alt.Color(
                "step:N", title=None, sort=None,
                scale=alt.Scale(domain=names, range=list(QUEUES[: len(names)])),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=[alt.Tooltip("step:N", title=tr("Step")),
                     alt.Tooltip("hours:Q", title=tr("Hours"), format=".1f"),
                     alt.Tooltip("open:Q", title=tr("still open"), format=".0%")],
        )
        .properties(height=340)
    )  # fmt: skip


def _lines(lines: Sequence[CaseLine], zone: str) -> None:
    st.dataframe(
        pd.DataFrame(
            [
                {
                    tr("Complaint"): one.case_id,
                    tr("Kind"): kind_name(one.kind),
                    tr("Topic"): one.topic,
                    tr("Department"): one.department,
                    tr("Step"): tr(STEP_NAMES[one.step - 1]),
                    tr("Due at"): local(one.due_at, zone) if one.due_at else DASH,
                    tr("Hours left"): round(one.hours_left, 1),
                }
                for one in lines
            ]
        ),
        hide_index=True,
    )


def _staffing(board: ComplaintsBoard) -> None:
    risk = board.risk
    st.subheader(tr("Under-staffed minutes"), anchor=False)
    if math.isnan(risk.ratio):
        st.info(
            tr("Too few complaints name a queue of the history to compare minutes with each other.")
        )
        return
    says = (
        tr("A contact of such a minute ends in a complaint more often.")
        if risk.is_sure
        else tr("Chance alone could explain the difference.")
    )
    st.markdown(
        tr(
            "**{complaints}** of complaints and **{contacts}** of contacts fell into "
            "under-staffed minutes: a risk of **{ratio:.2f}** times that of other minutes "
            "({low:.2f} to {high:.2f}). {says}",
            complaints=percent(risk.share_of_complaints),
            contacts=percent(risk.share_of_contacts),
            ratio=risk.ratio,
            low=risk.low,
            high=risk.high,
            says=says,
        )
    )
    st.caption(
        tr(
            "Over {days} days, {planned} of them judged by the published roster; on the others a "
            "minute counts as under-staffed when many hung up.",
            days=board.risk_days,
            planned=board.planned_days,
        )
    )


def cause_chart(board: ComplaintsBoard) -> Any:
    """Complaints by cause and department, darker where there are more."""
    frame = pd.DataFrame([vars(one) for one in board.causes])
    order = frame.groupby("cause")["count"].sum().sort_values(ascending=False).index.tolist()[:15]
    frame = frame[frame["cause"].isin(order)]
    base = alt.Chart(frame).encode(
        x=alt.X("department:N", title=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("cause:N", title=None, sort=order),
    )
    cells = base.mark_rect().encode(
        color=alt.Color(
            "count:Q",
            legend=None,
            scale=alt.Scale(range=list(HOT[:4]), domainMin=0, interpolate="rgb"),
        ),
        tooltip=[
            alt.Tooltip("cause:N", title=tr("Cause")),
            alt.Tooltip("department:N", title=tr("Department")),
            alt.Tooltip("count:Q", title=tr("Complaints")),
        ],
    )
    return alt.layer(
        cells,
        base.mark_text().encode(
            text=alt.Text("count:Q"),
            color=alt.condition(
                f"datum.count > {0.7 * frame['count'].max()}", alt.value(ON_HOT), alt.value(INK)
            ),
        ),
    ).properties(height=28 * len(order) + 40)
