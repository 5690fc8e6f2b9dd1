"""Texts for those whose shifts change, each with a button that copies it, until they are sent."""

from collections.abc import Mapping, Sequence

import streamlit as st

from app.services.day.messages import Message, messages_of, told_and_away
from app.services.exchange.sending import (
    Delivery,
    can_write_to_people,
    seen_by,
    waiting_for_quiet,
)
from app.services.jobs.of_notices import SendOrder
from app.services.roster.check import CellChange
from app.services.roster.publishing.states import version_states
from app.web import jobs, session
from app.web.parts import allowed
from app.web.parts.run_panel import run_panel
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
    elif not run_panel("send", _said, version=version):
        _ask(tuple(texts), version)
    found = seen_by(context, version)
    if found.sent:
        names = {message.agent_id: message.name for message in texts}
        missing = tr(", ").join(plain(names.get(agent, agent)) for agent in found.open[:SHOWN])
        st.markdown(
            tr(
                "**{seen} of {sent}** who were written to have seen their shifts.",
                seen=len(found.sent) - len(found.open),
                sent=len(found.sent),
            )
            + (" " + tr("Not yet: {names}", names=missing) if missing else "")
        )


def _ask(texts: tuple[Message, ...], version: int) -> None:
    """The button that writes to all, at once or for some after their quiet hours."""
    held = sum(one.until is not None for one in waiting_for_quiet(session.context(), texts))
    urgent = held > 0 and st.checkbox(
        trn(
            "Also write to {n} person who has quiet hours now",
            "Also write to {n} people who have quiet hours now",
            held,
        ),
        key=f"urgent_{version}",
        help=tr("Otherwise they are written to when their quiet hours end."),
    )
    if allowed.button(
        tr("Send to everybody"), "send_message", key=f"send_{version}", icon=":material/send:"
    ):
        with shown_errors():
            jobs.dismiss_kind("send", version=version)
            jobs.start(SendOrder(texts, version, urgent))
            st.rerun()


def _said(found: Sequence[Delivery]) -> None:
    by_end = {
        "sent": tr("Sent to {names}"),
        "no e-mail": tr("Their users have no e-mail: {names}"),
        "not taken": tr("The mail server did not take those to {names}"),
        "before": tr("They had the same message already, so it was not sent again: {names}"),
        "unknown": tr(
            "PeakShift was interrupted while it wrote to {names}. It is not sent twice: ask them "
            "whether it arrived."
        ),
    }
    for ended, text in by_end.items():
        mine = tr(", ").join(plain(one.name) for one in found if one.ended == ended)
        if mine:
            (st.success if ended == "sent" else st.warning)(text.format(names=mine))


WAITING = "messages"
"""Key of the texts that somebody has not sent yet; a reload finds them again."""


def keep_messages(
    changes: Sequence[CellChange], names: Mapping[str, str], why: str, version: int
) -> None:
    """Show the texts of what was just published until somebody says that they are sent."""
    told, away = told_and_away(changes, session.staff().leave)
    texts = messages_of(told, names, session.context().who, why, version)
    planned = tuple(sorted({names.get(one.agent_id, one.agent_id) for one in away}))
    if texts or planned:
        session.unsaved()[WAITING] = (version, texts, planned)


def messages_waiting() -> None:
    """The texts of what was published last."""
    waiting: tuple[int, tuple[Message, ...], tuple[str, ...]] | None
    waiting = session.unsaved().get(WAITING)
    if waiting is None:
        return
    version, texts, away = waiting
    if is_withdrawn(version):  # nobody shall be written of what no longer holds
        session.unsaved().pop(WAITING)
        return
    title = tr("Messages about version {version}", version=version)
    with st.expander(title, expanded=True, icon=":material/forward_to_inbox:"):
        if away:
            names = plain(tr(", ").join(away))
            st.warning(
                tr("The plan has them work, but they are away, and are not written to: {names}",
                   names=names),
                icon=":material/person_alert:",
            )  # fmt: skip
        message_list(texts)
        send_panel(texts, version)
        if st.button(tr("They are sent"), icon=":material/check:"):
            session.unsaved().pop(WAITING)
            st.rerun()


def is_withdrawn(version: int) -> bool:
    """Whether a version was published and taken back."""
    states = version_states(session.context().store.load_publications())
    return states.get(version) == "withdrawn"
