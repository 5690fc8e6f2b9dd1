"""Audit: who did what, when and why."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from app.services.audit import restore_guards, trail_state
from app.services.context import today_of
from app.web import session
from app.web.pages.audit.entry import detail, folded, group_row, names_now
from app.web.pages.audit.sentences import Names, sentence_of
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
from data.model.language import phrase, tr, trn

SINCE = {
    phrase("all time"): None,
    phrase("today"): 0,
    phrase("7 days"): 7,
    phrase("30 days"): 30,
    phrase("a year"): 365,
}
LIMITS = (200, 1000, 10_000)
ANY = ""


def show() -> None:
    """Draw the page."""
    heading(tr("Audit"), tr("Who did what, when and why? Entries are only ever added."))
    zone = session.centre().zone
    known = session.context().store.audit(limit=LIMITS[-1])
    if not known:
        nothing_yet(tr("Nothing has happened yet"), tr("Every change leaves a line here."))
        return
    say = st.warning if session.context().store.warning else st.caption
    say(in_words_of_pages(trail_state(session.context())))
    _guards()
    names = names_now()
    found = _filtered(known, zone, names)
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


def _filtered(known: tuple[AuditEntry, ...], zone: str, names: Names) -> tuple[AuditEntry, ...]:
    columns = st.columns([2, 2, 2, 3, 2])
    who = columns[0].selectbox(tr("Who"), _with_any(entry.who for entry in known), format_func=_any)
    verb = columns[1].selectbox(
        tr("What"), _with_any(entry.verb for entry in known), format_func=_deed
    )
    since = columns[2].selectbox(tr("Since"), list(SINCE), format_func=tr)
    text = columns[3].text_input(tr("Contains"), placeholder=tr("name, reason, file"))
    limit = columns[4].selectbox(tr("At most"), LIMITS)
    found = session.context().store.audit(
        who=who, verb=verb, since=_instant(SINCE[since], zone), limit=limit
    )
    needle = text.strip().lower()

    def text_of(entry: AuditEntry) -> str:
        said = sentence_of(entry, names) if needle else ""
        return f"{said} {entry.subject} {entry.why} {entry.detail}".lower()

    return tuple(entry for entry in found if needle in text_of(entry))


def _with_any(values: Iterable[str]) -> list[str]:
    return [ANY, *sorted(set(values))]


def _any(value: str) -> str:
    return value or tr("any")


def _deed(verb: str) -> str:
    return verb.replace("_", " ") or tr("any")


def _instant(days: int | None, zone: str) -> datetime | None:
    if days is None:
        return None
    today: date = today_of(session.context())
    return datetime.combine(today - timedelta(days=days), time(), ZoneInfo(zone))
