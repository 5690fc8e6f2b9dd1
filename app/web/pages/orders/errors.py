"""Where orders come back from, who errs again and again, and coaching ordered from it."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.services.service_quality.orders.board import OrdersBoard
from app.services.service_quality.orders.coaching import order_coaching
from app.services.service_quality.orders.table import Habit, Share
from app.services.service_quality.words import kind_name
from app.web import session
from app.web.pages.orders.reads import board_or_advice
from app.web.parts import allowed
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, SHORT
from app.web.parts.wording import go, local, plain, shown_errors
from data.model.language import tr, trn


def errors_panel() -> None:
    """Draw the panel."""
    board = board_or_advice()
    if board is None:
        return
    _pareto(board)
    _habits(board)
    _missing(board)


def _pareto(board: OrdersBoard) -> None:
    what_names = {"returned": tr("Came back"), "late": tr("Late")}
    by_names = {"kind": tr("by kind"), "region": tr("by region"), "team": tr("by team")}
    with st.container(horizontal=True):
        what = st.segmented_control(
            tr("Orders"), list(what_names), default="returned", required=True,
            format_func=what_names.__getitem__, key="pareto_what", label_visibility="collapsed",
        )  # fmt: skip
        by = st.segmented_control(
            tr("Grouped by"), list(by_names), default="kind", required=True,
            format_func=by_names.__getitem__, key="pareto_by", label_visibility="collapsed",
        )  # fmt: skip
    shares = board.paretos[str(what)][str(by)]
    if not shares:
        st.info(tr("No such order in this period."))
        return
    draw(pareto_chart(shares, str(by)))
    if board.misclassified:
        st.caption(
            trn(
                "{n} order of this period bore a wrong kind.",
                "{n} orders of this period bore a wrong kind.",
                board.misclassified,
            )
        )


def pareto_chart(shares: tuple[Share, ...], by: str) -> Any:
    """Bars, the commonest first, and the share that they come to together."""
    frame = pd.DataFrame([vars(one) for one in shares[:15]])
    frame["value"] = frame["value"].map(kind_name) if by == "kind" else frame["value"]
    x = alt.X("value:N", title=None, sort=None, axis=alt.Axis(labelAngle=-30))
    tips = [
        alt.Tooltip("value:N", title=tr("Where")),
        alt.Tooltip("count:Q", title=tr("Orders")),
        alt.Tooltip("cumulative:Q", title=tr("Share added up"), format=".0%"),
    ]
    bars = alt.Chart(frame).mark_bar(color=ACCENT).encode(
        x=x, y=alt.Y("count:Q", title=tr("orders")), tooltip=tips
    )  # fmt: skip
    line = alt.Chart(frame).mark_line(color=SHORT, point={"color": SHORT}).encode(
        x=x,
        y=alt.Y("cumulative:Q", title=tr("share added up"), axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1])),
        tooltip=tips,
    )  # fmt: skip
    return alt.layer(bars, line).resolve_scale(y="independent").properties(height=260)


def _habits(board: OrdersBoard) -> None:
    st.subheader(tr("Errors again and again"), anchor=False)
    if not board.habits:
        st.success(
            tr("Nobody errs more often than chance and their peers' orders explain."),
            icon=":material/check_circle:",
        )
        return
    staff = session.staff()
    names = {agent.agent_id: agent.name for agent in staff.agents}
    for place, habit in enumerate(board.habits):
        words, button = st.columns([7, 2], vertical_alignment="center")
        words.markdown(
            tr(
                "**{name}** · {kind}: {errors} of {orders} orders; peers would have {expected:.1f}",
                name=plain(names.get(habit.agent_id, habit.agent_id)),
                kind=kind_name(habit.kind),
                errors=habit.errors,
                orders=habit.orders,
                expected=habit.expected,
            )
        )
        if allowed.button(
            tr("Order coaching"), "order_coaching", at=button, key=f"coach_{place}",
            icon=":material/school:",
        ):  # fmt: skip
            _coach(habit)
    st.caption(
        tr("Looked for over a year; chance would name anybody wrongly in one of twenty such lists.")
    )
    go("activities", tr("Training and activities"))


def _coach(habit: Habit) -> None:
    why = tr(
        "{errors} of {orders} orders of kind {kind} were wrong; peers would have {expected:.1f}",
        errors=habit.errors,
        orders=habit.orders,
        kind=kind_name(habit.kind),
        expected=habit.expected,
    )
    with shown_errors():
        order = order_coaching(session.context(), habit.agent_id, habit.kind, why)
        st.toast(
            tr("{label} is ordered; place it under Training and activities.", label=order.label),
            icon=":material/check_circle:",
        )


def _missing(board: OrdersBoard) -> None:
    if not board.missing:
        return
    zone = session.centre().zone
    title = trn("{n} contact without its order", "{n} contacts without their order",
                len(board.missing))  # fmt: skip
    with st.expander(title, icon=":material/report:"):
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        tr("Contact"): one.touch_id,
                        tr("When"): local(one.at, zone),
                        tr("Agent"): one.agent_id,
                        tr("Kind"): kind_name(one.category),
                    }
                    for one in reversed(board.missing)
                ]
            ),
            hide_index=True,
        )
