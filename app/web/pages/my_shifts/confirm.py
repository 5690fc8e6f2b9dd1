"""I have seen my shifts: said once for each published version."""

import streamlit as st

from app.services.exchange.sending import confirm_shifts, has_confirmed
from app.web import session
from app.web.parts import allowed
from app.web.parts.wording import shown_errors
from data.model.language import tr


def confirmation(me: str, version: int) -> None:
    """A button until it is pressed, then that it was; nothing where no version is in force."""
    if not version:
        return
    context = session.context()
    when = has_confirmed(context, me, version)
    if when is not None:
        st.caption(tr("You have seen these shifts (version {version}).", version=version))
    elif allowed.button(
        tr("I have seen my shifts"), "confirm_shifts", (me,), icon=":material/done_all:"
    ):
        with shown_errors():
            confirm_shifts(context, me, version)
            st.rerun()
