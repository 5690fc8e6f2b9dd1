"""A swap that both agreed to: what it would do, and a yes or a no with a reason."""

import streamlit as st

from app.services.people.swaps import approve_swap, refuse_swap, swap_consequence
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import held, reason, saved
from app.web.parts.wording import (
    day_short,
    ended,
    in_words_of_pages,
    number,
    plain,
    said_of,
    shown_errors,
)
from data.model.day.swap import SwapRequest, swapped_said
from data.model.errors import PeakShiftError
from data.model.language import tr


def decide(one: SwapRequest) -> None:
    """Ask whether a swap is published; what it costs and breaks stands above."""
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
