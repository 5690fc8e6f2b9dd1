"""Orders as they stand: how many are open, which are late or will be, the last days."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.service_quality.orders.board import OrderLine, OrdersBoard
from app.services.service_quality.orders.report import daily_report
from app.services.service_quality.words import kind_name
from app.web import session
from app.web.pages.orders.reads import board_or_advice
from app.web.parts import allowed
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, QUIET, SHORT
from app.web.parts.files import in_this_language
from app.web.parts.wording import DASH, in_words_of_pages, local, number, percent
from data.files.workbook import XLSX
from data.model.language import tr, trn


def now_panel() -> None:
    """Draw the panel."""
    board = board_or_advice()
    if board is None:
        return
    st.markdown(_in_one_line(board))
    _figures(board)
    zone = session.centre().zone
    st.subheader(tr("Late, or will be"), anchor=False)
    if board.overdue or board.soon:
        _lines((*board.overdue, *board.soon), zone, known=not np.isnan(board.planned_h))
    else:
        st.success(
            tr("No open order is late, and none is due soon."), icon=":material/check_circle:"
        )
    if np.isnan(board.planned_h):
        st.caption(
            tr(
                "No roster is published for today: whether hours are planned for the open orders "
                "is not known, and only those due soon are named."
            )
        )
    st.subheader(tr("The last days"), anchor=False)
    draw(day_chart(board))
    today = board.days[-1]
    st.caption(
        tr(
            "Days that are over. Today so far: {made} made, {closed} closed.",
            made=today.created,
            closed=today.closed,
        )
    )
    _downloads(board)


def _in_one_line(board: OrdersBoard) -> str:
    late = trn("{n} order is overdue", "{n} orders are overdue", len(board.overdue))
    soon = trn(
        "{n} more is due soon or has no hours planned for it",
        "{n} more are due soon or have no hours planned for them",
        len(board.soon),
    )
    return tr("**{late}**, {soon}; {open} are open.", late=late, soon=soon, open=board.open)


def _figures(board: OrdersBoard) -> None:
    cells = st.columns(5)
    cells[0].metric(tr("Closed in time"), percent(board.on_time_share))
    cells[1].metric(tr("Came back"), percent(board.return_share))
    cells[2].metric(
        tr("No order made"),
        percent(board.missing_share),
        help=tr("Contacts closed under a kind of work, for which no order is there."),
    )
    cells[3].metric(tr("Work left"), tr("{h} h", h=number(board.work_h)))
    cells[4].metric(
        tr("Hours planned"),
        "–" if np.isnan(board.planned_h) else tr("{h} h", h=number(board.planned_h)),
        help=tr("Agent-hours of the published roster that no queue needs, until the last is due."),
    )


def _lines(lines: Sequence[OrderLine], zone: str, *, known: bool) -> None:
    st.dataframe(
        pd.DataFrame(
            [
                {
                    tr("Order"): one.order_id,
                    tr("Kind"): kind_name(one.kind),
                    tr("Topic"): one.topic,
                    tr("Who has it"): one.department or one.region,
                    tr("Due at"): local(one.due_at, zone),
                    tr("Hours left"): round(one.hours_left, 1),
                    tr("Hours planned"): DASH
                    if not known
                    else tr("yes")
                    if one.planned
                    else tr("no"),
                }
                for one in lines
            ]
        ),
        hide_index=True,
        height=min(380, 40 + 35 * len(lines)),
    )


def day_chart(board: OrdersBoard) -> Any:
    """Orders made and closed by day, and below what stood open and overdue at its end.

    The running day is left out: a few hours of it look like a collapse beside whole days.
    """
    frame = pd.DataFrame([vars(one) for one in board.days[:-1] or board.days])
    frame["day"] = frame["day"].astype(str)
    x = alt.X("yearmonthdate(day):T", title=None, axis=alt.Axis(format=tr("%d %b")))
    names = {
        "created": tr("made"), "closed": tr("closed on the day"), "open": tr("under way"),
        "overdue": tr("overdue"),
    }  # fmt: skip

    def lines(columns: tuple[str, str], colours: tuple[str, str], title: str) -> Any:
        long = frame.melt("day", list(columns), "what", "orders")
        long["what"] = long["what"].map(names)
        scale = alt.Scale(domain=[names[one] for one in columns], range=list(colours))
        return (
            alt.Chart(long)
            .mark_line(point=True)
            .encode(
                x=x,
                y=alt.Y("orders:Q", title=title),
                color=alt.Color("what:N", title=None, scale=scale),
                tooltip=[
                    alt.Tooltip("day:T", title=tr("Day")),
                    alt.Tooltip("what:N", title=tr("What")),
                    alt.Tooltip("orders:Q", title=tr("Orders")),
                ],
            )
            .properties(height=150, width="container")
        )

    flow = lines(("created", "closed"), (QUIET, ACCENT), tr("orders a day"))
    stock = lines(("open", "overdue"), (ACCENT, SHORT), tr("at the end of the day"))
    return alt.vconcat(flow, stock).resolve_scale(color="independent")


def _downloads(board: OrdersBoard) -> None:
    if why := allowed.refusal("daily_report"):
        st.caption(in_words_of_pages(why))
        return
    context = session.context()
    with st.container(horizontal=True):
        st.download_button(
            tr("Daily report (Excel)"),
            in_this_language(lambda: daily_report(context)),
            f"orders-{board.last}.xlsx",
            XLSX,
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            tr("Days as CSV"),
            in_this_language(lambda: daily_report(context, as_csv=True)),
            f"orders-{board.last}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
