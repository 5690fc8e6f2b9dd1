"""Whose people may take contacts of which other queue: a list to tick."""

import streamlit as st

from app.services.day.proposals.overflow import overflows_of, set_overflows
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import reason
from app.web.parts.wording import shown_errors
from data.model.day.overflow import Overflow
from data.model.language import tr


def overflow_view() -> None:
    """Draw which overflows are allowed, and let them be changed."""
    names = session.queue_names()
    if len(names) < 2:
        return
    with st.expander(tr("Overflow between queues"), icon=":material/call_split:"):
        st.caption(
            tr(
                "Who may take contacts of another queue when it is short, though they lack its "
                "skill. Only such moves are proposed; none are until somebody allows them."
            )
        )
        known = overflows_of(session.context())
        every = [Overflow(one, other) for one in names for other in names if one != other]

        def said(pair: Overflow) -> str:
            return tr(
                "{queue}, by people of {other}",
                queue=names[pair.queue_id], other=names[pair.of_queue_id],
            )  # fmt: skip

        with st.form("overflow", border=False):
            chosen = st.multiselect(
                tr("Allowed"), every, list(known), format_func=said, placeholder=tr("choose")
            )
            why = reason("overflow")
            if allowed.submit(tr("Save"), "set_overflows"):
                with shown_errors():
                    set_overflows(session.context(), tuple(chosen), why)
                    st.toast(tr("Saved"))
                    st.rerun()
