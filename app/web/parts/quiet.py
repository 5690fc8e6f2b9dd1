"""Quiet hours as a form: from when until when nothing is sent that can wait."""

from collections.abc import Callable

import streamlit as st

from app.web.parts import allowed
from app.web.parts.clock import minute_of, time_of
from app.web.parts.forms import held, reason, saved
from app.web.parts.wording import shown_errors
from data.model.centre import QuietHours
from data.model.language import tr


def quiet_form(
    key: str,
    verb: str,
    now: QuietHours,
    save: Callable[[QuietHours, str, QuietHours], None],
    *,
    agents: tuple[str, ...] | None = None,
) -> None:
    """Draw the form and save what it says.

    Parameters
    ----------
    verb, agents
        Use case that saves it, and whom it is about.
    now
        Quiet hours in force.
    save
        Given the new ones, the reason (asked for where nobody in particular is meant) and those
        that the form showed.
    """
    seen, prefix = held(key, now)
    with st.form(key, enter_to_submit=False):
        left, right = st.columns(2)
        first = left.time_input(tr("Quiet from"), time_of(seen.first_min), key=f"{prefix}:first")
        end = right.time_input(tr("Quiet until"), time_of(seen.end_min), key=f"{prefix}:end")
        st.caption(tr("On the centre's clock. The same time twice means that nothing ever waits."))
        why = "" if agents else reason(prefix)
        asked = allowed.submit(tr("Save the quiet hours"), verb, agents, icon=":material/bedtime:")
    if asked and first is not None and end is not None:
        with shown_errors():
            save(QuietHours(minute_of(first), minute_of(end)), why, seen)
            saved(key, tr("The quiet hours are saved."))
