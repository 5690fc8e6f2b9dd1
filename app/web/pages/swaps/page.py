"""Swaps: who wants to swap, what would that do, and may they?"""

import pandas as pd
import streamlit as st

from app.services.context import local_time
from app.services.people.swaps import (
    approve_swap,
    refuse_swap,
    swap_consequence,
    swaps_of,
)
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import held, reason, saved
from app.web.parts.wording import (
    day_short,
    ended,
    heading,
    in_words_of_pages,
    nothing_yet,
    number,
    plain,
    said_of,
    shown_errors,
)
from data.model.day.swap import STATES, SwapRequest, swapped_said
from data.model.errors import PeakShiftError
from data.model.language import tr


def show() -> None:
    """Draw the page."""
    heading(tr("Swaps"), tr("Who wants to swap shifts, what would that do, and may they?"))
    session.centre()
    context = session.context()
    every = swaps_of(context)
    if not every:
        nothing_yet(
            tr("Nobody has asked for a swap"),
            tr(
                "People ask on their page My shifts; what both agreed to stands here. Whether it "
                "is published without you is said in Settings."
            ),
        )
        return
    waiting = [one for one in every if one.state == "agreed" and one.is_open(local_time(context))]
    st.subheader(tr("For you to decide"), anchor=False)
    if not waiting:
        st.caption(tr("Nothing waits for you."))
    for one in waiting:
        _decide(one)
    others = [one for one in every if one not in waiting]
    if others:
        st.subheader(tr("Others"), anchor=False)
        st.dataframe(pd.DataFrame(map(_row, others)), hide_index=True)


def _decide(one: SwapRequest) -> None:
    with st.container(border=True):
        st.markdown(said_of(f"**{day_short(one.day)}**", plain(swapped_said(one))))
        said = [word for word in one.words if word.why]
        for word in said:
            st.caption(said_of(plain(word.who), plain(word.why)))
        if one.waits:
            st.caption(ended(in_words_of_pages(one.waits)))
        possible = not allowed.refusal("swap_consequence") and _consequence(one)
        _, prefix = held(f"swap_{one.request_id}", None)
        why = reason(prefix)
        with st.container(horizontal=True):
            approves = allowed.button(
                tr("Approve and publish"), "approve_swap", type="primary",
                key=f"{prefix}:yes", icon=":material/check:",
                refused="" if possible else tr("The swap is not possible as it was asked for."),
            )  # fmt: skip
            refuses = allowed.button(
                tr("Refuse"), "refuse_swap", key=f"{prefix}:no", icon=":material/close:"
            )
    if not (approves or refuses):
        return
    with shown_errors(), st.spinner(tr("Publishing") if approves else tr("Saving")):
        verb = approve_swap if approves else refuse_swap
        done = verb(session.context(), one.request_id, why)
        saved(f"swap_{one.request_id}", _told(done))


def _told(done: SwapRequest) -> str:
    if done.version:
        return tr("The swap is published as version {version}.", version=done.version)
    return in_words_of_pages(done.waits) if done.state == "agreed" else tr("The swap is refused.")


def _consequence(one: SwapRequest) -> bool:
    """Say what the swap costs and breaks; whether it is possible."""
    try:
        found = swap_consequence(session.context(), one.request_id)
    except PeakShiftError as impossible:
        st.warning(ended(in_words_of_pages(impossible)))
        return False
    if found.keeps_rules:
        more = tr("cost {n} more", n=number(found.points))
        less = tr("cost {n} less", n=number(-found.points))
        cost = more if found.points > 0 else less if found.points else tr("cost as before")
        st.caption(tr("No hard rule breaks; {cost}.", cost=cost))
    for violation in (*found.broken, *found.charged)[:5]:
        mark = ":red[:material/close:]" if violation.hard else ":gray[:material/remove:]"
        st.markdown(f"{mark} {plain(violation.sentence)}")
    return found.keeps_rules


def _row(one: SwapRequest) -> dict[str, str]:
    word = one.words[-1]
    return {
        tr("Day"): day_short(one.day),
        tr("Swap"): swapped_said(one),
        tr("State"): tr(STATES[one.state]),
        tr("Last word"): tr(": ").join(filter(None, (word.who, word.why))),
        tr("Version"): str(one.version or ""),
    }
