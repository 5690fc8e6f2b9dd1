"""One entry of the trail as people read it, and what things are called in it."""

import streamlit as st

from app.services.access.asking import why_not
from app.web import session
from app.web.pages.audit.sentences import Names, sentence_of
from app.web.parts.wording import DASH, local, plain
from data.model.audit import AuditEntry
from data.model.language import tr
from data.store import documents


def row(entry: AuditEntry, zone: str, names: Names) -> dict[str, str]:
    """One entry as a row of the table."""
    return {
        tr("When"): local(entry.at, zone),
        tr("Who"): entry.who,
        tr("What happened"): sentence_of(entry, names),
        tr("Why"): entry.why,
        tr("Known by"): entry.known_by,
        tr("Role"): entry.role or DASH,
    }


def names_now() -> Names:
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


def detail(entry: AuditEntry, zone: str, names: Names) -> None:
    """Draw one entry: its sentence, and behind it what is stored."""
    with st.container(border=True):
        st.markdown(f"**{plain(sentence_of(entry, names))}**")
        because = tr(", because: {why}", why=plain(entry.why)) if entry.why else ""
        st.caption(f"{plain(entry.who)}, {local(entry.at, zone)}{because}")
        with st.expander(tr("Proof: the entry as it is stored"), icon=":material/verified:"):
            st.markdown(f"{plain(entry.verb)} · {plain(entry.subject)}")
            st.json(entry.detail, expanded=1)
