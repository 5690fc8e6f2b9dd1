"""Several people at once: skills, contract, team, or out of the staff."""

import streamlit as st

from app.services.people.agents import AgentChanges, change_agents
from app.web import session
from app.web.pages.people.person import take_out
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import plain, shown_errors
from data.model.language import tr, trn
from data.model.staff import Agent, Staff, teams_among
from data.store import documents

KEY = "several_people"
AS_IT_IS = None


def several(staff: Staff, ticked: list[Agent]) -> None:
    """Draw the form for those who are ticked."""
    st.markdown(f"**{trn('{n} person', '{n} people', len(ticked))}**")
    some = tr(", ").join(plain(agent.name or agent.agent_id) for agent in ticked[:8])
    st.caption(some + (", ..." if len(ticked) > 8 else ""))
    _, prefix = held(KEY, tuple(agent.agent_id for agent in ticked))
    with st.form(KEY, enter_to_submit=False):
        changes = _boxes(staff, prefix)
        why = reason(prefix)
        asked = allowed.submit(
            trn("Change {n} person", "Change {n} people", len(ticked)),
            "change_agents",
            [agent.agent_id for agent in ticked],
            type="primary",
            icon=":material/group:",
        )
    ids = [agent.agent_id for agent in ticked]
    if asked and given(why):
        with shown_errors():
            found = change_agents(session.context(), ids, changes, why)
            saved(KEY, trn("{n} person is changed.", "{n} people are changed.", len(found)))
    with st.expander(tr("Take them out of the staff"), icon=":material/person_remove:"):
        st.caption(
            tr(
                "Rosters, published versions, fairness and the audit trail keep them. Their "
                "leave, hours and wishes go."
            )
        )
        _, leaving = held("several_leavers", tuple(ids))
        with st.form("several_leavers", border=False, enter_to_submit=False):
            why = reason(leaving)
            gone = allowed.submit(
                trn("Take {n} person out", "Take {n} people out", len(ticked)),
                "remove_agents",
                ids,
                icon=":material/person_remove:",
            )
        if gone and given(why):
            take_out(ticked, why, "several_leavers")


def _boxes(staff: Staff, prefix: str) -> AgentChanges:
    queues = session.context().store.load(documents.QUEUES)
    names = {queue.queue_id: queue.name or queue.queue_id for queue in queues}
    add = st.multiselect(
        tr("Add skills"),
        names,
        format_func=lambda q: names[q],
        key=f"{prefix}:add",
        placeholder=tr("choose"),
    )
    held_ = sorted({skill for agent in staff.agents for skill in agent.skills})
    drop = st.multiselect(
        tr("Take skills away"),
        held_,
        format_func=lambda q: names.get(q, q),
        key=f"{prefix}:drop",
        placeholder=tr("choose"),
    )
    left, right = st.columns(2)
    contracts = {one.contract_id: one.name or one.contract_id for one in staff.contracts}
    contract = left.selectbox(
        tr("Contract"),
        [AS_IT_IS, *contracts],
        format_func=lambda c: contracts[c] if c else tr("as it is"),
        key=f"{prefix}:contract",
    )
    teams = teams_among(staff.agents)
    team = right.selectbox(
        tr("Team"),
        teams,
        None,
        placeholder=tr("as it is"),
        key=f"{prefix}:team",
        accept_new_options=True,
    )
    seniors = {None: tr("as it is"), True: tr("yes"), False: tr("no")}
    senior = left.selectbox(
        tr("Senior"), list(seniors), format_func=lambda s: seniors[s], key=f"{prefix}:senior"
    )
    return AgentChanges(tuple(add), tuple(drop), contract, team, senior)
