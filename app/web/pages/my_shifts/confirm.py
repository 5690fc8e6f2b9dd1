"""I have seen my shifts: said once for each published version; and when messages wait for me."""

import streamlit as st

from app.services.exchange.quiet import quiet_hours_of, set_own_quiet_hours
from app.services.exchange.sending import confirm_shifts, has_confirmed
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import quiet_form
from app.web.parts.wording import shown_errors
from data.model.centre import QuietHours
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


def quiet_hours(me: str) -> None:
    """When messages about one's shifts wait."""

    def save(quiet: QuietHours, why: str, seen: QuietHours) -> None:
        set_own_quiet_hours(session.context(), me, quiet, seen=seen)

    now = quiet_hours_of(session.context(), f"agent:{me}")
    said = now.said or tr("none")
    with st.expander(tr("My quiet hours: {said}", said=said), icon=":material/bedtime:"):
        quiet_form("my_quiet", "set_own_quiet_hours", now, save, agents=(me,))
