"""The language that a person reads; everybody chooses their own."""

import streamlit as st

from app.locale import LANGUAGES
from app.services.access.language import language_of
from app.web import session
from data.model.language import tr

KEY = "language_chosen"


def language_panel() -> None:
    """Draw the choice; what is chosen is saved at once, for this person alone."""
    codes = ["", *LANGUAGES]
    now = language_of(session.context())
    st.selectbox(
        tr("Language"),
        codes,
        index=codes.index(now) if now in codes else 0,
        format_func=lambda code: LANGUAGES.get(code) or tr("as the browser wishes"),
        key=KEY,
        on_change=_choose,
        width=320,
    )
    st.caption(tr("For you alone, on every page and in messages. Names and notes stay as typed."))


def _choose() -> None:
    session.choose_language(str(st.session_state[KEY] or ""))
