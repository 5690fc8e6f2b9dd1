"""Swaps: who wants to swap, what would that do, and may they?"""

import pandas as pd
import streamlit as st

from app.services.context import local_time
from app.services.people.swap_notices import swaps_told
from app.services.people.swaps import swaps_of
from app.web import session
from app.web.pages.swaps.decide import decide
from app.web.parts.wording import day_short, heading, nothing_yet
from data.model.day.swap import STATES, SwapRequest, swapped_said
from data.model.language import tr


def show() -> None:
    """Draw the page."""
    heading(tr("Swaps"), tr("Who wants to swap shifts, what would that do, and may they?"))
    session.centre()
    context = session.context()
    _told_or_not()
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
        decide(one)
    others = [one for one in every if one not in waiting]
    if others:
        st.subheader(tr("Others"), anchor=False)
        st.dataframe(pd.DataFrame(map(_row, others)), hide_index=True)


def _told_or_not() -> None:
    """Say who is not written to of swaps, so that nobody waits for a word."""
    people, here = swaps_told(session.context())
    if not (people or here):
        said = tr("Nobody is written to of swaps: Settings, Notices names no address.")
    elif not people:
        said = tr("Those who swap are not written to: Settings, Notices says no way to people.")
    elif not here:
        said = tr("Nobody is written to when a swap waits here: Settings, Notices names no "
                  "destination.")  # fmt: skip
    else:
        return
    st.caption(said)


def _row(one: SwapRequest) -> dict[str, str]:
    word = one.words[-1]
    return {
        tr("Day"): day_short(one.day),
        tr("Swap"): swapped_said(one),
        tr("State"): tr(STATES[one.state]),
        tr("Last word"): tr(": ").join(filter(None, (word.who, word.why))),
        tr("Version"): str(one.version or ""),
    }
