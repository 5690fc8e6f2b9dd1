"""Audit: who did what, when and why."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from app.services.access.asking import why_not
from app.services.audit import trail_state
from app.services.context import today_of
from app.web import session
from app.web.pages.audit.sentences import Names, sentence_of
from app.web.parts.wording import DASH, heading, in_words_of_pages, local, nothing_yet, plain
from data.model.audit import AuditEntry
from data.model.language import phrase, tr
from data.store import documents

SINCE = {
    phrase("all time"): None,
    "today": 0,
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
    found = _filtered(known, zone)
    st.caption(
        tr(
            "{found} entries, newest first; times on the clock of {zone}.",
            found=len(found),
            zone=zone,
        )
    )
    if not found:
        st.info(tr("No entry fits this filter."))
        return
    names = _names()
    event = st.dataframe(
        pd.DataFrame([_row(entry, zone, names) for entry in found]),
        hide_index=True,
        height=480,
        on_select="rerun",
        selection_mode="single-row",
        key="audit_table",
    )
    rows = event.selection.rows
    _detail(found[rows[0]] if rows and rows[0] < len(found) else found[0], zone, names)


def _filtered(known: tuple[AuditEntry, ...], zone: str) -> tuple[AuditEntry, ...]:
    columns = st.columns([2, 2, 2, 3, 2])
    who = columns[0].selectbox(tr("Who"), _with_any(entry.who for entry in known), format_func=_any)
    verb = columns[1].selectbox(
        tr("What"), _with_any(entry.verb for entry in known), format_func=_deed
    )
    since = columns[2].selectbox(tr("Since"), list(SINCE))
    text = columns[3].text_input(tr("Contains"), placeholder=tr("id, reason, file name"))
    limit = columns[4].selectbox(tr("At most"), LIMITS)
    found = session.context().store.audit(
        who=who, verb=verb, since=_instant(SINCE[since], zone), limit=limit
    )
    needle = text.strip().lower()
    return tuple(e for e in found if needle in f"{e.subject} {e.why} {e.detail}".lower())


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


def _row(entry: AuditEntry, zone: str, names: Names) -> dict[str, str]:
    return {
        tr("When"): local(entry.at, zone),
        tr("Who"): entry.who,
        tr("What happened"): sentence_of(entry, names),
        tr("Why"): entry.why,
        tr("Known by"): entry.known_by,
        tr("Role"): entry.role or DASH,
    }


def _names() -> Names:
    """What people, queues, contracts and rosters are called, as far as the person may see it."""
    store = session.context().store
    staff, queues = store.load(documents.STAFF), store.load(documents.QUEUES)
    rosters = () if why_not(session.context(), "see_rosters") else store.list_rosters()
    return Names(
        {agent.agent_id: agent.name for agent in staff.agents},
        {queue.queue_id: queue.name for queue in queues},
        {contract.contract_id: contract.name for contract in staff.contracts},
        {one.roster_id: one.label.name for one in rosters},
    )


def _detail(entry: AuditEntry, zone: str, names: Names) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(sentence_of(entry, names))}**")
        because = tr(", because: {why}", why=plain(entry.why)) if entry.why else ""
        st.caption(f"{plain(entry.who)}, {local(entry.at, zone)}{because}")
        with st.expander(tr("Proof: the entry as it is stored"), icon=":material/verified:"):
            st.markdown(f"{plain(entry.verb)} · {plain(entry.subject)}")
            st.json(entry.detail, expanded=1)
