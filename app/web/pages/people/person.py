"""One person's own facts in a form: new, changed, or taken out of the staff."""

import re
from dataclasses import replace

import streamlit as st

from app.services.people.agents import add_agent, change_agent, remove_agents
from app.services.people.leave import allowance_of
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import plain, shown_errors
from data.model.language import tr, trn
from data.model.staff import LEVELS, MOST_LEAVE_DAYS_A_YEAR, USUAL_LEVEL, Agent, Staff, teams_among
from data.store import documents

ADDING = "adding_a_person"


def new_person(staff: Staff) -> None:
    """A form for somebody new."""
    contract = staff.contracts[0].contract_id if staff.contracts else ""
    blank = Agent(next_number(staff), "", contract, ())
    _, prefix = held("new_person", blank)
    with st.form("new_person", enter_to_submit=False):
        st.markdown(f"**{tr('Somebody new')}**")
        number = st.text_input(
            tr("Number (stays; files and rosters name people by it)"),
            blank.agent_id,
            key=f"{prefix}:number",
        )
        agent = _boxes(staff, blank, prefix)
        why = reason(prefix)
        asked = allowed.submit(
            tr("Add them"), "add_agent", type="primary", icon=":material/person_add:"
        )
    if st.button(tr("Add nobody"), type="tertiary", icon=":material/close:"):
        st.session_state.pop(ADDING, None)
        st.rerun()
    if not asked:
        return
    if not agent.name.strip() or not agent.skills:
        st.warning(tr("Give a name, and one skill at least."))
    elif given(why):
        with shown_errors():
            added = add_agent(session.context(), replace(agent, agent_id=number or ""), why)
            st.session_state.pop(ADDING, None)
            st.session_state["person"] = added.agent_id
            saved("new_person", tr("{who} is in the staff.", who=plain(added.name)))


def next_number(staff: Staff) -> str:
    """A number after the last one, `A121` after `A120`; empty where they follow no pattern."""
    found = [re.fullmatch(r"(.*?)(\d+)", agent.agent_id) for agent in staff.agents]
    last = max((m for m in found if m), key=lambda m: (len(m[2]), m[2]), default=None)
    if last is None:
        return "" if staff.agents else "A001"
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}d}"


def person_form(staff: Staff, agent: Agent) -> None:
    """Name, team, contract, skills and leave a year of somebody, and the way out of the staff."""
    key = f"person_{agent.agent_id}"
    seen, prefix = held(key, agent)
    with st.form(key, enter_to_submit=False, border=False):
        wanted = _boxes(staff, seen, prefix)
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save this person"),
            "change_agent",
            [agent.agent_id],
            type="primary",
            icon=":material/save:",
        )
    if asked and not wanted.skills:
        st.warning(tr("Give them one skill at least: without one they could serve nobody."))
    elif asked and given(why):
        with shown_errors():
            change_agent(session.context(), wanted, why, seen=seen)
            saved(key, tr("{who} is saved.", who=plain(wanted.name)))
    with st.expander(tr("Take them out of the staff"), icon=":material/person_remove:"):
        _leaver(staff, agent)


def _boxes(staff: Staff, seen: Agent, prefix: str) -> Agent:
    queues = session.context().store.load(documents.QUEUES)
    names = {queue.queue_id: queue.name or queue.queue_id for queue in queues}
    names |= {skill: skill for skill in seen.skills if skill not in names}
    name = st.text_input(tr("Name"), seen.name, key=f"{prefix}:name")
    skills = st.multiselect(
        tr("Skills: the queues they serve"),
        list(names),
        list(seen.skills),
        format_func=lambda queue_id: names[queue_id],
        key=f"{prefix}:skills",
        placeholder=tr("choose"),
    )
    left, right = st.columns(2)
    contracts = {one.contract_id: one.name or one.contract_id for one in staff.contracts}
    contracts.setdefault(seen.contract_id, seen.contract_id)
    contract = left.selectbox(
        tr("Contract"),
        list(contracts),
        list(contracts).index(seen.contract_id),
        format_func=lambda contract_id: contracts[contract_id],
        key=f"{prefix}:contract",
    )
    teams = ["", *teams_among((*staff.agents, seen))]
    team = right.selectbox(
        tr("Team"),
        teams,
        teams.index(seen.team),
        format_func=lambda one: one or tr("none"),
        key=f"{prefix}:team",
        accept_new_options=True,
    )
    usual = allowance_of(staff, replace(seen, leave_days=None))
    days = left.number_input(
        tr("Leave a year [working days]"),
        0,
        MOST_LEAVE_DAYS_A_YEAR,
        seen.leave_days,
        key=f"{prefix}:leave",
        placeholder=tr("as the contract: {days}", days=usual or tr("not said")),
        help=tr("With what was carried over. Empty: as the contract has it."),
    )
    right.markdown("")
    senior = right.checkbox(
        tr("Senior"),
        seen.senior,
        key=f"{prefix}:senior",
        help=tr("Counts where rules ask for experienced people."),
    )
    return Agent(
        seen.agent_id, name or "", contract, _in_order(seen, skills), (team or "").strip(), senior,
        None if days is None else int(days), _levels(seen, names, prefix),
    )  # fmt: skip


def _levels(seen: Agent, names: dict[str, str], prefix: str) -> tuple[tuple[str, int], ...]:
    """How well they serve each queue that they serve so far."""
    if not seen.skills:
        return seen.proficiency
    with st.expander(tr("Proficiency"), icon=":material/star:"):
        st.caption(
            tr(
                "1 still learning, 3 as usual, 5 the others ask them. Of people who could take "
                "over a shift at the same cost the more proficient come first; what is required "
                "counts everybody alike. Rosters know it from the next build on."
            )
        )
        return tuple(
            (
                skill,
                st.segmented_control(
                    plain(names[skill]),
                    list(LEVELS),
                    default=seen.level_in(skill),
                    required=True,
                    key=f"{prefix}:level:{skill}",
                )
                or USUAL_LEVEL,
            )
            for skill in seen.skills
        )


def _in_order(seen: Agent, skills: list[str]) -> tuple[str, ...]:
    """Untouched skills stay in the order they have, so that nothing seems changed."""
    kept = [skill for skill in seen.skills if skill in skills]
    return (*kept, *(skill for skill in skills if skill not in kept))


def _leaver(staff: Staff, agent: Agent) -> None:
    leave = sum(row.agent_id == agent.agent_id for row in staff.leave)
    wishes = sum(row.agent_id == agent.agent_id for row in staff.wishes)
    st.caption(
        tr(
            "Rosters, published versions, fairness and the audit trail keep them. Their leave "
            "({leave}), hours and wishes ({wishes}) go. The next build plans without them; for "
            "shifts already published use Sick and surge.",
            leave=leave,
            wishes=wishes,
        )
    )
    key = f"leaver_{agent.agent_id}"
    _, prefix = held(key, agent.agent_id)
    with st.form(key, border=False, enter_to_submit=False):
        why = reason(prefix)
        asked = allowed.submit(
            tr("Take them out"), "remove_agents", [agent.agent_id], icon=":material/person_remove:"
        )
    if asked and given(why):
        take_out([agent], why, key)


def take_out(agents: list[Agent], why: str, key: str) -> None:
    """Take people out of the staff, and say so."""
    with shown_errors():
        gone = remove_agents(session.context(), [agent.agent_id for agent in agents], why)
        st.session_state["people_list_number"] = st.session_state.get("people_list_number", 0) + 1
        saved(key, trn("{n} person is taken out.", "{n} people are taken out.", len(gone)))
