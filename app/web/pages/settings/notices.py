"""Where notices go: one destination, and a button that tries it."""

import streamlit as st

from app.services.exchange.notices import destination_shown, send_test, set_destination
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import plain, shown_errors
from data.model.language import tr
from data.store import documents

KEY = "notices_form"


def notices_panel() -> None:
    """Draw the destination in force, the form for another, and the test."""
    context = session.context()
    shown = destination_shown(context)
    if shown:
        st.markdown(tr("Notices go to **{where}**.", where=plain(shown)))
    else:
        st.info(tr("Notices go nowhere yet: name a destination."), icon=":material/notifications:")
    seen, prefix = held(KEY, context.store.load(documents.NOTICES))
    with st.form(KEY, enter_to_submit=False):
        address = st.text_input(
            tr("New destination"),
            type="password",
            key=f"{prefix}:address",
            autocomplete="off",
            help=tr(
                "An address as apprise reads it: e-mail mailto://, WeCom wecombot://, DingTalk "
                "dingtalk://, Teams workflows://, any web hook json://. Leave it empty to send "
                "none. It is saved in the database and never shown again."
            ),
        )
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save the destination"), "set_destination", type="primary", icon=":material/save:"
        )
    if asked and given(why):
        with shown_errors():
            set_destination(context, address or "", why, seen=seen)
            saved(KEY, tr("The destination is saved. Send a test."))
    if shown and st.button(tr("Send a test"), icon=":material/send:"):
        with shown_errors(), st.spinner(tr("Sending"), show_time=True):
            st.success(tr("A test was taken by {where}.", where=plain(send_test(context))))
