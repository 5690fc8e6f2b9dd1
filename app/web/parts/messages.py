"""Texts for those whose shifts change, each with a button that copies it, until they are sent."""

from collections.abc import Mapping, Sequence

import streamlit as st

from app.services.day.messages import Message, messages_of
from app.services.roster.check import CellChange
from app.web import session
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
        if st.button(tr("They are sent"), icon=":material/check:"):
            session.unsaved().pop(WAITING)
            st.rerun()
