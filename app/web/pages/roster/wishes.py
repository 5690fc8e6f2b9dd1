"""Forms that add or take back one wish or one leave; nothing else of the staff changes."""

from collections.abc import Callable
from datetime import time
from typing import Literal

import pandas as pd
import streamlit as st

from app.services.centre import planning_of
from app.services.staff import (
    add_leave,
    add_wish,
    leave_kept,
    remove_leave,
    remove_wishes,
    said,
    wishes_kept,
)
from app.services.wishes import WishesOfAgent, WishesOfRoster, wishes_in
from app.web import reads, session
from app.web.parts.wording import DASH, day_short, number, percent, shown_errors, span
from app.web.reads import Judged
from data.model.problem import RosterProblem
from data.model.staff import LEAVE_KINDS, Leave, Staff, Wish
from data.store import documents

Want = Literal["off", "on"]
WANTS: dict[Want, str] = {
    "off": "no shift that starts in the span (all day: a day off)",
    "on": "a shift that starts in the span (all day: to work)",
}
WHY = "Reason (stays in the audit trail)"


def wish_forms(problem: RosterProblem) -> None:
    """Show the forms, and what changed since the roster shown was built."""
    staff = session.context().store.load(documents.STAFF)
    st.subheader("Change wishes and leave", anchor=False)
    st.caption(
        "The next build reads what is saved here; the roster above stays as it was built. "
        "Change a published roster on the page *Sick and surge*." + _since(problem, staff)
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
        with shown_errors():
            wish = Wish(
                agent_id, None if every else day, want, _minute(begin), _minute(end), int(weight)
            )
            add_wish(session.context(), wish, why)
            _done(f"{names[agent_id]} wishes {said(wish)}.")


def _unwish(names: dict[str, str]) -> None:
    kept = wishes_kept(session.context())
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
        with shown_errors():
            remove_wishes(session.context(), (wish,), why)
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
        with shown_errors():
            leave = add_leave(session.context(), Leave(agent_id, first, last, kind or ""), why)
            _done(f"{names[agent_id]} is on {kind} leave, {span(leave.first, leave.last)}.")


def _unleave(names: dict[str, str]) -> None:
    kept = leave_kept(session.context())
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
        with shown_errors():
            remove_leave(session.context(), row.agent_id, row.first, why)
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


REFUSED, ALL = "Refused", "All"
HEIGHT_PX = 460


def wishes_view(judged: Judged) -> None:
    """Figures, a line for each agent, every single wish, and forms to change what is wished."""
    before = reads.wished_before(session.url(), judged.problem.first)
    found = wishes_in(judged.problem, judged.roster, before)
    if found.asking:
        _figures(found)
        left, right = st.columns([5, 4], gap="medium")
        with left:
            _agents(found)
        with right:
            _single(found)
    else:
        st.info("Nobody wishes anything in the weeks of this roster.", icon=":material/favorite:")
    wish_forms(judged.problem)


def _back_days() -> int:
    return planning_of(session.context()).wishes_back_days


def _figures(found: WishesOfRoster) -> None:
    all_ = found.everybody
    stakes = [agent.at_stake for agent in found.asking]
    shares = [agent.granted_share or 0.0 for agent in found.asking]
    cells = (
        ("Wishes", number(all_.asked), f"Of {len(found.asking)} people; each day counts."),
        ("Granted", percent(all_.granted_share), "Of all wishes of this roster."),
        (
            "Refused",
            number(all_.refused),
            f"In the {_back_days()} days before: {all_.before.refused}",
        ),
        (
            "Granted: least to most",
            f"{percent(min(shares), 0)} {DASH} {percent(max(shares), 0)}",
            "Of one person's wishes, over those who wish.",
        ),
        (
            "At stake",
            f"{min(stakes)} {DASH} {max(stakes)}",
            "Cost if all wishes of one person were refused, least to most.",
        ),
        ("Charged", number(all_.charged), "What refusals add to the cost of this roster."),
    )
    for column, (label, value, says) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=says)


def _agents(found: WishesOfRoster) -> None:
    ordered = sorted(
        found.agents, key=lambda a: (-a.refused, -a.before.refused, a.name, a.agent_id)
    )
    st.dataframe(
        pd.DataFrame([_line(agent) for agent in ordered]),
        hide_index=True,
        height=HEIGHT_PX,
        column_config={
            "Agent": st.column_config.TextColumn(width=170),
            "Share": st.column_config.ProgressColumn(
                format="%.0f%%", min_value=0, max_value=100, width=100, help="Granted of asked."
            ),
            "Before": st.column_config.NumberColumn(
                help=f"Refused in the published rosters of the {_back_days()} days before this one."
            ),
            "At stake": st.column_config.NumberColumn(
                help="Cost if all were refused, by weight alone."
            ),
            "Charged": st.column_config.NumberColumn(
                help="Cost of the refusals: weights, and more from some refusals of one person on."
            ),
        },
    )
    st.caption(
        "A wish for every day counts on each day, and is granted on days off. *Before*: refused as "
        "the published rosters had it; of wishes that were never in one nothing is "
        "known. The rule *Wishes* says how much everybody's weigh and from which refusal on "
        "further ones count more."
    )


def _line(agent: WishesOfAgent) -> dict[str, object]:
    return {
        "Agent": f"{agent.name} ({agent.agent_id})",
        "Asked": agent.asked,
        "Granted": agent.granted,
        "Refused": agent.refused,
        "Before": agent.before.refused,
        "Share": None if agent.granted_share is None else 100 * agent.granted_share,
        "At stake": agent.at_stake,
        "Charged": agent.charged,
    }


def _single(found: WishesOfRoster) -> None:
    chosen = st.segmented_control(
        "Single wishes", [REFUSED, ALL], default=REFUSED, required=True, key="wishes_shown"
    )
    shown = found.only(refused=chosen == REFUSED).wishes
    if not shown:
        st.success("Every wish of this roster is granted.")
        return
    names = {agent.agent_id: agent.name for agent in found.agents}
    rows = pd.DataFrame(
        [
            {
                "Agent": names[outcome.agent_id],
                "Day": day_short(outcome.day),
                "Outcome": "granted" if outcome.granted else "refused",
                "Charged": outcome.charged,
                "Wish": outcome.wish.what + ("" if outcome.wish.day else " (every day)"),
            }
            for outcome in shown
        ]
    )
    hidden = ["Outcome"] if chosen == REFUSED else []
    st.dataframe(
        rows.drop(columns=hidden),
        hide_index=True,
        height=HEIGHT_PX - 70,
        column_config={"Agent": st.column_config.TextColumn(width=140)},
    )
