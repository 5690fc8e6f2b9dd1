"""Where notices go: one destination, and a button that tries it."""

import streamlit as st

from app.services.exchange.notices import destination_shown, send_test, set_destination
from app.services.exchange.quiet import (
    CALLED,
    NOTICES,
    PEOPLE,
    quiet_hours_of,
    set_quiet_hours,
)
from app.services.exchange.sending import set_people_address
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given, held, quiet_form, reason, saved
from app.web.parts.wording import plain, shown_errors
from data.model.centre import NoticeSettings, QuietHours
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
    _people(seen)
    _quiet()
    if shown and allowed.button(tr("Send a test"), "send_test", icon=":material/send:"):
        with shown_errors(), st.spinner(tr("Sending"), show_time=True):
            st.success(tr("A test was taken by {where}.", where=plain(send_test(context))))


def _people(now: NoticeSettings) -> None:
    """The address by which single people are written to about their shifts."""
    said = (
        tr("People whose shifts change **can be written to** from Publish and Sick and surge.")
        if now.people
        else tr("Messages to people are copied by hand until an address for them is set.")
    )
    st.markdown(said)
    seen, prefix = held(f"{KEY}_people", now)
    with st.form(f"{KEY}_people", enter_to_submit=False):
        address = st.text_input(
            tr("Address for single people"),
            type="password",
            key=f"{prefix}:people",
            autocomplete="off",
            placeholder="mailto://name:password@mail.example.org/?to={email}",
            help=tr(
                "As apprise reads it, with {email} where each person's own e-mail stands, which is "
                "that of their user. Leave it empty to write to nobody.",
                email="{email}",
            ),
        )
        why = reason(f"{prefix}_people")
        asked = allowed.submit(
            tr("Save the address for people"), "set_people_address", icon=":material/save:"
        )
    if asked and given(why):
        with shown_errors():
            set_people_address(session.context(), address or "", why, seen=seen)
            saved(f"{KEY}_people", tr("The address for people is saved."))


def _quiet() -> None:
    """When notices and messages wait; whoever has quiet hours of their own keeps those."""
    context = session.context()
    said = {
        NOTICES: tr(
            "In these hours notices wait, but not those of a surge, of figures that stopped "
            "coming, and of an alert that nobody took on."
        ),
        PEOPLE: tr(
            "In these hours messages to people wait, unless the sender says that they cannot. "
            "Everybody may set other hours on My shifts."
        ),
    }
    for whose, column in zip(said, st.columns(2, gap="large"), strict=True):

        def save(quiet: QuietHours, why: str, seen: QuietHours, whose: str = whose) -> None:
            set_quiet_hours(session.context(), whose, quiet, why, seen=seen)

        with column:
            st.markdown(f"**{tr(CALLED[whose])}**")
            st.caption(said[whose])
            now = quiet_hours_of(context, whose)
            quiet_form(f"{KEY}_quiet_{whose}", "set_quiet_hours", now, save)
