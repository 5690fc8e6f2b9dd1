"""The off-phone activities that are wanted: a line for each, a form for one more."""

from datetime import time

import streamlit as st

from app.services.activity_orders import (
    activity_orders_of,
    add_activity_order,
    in_team,
    remove_activity_order,
)
from app.web import session
from app.web.parts import allowed
from app.web.parts.clock import minute_of
from app.web.parts.forms import given
from app.web.parts.wording import DASH, day_short, plain, shown_errors
from data.model.activity import ActivityOrder
from data.model.language import phrase, tr
from data.model.shift import DAY_MIN, clock
from data.model.staff import Staff, teams_among

EVERYBODY = phrase("everybody")

_MOST_MISSING = 5
"""People of a team that a meeting may be asked for without, in the form's choice."""


def activity_orders() -> tuple[ActivityOrder, ...]:
    """Show the orders; add, change and remove them with a reason."""
    orders = activity_orders_of(session.context())
    seen = session.shown_before("orders_seen", orders)
    st.subheader(tr("What is wanted"), anchor=False)
    if not orders:
        st.info(tr("No activity is wanted yet."), icon=":material/school:")
    for place, order in enumerate(orders):
        words, button = st.columns([8, 1], vertical_alignment="center")
        words.markdown(_says(order))
        if allowed.button(
            tr("Remove"), "remove_activity_order", at=button, key=f"remove_order_{place}"
        ):
            with shown_errors():
                why = tr("removed on the page")
                remove_activity_order(session.context(), order.label, why, seen=seen)
                st.rerun()
    with st.expander(tr("Add an activity"), icon=":material/add:", expanded=not orders):
        _form(session.staff(), seen)
    return orders


def _says(order: ActivityOrder) -> str:
    whom = tr(", ").join((*order.agents, *order.teams, *order.contracts, *order.skills)) or tr(
        EVERYBODY
    )
    when = tr("at any time")
    if order.window_min < DAY_MIN:
        when = f"{clock(order.earliest_min)}{DASH}{clock(order.latest_min)}"
    groups = tr(
        "in groups of {least_together} to {most_together}",
        least_together=order.least_together,
        most_together=order.most_together,
    )
    how = groups if order.in_groups else tr("each alone")
    if order.each_team_but is not None:
        how = in_team(order.each_team_but)
    due = tr(", by {day_short}", day_short=day_short(order.due)) if order.due else ""
    return tr(
        "**{label}** · {per_agent} × {length_min} min · {whom} · {when} · "
        "{how}{due} · leaving one out costs {price}",
        label=plain(order.label),
        per_agent=order.per_agent,
        length_min=order.length_min,
        whom=plain(whom),
        when=when,
        how=how,
        due=due,
        price=order.price,
    )


def _form(staff: Staff, seen: tuple[ActivityOrder, ...]) -> None:
    with st.form("order", border=False):
        first = st.columns([3, 1, 1, 2])
        label = first[0].text_input(tr("What"), placeholder=tr("Training: new tariff"))
        length = first[1].number_input(tr("Minutes"), 5, 480, 60, 5)
        each = first[2].number_input(tr("For each person"), 1, 31, 1)
        due = first[3].date_input(tr("By"), None)
        teams, contracts, skills = _whom(staff)
        columns = st.columns([1, 1, 1, 1, 2, 1, 1], vertical_alignment="bottom")
        begin = columns[0].time_input(tr("Not before"), time(0, 0), step=1800)
        end = columns[1].time_input(tr("Over by (00:00: any time)"), time(0, 0), step=1800)
        least = columns[2].number_input(tr("Least in a group"), 1, 200, 1)
        most = columns[3].number_input(tr("Most in a group"), 1, 200, 1, help=tr("1: each alone."))
        missing = columns[4].selectbox(
            tr("Each team by itself"),
            range(_MOST_MISSING + 1),
            None,
            format_func=in_team,
            placeholder=tr("no"),
            help=tr("A meeting of each team: then leave 1 and 1 for the people of a group."),
            key="each_team_but",
        )
        edge = columns[5].number_input(tr("Clear of a shift's ends [min]"), 0, 240, 30)
        price = columns[6].number_input(
            tr("Cost if left out"),
            0,
            10_000,
            100,
            help=tr("What a missing agent costs stands with the rules."),
        )
        why = st.text_input(tr("Reason (stays in the audit trail)"), key="order_why")
        asked = allowed.submit(
            tr("Add"), "add_activity_order", type="primary", icon=":material/add:"
        )
    if asked and given(why):
        with shown_errors():
            order = ActivityOrder(
                label.strip(), int(length), int(each), (), teams, contracts, skills,
                minute_of(begin), minute_of(end) or DAY_MIN, int(least), max(int(least), int(most)),
                due, int(edge), int(price), missing,
            )  # fmt: skip
            add_activity_order(session.context(), order, why, seen=seen)
            st.rerun()


def _whom(staff: Staff) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    teams = teams_among(staff.agents)
    names = {contract.contract_id: contract.name for contract in staff.contracts}
    skills = sorted({skill for agent in staff.agents for skill in agent.skills})
    columns = st.columns(3)
    return (
        tuple(columns[0].multiselect(tr("Teams"), teams, placeholder=tr(EVERYBODY))),
        tuple(
            columns[1].multiselect(
                tr("Contracts"),
                list(names),
                format_func=names.__getitem__,
                placeholder=tr(EVERYBODY),
            )
        ),
        tuple(columns[2].multiselect(tr("Skills (any of)"), skills, placeholder=tr(EVERYBODY))),
    )
