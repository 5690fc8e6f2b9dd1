"""One entry of the trail as people read it, and what things are called in it."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from app.services.day import watch
from app.web.parts.deeds import Names, sentence_of
from app.web.parts.wording import DASH, local, plain
from data.model.audit import AuditEntry
from data.model.language import phrase, tr, trn

_CLAIMED = "claimed by operating-system user "
_KNOWN = (phrase("operating-system user"), phrase("signed in"))
_REPEATED = ("import_day", "reforecast")
"""Deeds that the server repeats all day, slot by slot."""


def row(entry: AuditEntry, zone: str, names: Names) -> dict[str, str]:
    """One entry as a row of the table."""
    return {
        tr("When"): local(entry.at, zone),
        tr("Who"): _who(entry),
        tr("What happened"): sentence_of(entry, names),
        tr("Why"): entry.why,
        tr("Known by"): _known(entry.known_by),
        tr("Role"): entry.role or DASH,
    }


def _who(entry: AuditEntry) -> str:
    """Who acted; the server's own watch over the running day has a name in every language."""
    return tr("running day") if entry.who == watch.WHO else entry.who


def _known(stored: str) -> str:
    """How a name was known; it is stored in English, whoever acted."""
    claim, claimed, user = stored.partition(_CLAIMED)
    if claimed and not claim:
        return tr("claimed by operating-system user {user}", user=user)
    return tr(stored) if stored in _KNOWN else stored


def folded(entries: Sequence[AuditEntry]) -> list[tuple[AuditEntry, ...]]:
    """Entries as lines of the table: files of a running day that came one after another are one."""
    groups = groupby(enumerate(entries), key=_line_of)
    return [tuple(entry for _, entry in group) for _, group in groups]


def _line_of(numbered: tuple[int, AuditEntry]) -> tuple[object, ...]:
    """What a line of the table holds together; every other entry stands for itself."""
    number, entry = numbered
    return (entry.verb, entry.who, entry.role) if entry.verb in _REPEATED else (number,)


def group_row(group: tuple[AuditEntry, ...], zone: str, names: Names) -> dict[str, str]:
    """One line: an entry, or the newest of those folded, how many there are and since when."""
    found = row(group[0], zone, names)
    if len(group) > 1:
        said = trn("{n} more like it since {since}", "{n} more like it since {since}",
                   len(group) - 1, since=local(group[-1].at, zone))  # fmt: skip
        found[tr("What happened")] += f" · {said}"
    return found


def detail(entry: AuditEntry, zone: str, names: Names) -> None:
    """Draw one entry: its sentence, and behind it what is stored."""
    with st.container(border=True):
        st.markdown(f"**{plain(sentence_of(entry, names))}**")
        because = tr(", because: {why}", why=plain(entry.why)) if entry.why else ""
        st.caption(tr(", ").join((plain(_who(entry)), local(entry.at, zone))) + because)
        with st.expander(tr("Proof: the entry as it is stored"), icon=":material/verified:"):
            st.markdown(f"{plain(entry.verb)} · {plain(entry.subject)}")
            st.json(entry.detail, expanded=1)
