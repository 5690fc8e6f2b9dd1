"""The list of people with its filters, and beside it who is ticked: one person, or several."""

from collections.abc import Callable
from functools import partial
from zlib import crc32

import pandas as pd
import streamlit as st

from app.services.access.asking import why_not
from app.services.context import today_of
from app.services.people.leave import LeaveBalance, leave_balances
from app.web import session
from app.web.pages.people.card import card
from app.web.pages.people.person import new_person
from app.web.pages.people.several import several
from app.web.parts.forms import from_address, part_button, stays_chosen, to_address
from app.web.parts.wording import nothing_yet
from data.model.language import tr, trn
from data.model.staff import Agent, Staff, teams_among
from data.store import documents

PERSON = "person"
"""In the address: whose card is open."""
NOBODY = ""
ADDING = "adding_a_person"
HEIGHT_PX = 520
ALL_OF_IT = 60
"""Width of the list beside nothing, in widths of the empty column."""


def people_panel() -> None:
    """Draw the list, and the card or the form for several."""
    staff = session.staff()
    if not staff.agents:
        nothing_yet(
            tr("Nobody is in the staff yet"),
            tr(
                "Read in files of people, contracts and shift templates; filled examples for this "
                "centre's queues lie there, too. Or add a contract first and then one person after "
                "another."
            ),
        )
        part_button("people", "files", tr("Read in people"))
        if staff.contracts:
            new_person(staff)
        return
    names = queue_names()
    shown = _filtered(staff, names)
    ticked = _ticked(shown)
    beside = _beside(staff, shown, ticked)
    # The same two columns always: a list that moved to another place would forget its ticks.
    left, right = st.columns([6, 5] if beside else [ALL_OF_IT, 1], gap="medium")
    with left:
        _list(staff, shown, names)
    with right:
        if beside:
            beside()


def queue_names() -> dict[str, str]:
    """Queue -> what people call it: skills are queues."""
    queues = session.context().store.load(documents.QUEUES)
    return {queue.queue_id: queue.name or queue.queue_id for queue in queues}


def called(agent: Agent) -> str:
    """`Li Na · A017`; the number tells two people of one name apart."""
    return f"{agent.name} · {agent.agent_id}" if agent.name else agent.agent_id


def _filtered(staff: Staff, names: dict[str, str]) -> list[Agent]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            tr("Name, number or team"), key="people_text", icon=":material/search:", width=220
        )
        skills = st.multiselect(
            tr("Skills"),
            names,
            format_func=lambda q: names[q],
            key="people_skills",
            width=240,
            placeholder=tr("all"),
        )
        contracts = {one.contract_id: one.name or one.contract_id for one in staff.contracts}
        chosen = st.multiselect(
            tr("Contract"),
            contracts,
            format_func=lambda c: contracts[c],
            key="people_contract",
            width=200,
            placeholder=tr("all"),
        )
        teams = teams_among(staff.agents)
        team = (
            st.multiselect(tr("Team"), teams, key="people_team", width=160, placeholder=tr("all"))
            if teams
            else []
        )
    needle = (text or "").strip().casefold()
    return [
        agent
        for agent in staff.agents
        if needle in f"{agent.name} {agent.agent_id} {agent.team}".casefold()
        and set(skills) <= set(agent.skills)
        and (not chosen or agent.contract_id in chosen)
        and (not team or agent.team in team)
    ]


