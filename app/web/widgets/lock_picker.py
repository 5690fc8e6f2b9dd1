"""What must stay: cells, days, weeks, people, teams, everything; gathered one by one."""

from datetime import date

import streamlit as st

from app.services.lock_cells import EVERYTHING, LockSpan
from app.web.widgets.wording import DASH, day_short
from rostering.problem import RosterProblem


def lock_picker(problem: RosterProblem, key: str) -> tuple[LockSpan, ...]:
    """Gather spans of cells that stay as they are.

    Parameters
    ----------
    key
        Tells this list from others of the session.
    """
    spans: list[LockSpan] = st.session_state.setdefault(f"locks_{key}", [])
    names = _names(problem)
    with st.expander("What must stay", icon=":material/lock:", expanded=bool(spans)):
        _add(problem, spans, names, key)
        for place, span in enumerate(spans):
            words, button = st.columns([6, 1], vertical_alignment="center")
            words.markdown(f":material/lock: {names.get(span.who, span.who)}, {_when(span)}")
            if button.button("Unlock", key=f"unlock_{key}_{place}"):
                del spans[place]
                st.rerun()
    return tuple(spans)


def _add(problem: RosterProblem, spans: list[LockSpan], names: dict[str, str], key: str) -> None:
    with st.form(f"lock_{key}", border=False):
        columns = st.columns([4, 2, 2, 1], vertical_alignment="bottom")
        who = columns[0].selectbox("Who", list(names), format_func=names.__getitem__)
        days = problem.dates
        first = columns[1].selectbox("From", days, format_func=day_short)
        last = columns[2].selectbox("To", days, len(days) - 1, format_func=day_short)
        asked = columns[3].form_submit_button("Lock", icon=":material/lock:")
    if asked and last < first:
        st.warning("The last day lies before the first.")
    elif asked:
        spans.append(LockSpan(who, first, last))
        st.rerun()


def _names(problem: RosterProblem) -> dict[str, str]:
    teams = sorted({agent.team for agent in problem.agents if agent.team})
    contracts = sorted({agent.contract_id for agent in problem.agents})
    return {
        EVERYTHING: "Everybody",
        **{f"team:{team}": team for team in teams},
        **{f"contract:{contract}": f"Contract {contract}" for contract in contracts},
        **{agent.agent_id: f"{agent.name} ({agent.agent_id})" for agent in problem.agents},
    }


def _when(span: LockSpan) -> str:
    if span.first is None or span.last is None:
        return "every day"
    return _days(span.first, span.last)


def _days(first: date, last: date) -> str:
    return day_short(first) if first == last else f"{day_short(first)} {DASH} {day_short(last)}"
