"""Locks of a saved roster: cells, days, weeks, people, teams, everything; saved with it."""

from datetime import date

import streamlit as st

from app.services.roster.locks import (
    EVERYTHING,
    LockSpan,
    group_locks,
    lock_in_roster,
    unlock_in_roster,
)
from app.web import session
from app.web.parts import allowed
from app.web.parts.wording import DASH, day_short, plain
from app.web.reads import Judged
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import AgentDay
from data.model.staff import teams_among
from data.model.words import counted

SHOWN = 30


def lock_picker(judged: Judged, locked: frozenset[AgentDay]) -> None:
    """List what is locked, lock more, free some; each change is saved at once."""
    names = _names(judged.problem)
    spans = group_locks(locked, judged.problem.agents, judged.problem.dates)
    title = tr("Locks: {cells}", cells=_cells(len(locked))) if locked else tr("Locks")
    with st.expander(title, icon=":material/lock:"):
        st.caption(
            tr(
                "Locked cells stay in every roster built or rerostered from this "
                "one, and nobody can change them by hand before they are unlocked."
            )
        )
        _add(judged, names)
        for place, span in enumerate(spans[:SHOWN]):
            words, button = st.columns([6, 1], vertical_alignment="center")
            words.markdown(
                tr(
                    ":material/lock: {names}, {when}",
                    names=plain(names.get(span.who, span.who)),
                    when=_when(span),
                )
            )
            if allowed.button(
                tr("Unlock"),
                "unlock_in_roster",
                at=button,
                key=f"unlock_{judged.saved.roster_id}_{place}",
            ):
                free(judged, span)
        if len(spans) > SHOWN:
            st.caption(
                tr("... and {spans} more: they are marked in the plan.", spans=len(spans) - SHOWN)
            )
        if len(spans) > 1 and allowed.button(
            tr("Unlock everything"), "unlock_in_roster", icon=":material/lock_open:"
        ):
            free(judged, LockSpan())


def hold(judged: Judged, span: LockSpan) -> None:
    """Lock a span and draw the page again."""
    new, _ = lock_in_roster(session.context(), judged.saved.roster_id, (span,))
    st.toast(tr("{cells} locked", cells=_cells(new)), icon=":material/lock:")
    st.rerun()


def free(judged: Judged, span: LockSpan) -> None:
    """Unlock a span and draw the page again."""
    freed, _ = unlock_in_roster(session.context(), judged.saved.roster_id, (span,))
    st.toast(tr("{cells} unlocked", cells=_cells(freed)), icon=":material/lock_open:")
    st.rerun()


def _add(judged: Judged, names: dict[str, str]) -> None:
    days = judged.problem.dates
    with st.form(f"lock_{judged.saved.roster_id}", border=False):
        columns = st.columns([4, 2, 2, 1], vertical_alignment="bottom")
        who = columns[0].selectbox(tr("Who"), list(names), format_func=names.__getitem__)
        first = columns[1].selectbox(tr("From"), days, format_func=day_short)
        last = columns[2].selectbox(tr("To"), days, len(days) - 1, format_func=day_short)
        asked = allowed.submit(tr("Lock"), "lock_in_roster", at=columns[3], icon=":material/lock:")
    if asked and last < first:
        st.warning(tr("The last day lies before the first."))
    elif asked:
        hold(judged, LockSpan(who, first, last))


def _names(problem: RosterProblem) -> dict[str, str]:
    teams = teams_among(problem.agents)
    contracts = sorted({agent.contract_id for agent in problem.agents})
    return {
        EVERYTHING: tr("Everybody"),
        **{f"team:{team}": team for team in teams},
        **{
            f"contract:{contract}": tr("Contract {contract}", contract=contract)
            for contract in contracts
        },
        **{agent.agent_id: f"{agent.name} ({agent.agent_id})" for agent in problem.agents},
    }


def _when(span: LockSpan) -> str:
    if span.first is None or span.last is None:
        return tr("every day")
    return _days(span.first, span.last)


def _days(first: date, last: date) -> str:
    return day_short(first) if first == last else f"{day_short(first)} {DASH} {day_short(last)}"


def _cells(number: int) -> str:
    return counted(number, "cell")


def lock_buttons(judged: Judged, locked: frozenset[AgentDay], clicked: AgentDay | None) -> None:
    """One button for each level; it frees what is locked already."""
    if clicked is None:
        return
    agent_id, day = clicked
    agents, days = [a.agent_id for a in judged.problem.agents], judged.problem.dates
    name = next(a.name for a in judged.problem.agents if a.agent_id == agent_id)
    levels = {
        tr(", ").join((name, day_short(day))): (LockSpan(agent_id, day, day), {clicked}),
        tr("{name}, all days", name=name): (LockSpan(agent_id), {(agent_id, d) for d in days}),
        tr("everybody, {day}", day=day_short(day)): (
            LockSpan(first=day, last=day),
            {(a, day) for a in agents},
        ),
    }
    with st.container(horizontal=True):
        for level, (words, (span, cells)) in enumerate(levels.items()):
            held = cells <= locked
            icon = ":material/lock_open:" if held else ":material/lock:"
            label = f"{(tr('Unlock') if held else tr('Lock'))} {words}"
            verb = "unlock_in_roster" if held else "lock_in_roster"
            about = {agent for agent, _ in cells}
            if allowed.button(label, verb, about, icon=icon, key=f"lock_level_{level}"):
                (free if held else hold)(judged, span)
