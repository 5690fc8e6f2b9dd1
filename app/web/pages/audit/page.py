"""Audit: who did what, when and why."""

import pandas as pd
import streamlit as st

from app.services.audit import restore_guards, trail_state
from app.web import session
from app.web.pages.audit.entry import detail, folded, group_row
from app.web.pages.audit.filter import MOST, filtered
from app.web.parts.deeds import names_now
from app.web.parts.forms import reason_to_save
from app.web.parts.wording import (
    heading,
    in_words_of_pages,
    local,
    nothing_yet,
    plain,
    shown_errors,
)
from data.model.audit import AuditEntry
from data.model.language import tr, trn


def show() -> None:
    """Draw the page."""
    heading(tr("Audit"), tr("Who did what, when and why? Entries are only ever added."))
    zone = session.centre().zone
    known = session.context().store.audit(limit=MOST)
    if not known:
        nothing_yet(tr("Nothing has happened yet"), tr("Every change leaves a line here."))
        return
    say = st.warning if session.context().store.warning else st.caption
    say(in_words_of_pages(trail_state(session.context())))
    _guards()
    names = names_now()
    found = filtered(known, zone, names)
    st.caption(
        trn("{n} entry, newest first; times on the clock of {zone}.",
            "{n} entries, newest first; times on the clock of {zone}.", len(found), zone=zone)
    )  # fmt: skip
    if not found:
        st.info(tr("No entry fits this filter."))
        return
    groups = folded(found)
    event = st.dataframe(
        pd.DataFrame([group_row(group, zone, names) for group in groups]),
        hide_index=True,
        height=480,
        on_select="rerun",
        selection_mode="single-row",
        key="audit_table",
    )
    rows = event.selection.rows
    group = groups[rows[0] if rows and rows[0] < len(groups) else 0]
    if len(group) > 1:
        group = (_one_of(group, zone),)
    detail(group[0], zone, names)


def _guards() -> None:
    """Where tables can be changed that only ever grow: put their guards back."""
    lacking = session.context().store.unguarded()
    if not lacking:
        return
    st.error(
        tr("Saved entries of {tables} could be changed: their guards are missing.",
           tables=plain(", ".join(lacking))),
        icon=":material/lock_open:",
    )  # fmt: skip
    if why := reason_to_save("guards", "restore_guards", tr("Put the guards back")):
        with shown_errors():
            restore_guards(session.context(), why)
            st.rerun()


def _one_of(group: tuple[AuditEntry, ...], zone: str) -> AuditEntry:
    """The entry of a folded line that somebody wants to see."""
    return st.selectbox(
        tr("Which of them"),
        group,
        format_func=lambda entry: f"{local(entry.at, zone)} · {entry.subject}",
        key=f"audit_group_{group[-1].at.isoformat()}",
    )
