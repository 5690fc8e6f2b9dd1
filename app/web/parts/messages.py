"""Texts for those whose shifts change, each with a button that copies it."""

from collections.abc import Sequence

import streamlit as st

from app.services.roster.day.messages import Message
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
