"""Which entries of the trail are shown."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from app.services.context import today_of
from app.web import session
from app.web.parts.deeds import Names, sentence_of
from data.model.audit import AuditEntry
from data.model.language import phrase, tr

SINCE = {
    phrase("all time"): None,
    phrase("today"): 0,
    phrase("7 days"): 7,
    phrase("30 days"): 30,
    phrase("a year"): 365,
}
LIMITS = (200, 1000, 10_000)
MOST = LIMITS[-1]
ANY = ""


def filtered(known: tuple[AuditEntry, ...], zone: str, names: Names) -> tuple[AuditEntry, ...]:
    """Entries that fit what somebody chose above the table, newest first."""
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
