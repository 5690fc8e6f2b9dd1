"""Several cells at once: one shift for all of them, two people swapped, a week copied."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from app.services.roster.changes.edit import CellEdit
from app.services.roster.changes.swap import swapped
from app.web.pages.roster.changes.draft import Draft, copied_week, same_shift
from app.web.parts.wording import day_short, plain
from app.web.reads import Judged
from data.model.language import tr, trn
from data.model.roster import AgentDay, Roster

Choice = tuple[str, int]


def several_cells(
    judged: Judged,
    draft: Draft,
    roster: Roster,
    locked: frozenset[AgentDay],
    cells: Sequence[AgentDay],
    choices: dict[Choice, str],
) -> None:
    """One change for all selected cells; locked ones stay.

    Parameters
    ----------
    roster
        As the draft has it.
    choices
        What a cell can become: template and start, or a negative start for no shift.
    """
    people = list(dict.fromkeys(agent_id for agent_id, _ in cells))
    free = [cell for cell in cells if cell not in locked]
    who = trn("one person", "{n} people", len(people))
    st.markdown(tr("**{n} cells of {who}** selected", n=len(cells), who=who))
    if len(free) < len(cells):
        n = len(cells) - len(free)
        st.caption(trn("One locked cell stays as it is.", "{n} locked cells stay as they are.", n))
    key = f"several_{judged.saved.roster_id}"

    def put() -> None:
        choice = st.session_state[key]
        if choice is not None:
            draft.put(_edits(judged, roster, free, choice))

    with st.form("several", border=True):
        st.selectbox(
            tr("All become"),
            list(choices),
            None,
            format_func=choices.__getitem__,
            placeholder=tr("A shift, a day off, or sick"),
            key=key,
        )
        label = tr("Put into the draft")
        asked = st.form_submit_button(label, type="primary", width="stretch", on_click=put)
    if asked and st.session_state[key] is None:
        st.warning(tr("Choose what they become."))
    if len(people) == 2:
        _swap(judged, draft, roster, locked, people, sorted({day for _, day in cells}))


def _edits(
    judged: Judged, roster: Roster, cells: Sequence[AgentDay], choice: Choice
) -> list[CellEdit]:
    code, start_min = choice
    if start_min >= 0:
        return same_shift(judged, roster, cells, code, start_min)
    return [CellEdit(agent_id, day, None, code) for agent_id, day in cells]


def _swap(
    judged: Judged,
    draft: Draft,
    roster: Roster,
    locked: frozenset[AgentDay],
    people: Sequence[str],
    days: Sequence[date],
) -> None:
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    one, other = people
    label = tr("Swap {one} and {other}", one=plain(names[one]), other=plain(names[other]))
    said = trn("on one day", "on {n} days", len(days))
    held = [day for day in days if (one, day) in locked or (other, day) in locked]
    if held:
        text = tr("{day} is locked for one of them: no swap.", day=day_short(held[0]))
        st.caption(tr(":material/lock: {text}", text=text))
    st.button(
        f"{label} {said}",
        icon=":material/swap_vert:",
        width="stretch",
        disabled=bool(held),
        on_click=draft.put,
        args=(swapped(roster, one, other, days),),
    )


def copy_week(
    judged: Judged,
    draft: Draft,
    roster: Roster,
    locked: frozenset[AgentDay],
    people: Sequence[str],
    *,
    selected: bool,
) -> None:
    """Ask which week is copied where, and for whom.

    Parameters
    ----------
    people
        Those of the selected cells, or all that are shown.
    """
    dates = judged.problem.dates
    weeks = [day for day in dates if day.weekday() == 0 and (dates[-1] - day).days >= 6]
    if len(weeks) < 2:
        return
    with st.popover(tr("Copy a week"), icon=":material/content_copy:", width="stretch"):
        who = trn("one person", "{n} people", len(people))
        which = tr("the selected {who}", who=who) if selected else tr("the {who} shown", who=who)
        st.caption(tr("For {which}; locked cells and leave stay.", which=which))
        from_ = st.selectbox(tr("Copy the week from"), weeks, format_func=day_short)
        to = st.selectbox(tr("into the week from"), weeks, 1, format_func=day_short)
        if st.button(tr("Copy"), type="primary"):
            away = {
                (agent_id, dates[number])
                for table in (judged.problem.leave_days, judged.problem.sick_days)
                for agent_id, numbers in table.items()
                for number in numbers
                if 0 <= number < len(dates)
            }
            if from_ == to:
                st.warning(tr("Choose two different weeks."))
                return
            draft.put(copied_week(roster, people, from_, to, locked | away))
            st.rerun()