def _list(staff: Staff, shown: list[Agent], names: dict[str, str]) -> None:
    if not shown:
        st.info(tr("Nobody fits this search."))
        return
    everybody = len(staff.agents)
    st.caption(
        trn("{n} person of {all}; tick one to see or change them, several to change them alike.",
            "{n} people of {all}; tick one to see or change them, several to change them alike.",
            len(shown), all=everybody)
    )  # fmt: skip
    today = today_of(session.context())
    away = {row.agent_id: tr(row.kind) for row in staff.leave if row.first <= today <= row.last}
    contracts = {one.contract_id: one.name or one.contract_id for one in staff.contracts}
    balances = _balances()
    rows = pd.DataFrame(
        [
            {
                tr("Name"): agent.name or agent.agent_id,
                tr("Number"): agent.agent_id,
                tr("Skills"): tr(", ").join(_skill(agent, skill, names) for skill in agent.skills),
                tr("Team"): agent.team,
                tr("Contract"): contracts.get(agent.contract_id, agent.contract_id),
                tr("Senior"): agent.senior,
                tr("Away today"): away.get(agent.agent_id, ""),
                **_left(balances.get(agent.agent_id)),
            }
            for agent in shown
        ]
    )
    if not rows[tr("Team")].any():
        rows = rows.drop(columns=tr("Team"))
    st.dataframe(
        rows,
        hide_index=True,
        height=HEIGHT_PX if len(rows) > 13 else "content",
        on_select="rerun",
        selection_mode="multi-row",
        key=_key_of_list(shown),
        column_config={
            tr("Name"): st.column_config.TextColumn(pinned=True, width=130),
            tr("Skills"): st.column_config.TextColumn(width=190),
        },
    )


def _skill(agent: Agent, skill: str, names: dict[str, str]) -> str:
    """`Billing`, or `Billing ★5` where somebody rated it."""
    level = dict(agent.proficiency).get(skill)
    return names.get(skill, skill) + (f" ★{level}" if level else "")


def _key_of_list(shown: list[Agent]) -> str:
    """Other rows, other ticks: they are numbers of rows, which a filter gives to other people."""
    rows = crc32("\n".join(agent.agent_id for agent in shown).encode())
    return f"people_list_{st.session_state.get('people_list_number', 0)}_{rows}"


def _ticked(shown: list[Agent]) -> list[Agent]:
    """Who is ticked in the list, which is drawn after what depends on it."""
    event = st.session_state.get(_key_of_list(shown))
    rows = event["selection"]["rows"] if event else []
    return [shown[row] for row in rows if row < len(shown)]


def _balances() -> dict[str, LeaveBalance]:
    """Leave that is left, where the person may see everybody's."""
    if why_not(session.context(), "leave_balances"):
        return {}
    found = leave_balances(session.context())
    return {one.agent_id: one for one in found if one.left is not None}


def _left(balance: LeaveBalance | None) -> dict[str, int | None]:
    return {tr("Leave left"): balance.left} if balance else {}


def _chosen(staff: Staff, shown: list[Agent], ticked: list[Agent]) -> Agent | None:
    """Whose card is open: the one ticked last, or chosen by name; and the way to a new person."""
    people = {agent.agent_id: agent for agent in staff.agents}
    ids = [NOBODY, *dict.fromkeys(agent.agent_id for agent in (*shown, *staff.agents))]
    if ticked and st.session_state.get("person_ticked") != ticked[0].agent_id:
        st.session_state[PERSON] = ticked[0].agent_id
    st.session_state["person_ticked"] = ticked[0].agent_id if ticked else NOBODY
    from_address(PERSON, people)
    if st.session_state.get(PERSON, NOBODY) not in ids:
        st.session_state[PERSON] = NOBODY  # they left meanwhile
    stays_chosen(PERSON)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            tr("Person"),
            ids,
            format_func=lambda i: called(people[i]) if i else tr("choose or tick somebody"),
            key=PERSON,
            width=320,
        )
        st.button(
            tr("Add a person"),
            icon=":material/person_add:",
            on_click=lambda: st.session_state.update({ADDING: True}),
        )
    to_address(PERSON, chosen)
    return people.get(chosen)


def _beside(staff: Staff, shown: list[Agent], ticked: list[Agent]) -> Callable[[], None] | None:
    """What stands beside the list; None: the list has the whole width."""
    if st.session_state.get(ADDING):
        return partial(new_person, staff)
    if len(ticked) > 1:
        return partial(several, staff, ticked)
    chosen = _chosen(staff, shown, ticked)
    return partial(card, staff, chosen) if chosen else None
