"""Forms that add or take back one wish or one leave; nothing else of the staff changes."""

from collections.abc import Callable
from datetime import time
from typing import Literal

import streamlit as st

from app.services.set_leave import add_leave, leave_kept, remove_leave
from app.services.set_wishes import add_wish, remove_wishes, said, wishes_kept
from app.web import session
from app.web.widgets.messages import told
from app.web.widgets.wording import span
from data.model.problem import RosterProblem
from data.model.staff import LEAVE_KINDS, Leave, Staff, Wish
from data.store import documents

Want = Literal["off", "on"]
WANTS: dict[Want, str] = {
    "off": "no shift that starts in the span (all day: a day off)",
    "on": "a shift that starts in the span (all day: to work)",
}
WHY = "Reason (kept in the audit trail)"


def wish_forms(problem: RosterProblem) -> None:
    """Show the forms, and what changed since the roster shown was built."""
    staff = session.desk().store.load(documents.STAFF)
    st.subheader("Change wishes and leave", anchor=False)
    st.caption(
        "The next build reads what is saved here; the roster above keeps what it was built with. "
        "A published roster is mended on the page Mend." + _since(problem, staff)
    )
    names = {agent.agent_id: agent.name for agent in staff.agents}
    wish, unwish, leave, unleave = st.tabs(
        ["Add a wish", "Take a wish back", "Add leave", "Take leave back"]
    )
    with wish:
        _wish(problem, names)
    with unwish:
        _unwish(names)
    with leave:
        _leave(problem, names)
    with unleave:
        _unleave(names)


def _since(problem: RosterProblem, staff: Staff) -> str:
    now, then = {*staff.wishes, *staff.leave}, {*problem.wishes, *problem.leave}
    if now == then:
        return ""
    return (
        f" **Since this roster was built {len(now - then)} wishes or leave were added and "
        f"{len(then - now)} taken back.**"
    )


def _wish(problem: RosterProblem, names: dict[str, str]) -> None:
    with st.form("add_wish", border=False):
        first, second = st.columns([2, 1]), st.columns([3, 1, 1, 1])
        agent_id = first[0].selectbox("Agent", names, format_func=_named(names), key="wish_agent")
        day = first[1].date_input("Day", problem.first, key="wish_day")
        want = second[0].selectbox("Wants", WANTS, format_func=WANTS.__getitem__, key="wish_want")
        begin = second[1].time_input("Starts from", time(0, 0), step=1800, key="wish_from")
        end = second[2].time_input("until", time(23, 59), step=1800, key="wish_to")
        weight = second[3].number_input(
            "Weight", 1, 5, 1, help="1 mild, 5 strong.", key="wish_weight"
        )
        every = st.checkbox("On every day, not on that day alone", key="wish_every")
        why = st.text_input(WHY, key="wish_why")
        asked = st.form_submit_button("Add the wish", type="primary", icon=":material/favorite:")
    if asked and _reason(why):
        with told():
            wish = Wish(
                agent_id, None if every else day, want, _minute(begin), _minute(end), int(weight)
            )
            add_wish(session.desk(), wish, why)
            _done(f"{names[agent_id]} wishes {said(wish)}.")


def _unwish(names: dict[str, str]) -> None:
    kept = wishes_kept(session.desk())
    if not kept:
        st.info("Nobody wishes anything.")
        return
    with st.form("remove_wish", border=False):
        wish = st.selectbox(
            "Wish",
            kept,
            format_func=lambda w: f"{_named(names)(w.agent_id)}: {said(w)}",
            key="wish_to_remove",
        )
        why = st.text_input(WHY, key="unwish_why")
        asked = st.form_submit_button("Take the wish back", icon=":material/heart_broken:")
    if asked and _reason(why):
        with told():
            remove_wishes(session.desk(), (wish,), why)
            _done(f"{names[wish.agent_id]} no longer wishes {said(wish)}.")


def _leave(problem: RosterProblem, names: dict[str, str]) -> None:
    with st.form("add_leave", border=False):
        columns = st.columns([2, 1, 1, 1])
        agent_id = columns[0].selectbox(
            "Agent", names, format_func=_named(names), key="leave_agent"
        )
        first = columns[1].date_input("First day", problem.first, key="leave_first")
        last = columns[2].date_input("Last day", problem.first, key="leave_last", help="Included.")
        kind = columns[3].selectbox("Kind", LEAVE_KINDS, accept_new_options=True, key="leave_kind")
        why = st.text_input(WHY, key="leave_why")
        asked = st.form_submit_button("Add the leave", type="primary", icon=":material/event_busy:")
    if asked and _reason(why):
        with told():
            leave = add_leave(session.desk(), Leave(agent_id, first, last, kind or ""), why)
            _done(f"{names[agent_id]} is on {kind} leave, {span(leave.first, leave.last)}.")


def _unleave(names: dict[str, str]) -> None:
    kept = leave_kept(session.desk())
    if not kept:
        st.info("Nobody is on leave.")
        return
    with st.form("remove_leave", border=False):
        row = st.selectbox(
            "Leave",
            kept,
            format_func=lambda r: f"{_named(names)(r.agent_id)}: {r.kind}, {span(r.first, r.last)}",
            key="leave_to_remove",
        )
        why = st.text_input(WHY, key="unleave_why")
        asked = st.form_submit_button("Take the leave back", icon=":material/event_available:")
    if asked and _reason(why):
        with told():
            remove_leave(session.desk(), row.agent_id, row.first, why)
            _done(f"{names[row.agent_id]} is no longer on leave, {span(row.first, row.last)}.")


def _named(names: dict[str, str]) -> Callable[[str], str]:
    return lambda agent_id: f"{names.get(agent_id, '')} ({agent_id})"


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _reason(why: str) -> bool:
    if not why.strip():
        st.warning("Give a reason: whoever reads the trail later will ask for it.")
    return bool(why.strip())


def _done(says: str) -> None:
    st.toast(says)
    st.rerun()
