"""Texts for those whose shifts change, each with a button that copies it, until they are sent."""

from collections.abc import Mapping, Sequence

import streamlit as st

from app.services.day.messages import Message, messages_of
from app.services.exchange.sending import (
    Delivery,
    can_write_to_people,
    seen_by,
    send_messages,
)
from app.services.roster.check import CellChange
from app.web import session
from app.web.parts import allowed
from app.web.parts.wording import plain, shown_errors
from data.model.language import tr, trn

SHOWN = 12


def message_list(texts: Sequence[Message]) -> None:
    """One text a person, and all of them in one file."""
    if not texts:
        st.caption(tr("Nobody's shifts change, so nobody needs a message."))
        return
    said = trn("**One person to write to**", "**{n} people to write to**", len(texts))
    st.markdown(said)
    for message in texts[:SHOWN]:
        st.code(message.text, language=None, wrap_lines=True)
    everything = "\n\n".join(message.text for message in texts)
    if len(texts) > SHOWN:
        st.caption(tr("The other {n} are in the file.", n=len(texts) - SHOWN))
    st.download_button(
        tr("All messages as one file"), everything, "messages.txt", icon=":material/download:"
    )


def send_panel(texts: Sequence[Message], version: int) -> None:
    """One button that writes to all of them, and who has seen their shifts since."""
    context = session.context()
    if not texts or not version:
        return
    if not can_write_to_people(context):
        st.caption(tr("PeakShift writes to people itself once Settings, Notices says how."))
    elif allowed.button(
        tr("Send to everybody"), "send_messages", key=f"send_{version}", icon=":material/send:"
    ):
        with shown_errors(), st.spinner(tr("Sending"), show_time=True):
            _said(send_messages(context, tuple(texts), version))
    found = seen_by(context, version)
    if found.sent:
        names = {message.agent_id: message.name for message in texts}
        missing = ", ".join(plain(names.get(agent, agent)) for agent in found.open[:SHOWN])
        st.markdown(
            tr(
                "**{seen} of {sent}** who were written to have seen their shifts.",
                seen=len(found.sent) - len(found.open),
                sent=len(found.sent),
            )
            + (" " + tr("Not yet: {names}", names=missing) if missing else "")
        )


def _said(found: Sequence[Delivery]) -> None:
    by_end = {
        "sent": tr("Sent to {names}"),
        "no e-mail": tr("Their users have no e-mail: {names}"),
        "not taken": tr("The mail server did not take those to {names}"),
    }
    for ended, text in by_end.items():
        mine = ", ".join(plain(one.name) for one in found if one.ended == ended)
        if mine:
            (st.success if ended == "sent" else st.warning)(text.format(names=mine))


WAITING = "messages"
"""Key of the texts that somebody has not sent yet; a reload finds them again."""


def keep_messages(
    changes: Sequence[CellChange], names: Mapping[str, str], why: str, version: int
) -> None:
    """Show the texts of what was just published until somebody says that they are sent."""
    texts = messages_of(changes, names, session.context().who, why, version)
    if texts:
        session.unsaved()[WAITING] = (version, texts)


def messages_waiting() -> None:
    """The texts of what was published last."""
    waiting: tuple[int, tuple[Message, ...]] | None = session.unsaved().get(WAITING)
    if waiting is None:
        return
    version, texts = waiting
    title = tr("Messages about version {version}", version=version)
    with st.expander(title, expanded=True, icon=":material/forward_to_inbox:"):
        message_list(texts)
        send_panel(texts, version)
        if st.button(tr("They are sent"), icon=":material/check:"):
            session.unsaved().pop(WAITING)
            st.rerun()
