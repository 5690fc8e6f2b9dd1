"""Leave: one person's with what is left of it, and everybody's on one page."""

from datetime import date

import pandas as pd
import streamlit as st

from app.services.access.asking import why_not
from app.services.context import today_of
from app.services.people.leave import (
    LeaveBalance,
    add_leave,
    leave_balance,
    leave_balances,
    leave_doubts,
    remove_leave,
    years_of,
)
from app.web import session
from app.web.pages.people.calendar import kind_said, team_calendar
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import DASH, in_words_of_pages, nothing_yet, plain, shown_errors, span
from data.model.language import tr, trn
from data.model.staff import LEAVE_KINDS, Agent, Leave, Staff

SHOWN = 400


def leave_of_one(staff: Staff, agent: Agent) -> None:
    """What is left, the leave there is, and the form for more."""
    mine = sorted(row for row in staff.leave if row.agent_id == agent.agent_id)
    with shown_errors():
        for year in years_of(today_of(session.context()), mine):
            _balance(leave_balance(session.context(), agent.agent_id, year))
    _rows(agent, mine)
    add_leave_form(staff, agent.agent_id, f"leave_{agent.agent_id}")


def _balance(balance: LeaveBalance) -> None:
    figures = st.columns(5)
    figures[0].metric(tr("Year"), str(balance.year))
    figures[1].metric(
        tr("Left"),
        DASH if balance.left is None else str(balance.left),
        help=tr("Working days of {year}; say how many a year in Facts or in the contract.",
                year=balance.year),
    )  # fmt: skip
    figures[2].metric(tr("Taken"), balance.taken)
    figures[3].metric(tr("Planned"), balance.planned)
    figures[4].metric(tr("Sick"), balance.sick, help=tr("Working days of this year so far."))


def _rows(agent: Agent, mine: list[Leave]) -> None:
    today = today_of(session.context())
    coming = [row for row in mine if row.last >= today]
    before = [row for row in mine if row.last < today]
    if not coming:
        st.caption(tr("No leave from today on."))
    for row in coming:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{span(row.first, row.last)} · {plain(kind_said(row.kind))}")
            if allowed.button(
                tr("Take back"),
                "remove_leave",
                [agent.agent_id],
                key=f"unleave_{agent.agent_id}_{row.first}",
                type="tertiary",
            ):
                with shown_errors():
                    why = tr("taken back on the card")
                    remove_leave(session.context(), agent.agent_id, row.first, why)
                    st.rerun()
    if before:
        with st.expander(trn("{n} leave before today", "{n} leaves before today", len(before))):
            for row in reversed(before):
                st.markdown(f"- {span(row.first, row.last)} · {plain(kind_said(row.kind))}")


def add_leave_form(staff: Staff, agent_id: str, key: str) -> None:
    """A form for more leave; what speaks against it is said, and decided by whoever enters it.

    Parameters
    ----------
    agent_id
        Whose; empty: the form asks.
    """
    today = today_of(session.context())
    people = {agent.agent_id: agent.name or agent.agent_id for agent in staff.agents}
    _, prefix = held(key, agent_id)
    with st.form(key, enter_to_submit=False):
        whose = agent_id or st.selectbox(
            tr("Person"),
            list(people),
            None,
            format_func=lambda i: f"{people[i]} · {i}",
            placeholder=tr("choose somebody"),
            key=f"{prefix}:who",
        )
        left, right = st.columns(2)
        first = left.date_input(tr("First day"), today, key=f"{prefix}:first")
        last = right.date_input(tr("Last day"), today, key=f"{prefix}:last", help=tr("Included."))
        kind = st.selectbox(
            tr("Kind"),
            [*LEAVE_KINDS, *sorted({row.kind for row in staff.leave} - {*LEAVE_KINDS})],
            format_func=kind_said,
            accept_new_options=True,
            key=f"{prefix}:kind",
        )
        anyway = st.checkbox(
            tr("Even if something speaks against it"),
            key=f"{prefix}:anyway",
            help=tr("Nothing left of the year's days, or too many away at once."),
        )
        why = reason(prefix)
        asked = allowed.submit(
            tr("Add the leave"),
            "add_leave",
            [agent_id] if agent_id else None,
            type="primary",
            icon=":material/event_busy:",
        )
    if not asked:
        return
    if not whose:
        st.warning(tr("Choose whose leave it is."))
    elif given(why):
        with shown_errors():
            leave = Leave(whose, first, last, kind or "")
            if anyway or not _doubted(leave):
                add_leave(session.context(), leave, why)
                saved(key, tr("{who} is on leave, {days}.", who=plain(people[whose]),
                              days=span(first, last)))  # fmt: skip


def _doubted(leave: Leave) -> bool:
    """Say what speaks against a leave; whether anything does."""
    doubts = leave_doubts(session.context(), leave)
    if doubts:
        st.warning(
            tr(
                "Not entered yet: {doubts}. Tick *Even if something speaks against it* "
                "to enter it all the same.",
                doubts=in_words_of_pages(tr("; ").join(doubts)),
            )
        )
    return bool(doubts)


def leave_panel() -> None:
    """How many are away on each coming day, who, and what is left of the year's leave."""
    staff = session.staff()
    if not staff.agents:
        nothing_yet(tr("Nobody is in the staff yet"), tr("Then nobody can be away."))
        return
    team_calendar(staff)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _who(staff)
    with right:
        st.markdown(f"**{tr('Enter leave')}**")
        add_leave_form(staff, "", "leave_of_anybody")
    for year in years_of(today_of(session.context()), staff.leave):
        _balances(year)


def _who(staff: Staff) -> None:
    today: date = today_of(session.context())
    names = {agent.agent_id: agent.name or agent.agent_id for agent in staff.agents}
    rows = sorted((r for r in staff.leave if r.last >= today), key=lambda r: (r.first, r.agent_id))
    if not rows:
        st.caption(tr("No leave from today on."))
        return
    table = [
        {
            tr("Name"): names.get(row.agent_id, row.agent_id),
            tr("Days"): span(row.first, row.last),
            tr("Kind"): kind_said(row.kind),
        }
        for row in rows[:SHOWN]
    ]
    st.dataframe(pd.DataFrame(table), hide_index=True, height="content" if len(table) < 8 else 300)
    st.caption(tr("Leave is taken back on the card of a person."))


def _balances(year: int) -> None:
    if why_not(session.context(), "leave_balances"):
        return
    found = leave_balances(session.context(), year)
    with st.expander(
        tr("What is left of the leave of {year}", year=year),
        icon=":material/beach_access:",
    ):
        if not any(balance.allowance for balance in found):
            st.info(
                tr(
                    "No contract says how many days a year: say it on the part *Contracts*, or of "
                    "one person on their card, and what is left stands here."
                )
            )
        rows = [
            {
                tr("Name"): balance.name or balance.agent_id,
                tr("Number"): balance.agent_id,
                tr("A year"): str(balance.allowance or DASH),
                tr("Taken"): balance.taken,
                tr("Planned"): balance.planned,
                tr("Left"): DASH if balance.left is None else str(balance.left),
                tr("Sick"): balance.sick,
            }
            for balance in found
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True)
        st.caption(
            tr("Working days: Monday to Friday without public holidays, with make-up workdays.")
        )
