"""Swaps of one agent: asked of them, asked by them, and the way to ask for one."""

from datetime import date

import streamlit as st

from app.services.context import local_time
from app.services.people.swaps import (
    Partner,
    agree_swap,
    ask_swap,
    decline_swap,
    swap_partners,
    swaps_of,
    withdraw_swap,
)
from app.services.roster.plan import DayOfAgent
from app.web import session
from app.web.parts import allowed
from app.web.parts.wording import day_short, ended, in_words_of_pages, plain, said_of, shown_errors
from data.model.day.swap import STATES, SwapRequest, shift_said, swapped_said
from data.model.language import tr

ENDED_SHOWN = 3


def swaps(me: str, days: tuple[DayOfAgent, ...]) -> None:
    """Draw them.

    Parameters
    ----------
    days
        Days of the agent that are on the page.
    """
    st.subheader(tr("Swaps"), anchor=False)
    context = session.context()
    every = swaps_of(context, me)
    still = [one for one in every if one.is_open(local_time(context))]
    for one in still:
        _open(me, one)
    for one in [one for one in every if one not in still][-ENDED_SHOWN:][::-1]:
        _ended(one)
    asked = {one.day for one in still}
    _ask(me, [one for one in days if one.version and not one.leave and one.day not in asked])


def _open(me: str, one: SwapRequest) -> None:
    key, of_me = f"my_swap_{one.request_id}", one.other_id == me and one.state == "asked"
    with st.container(border=True):
        st.markdown(said_of(f"**{day_short(one.day)}**", plain(swapped_said(one))))
        waits = in_words_of_pages(one.waits) if one.waits else tr(STATES[one.state])
        asks = tr("{name} asks you to swap", name=one.name or one.agent_id)
        st.caption(plain(ended(asks if of_me else waits)))
        if one.words[0].why:
            st.caption(plain(one.words[0].why))
        with st.container(horizontal=True):
            if of_me and allowed.button(
                tr("Agree"), "agree_swap", (me,), key=f"{key}:yes", type="primary"
            ):
                with shown_errors(), st.spinner(tr("Saving")):
                    agree_swap(session.context(), one.request_id)
                    st.rerun()
            mine = one.agent_id == me
            label = tr("Take back") if mine else tr("Do not swap")
            verb = withdraw_swap if mine else decline_swap
            if allowed.button(label, verb.__name__, (me,), key=f"{key}:no"):
                with shown_errors():
                    verb(session.context(), one.request_id)
                    st.rerun()


def _ended(one: SwapRequest) -> None:
    word = one.words[-1]
    what = tr(", ").join((day_short(one.day), plain(swapped_said(one))))
    state = (
        tr("not answered in time") if one.state in ("asked", "agreed") else tr(STATES[one.state])
    )
    st.caption(said_of(what, said_of(state, plain(word.why)) if word.why else state))


def _ask(me: str, days: list[DayOfAgent]) -> None:
    if not days:
        return
    said = {one.day: said_of(day_short(one.day), one.said) for one in days}
    day = st.selectbox(
        tr("Swap a day"), list(said), None, format_func=said.__getitem__, key="my_swap_day",
        placeholder=tr("Choose a day"),
    )  # fmt: skip
    if day is None:
        return
    with shown_errors():
        found = _partners(me, day)
        if not found:
            st.info(tr("Nobody can swap that day with you and keep every rule."))
            return
        by_id = {one.agent_id: one for one in found}
        other = st.radio(
            tr("With whom"), list(by_id), key=f"my_swap_with_{day}",
            format_func=lambda who: said_of(by_id[who].name or who, shift_said(by_id[who].theirs)),
        )  # fmt: skip
        why = st.text_input(tr("A word to your colleague"), key=f"my_swap_why_{day}")
        if other and allowed.button(
            tr("Ask to swap"), "ask_swap", (me,), key="my_swap_ask", icon=":material/swap_horiz:"
        ):
            ask_swap(session.context(), me, other, day, (why or "").strip())
            st.session_state.pop("my_swap_partners", None)
            st.toast(tr("Your colleague is asked. Nothing changes until both agree."))
            st.rerun()


def _partners(me: str, day: date) -> tuple[Partner, ...]:
    """Asked once for each day, not at every click elsewhere on the page."""
    key = (me, day)
    if st.session_state.get("my_swap_partners", (None, None))[0] != key:
        with st.spinner(tr("Asking everybody who could swap")):
            found = swap_partners(session.context(), me, day)
        st.session_state["my_swap_partners"] = (key, found)
    known: tuple[Partner, ...] = st.session_state["my_swap_partners"][1]
    return known
