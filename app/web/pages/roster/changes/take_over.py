"""Somebody drops out: who could take the shift over, and what each choice would cost."""

import streamlit as st

from app.services.roster.changes.edit import CellEdit, absences_of, earliest_on, edited_in
from app.services.roster.changes.reroster import Choice, choices_in, take_edits
from app.web import session
from app.web.pages.roster.changes.draft import Draft
from app.web.pages.roster.matrix import Cell
from app.web.parts.roster.choices import notice_given, offer
from app.web.parts.wording import day_short, plain
from app.web.reads import Judged
from data.model.language import phrase, tr
from data.model.problem import SICK
from rostering.repair.absence import with_absences

SHOWN = 6
"""Of each group."""
OFF = ""
KINDS = {
    SICK: phrase("sick"),
    "annual": phrase("late leave"),
    "training": phrase("training"),
    OFF: phrase("a day off instead"),
}


def take_over(judged: Judged, draft: Draft, locked: frozenset[Cell], clicked: Cell) -> None:
    """List candidates for the clicked shift; choosing one puts both cells into the draft."""
    if clicked not in judged.roster.by_cell:
        return
    agent_id, day = clicked
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    asked = st.toggle(
        tr(
            "Who could take over from {names} on {day_short}?",
            names=plain(names[agent_id]),
            day_short=day_short(day),
        )
    )
    if not asked:
        return
    kind = st.selectbox(
        tr("Why the shift is open"), list(KINDS), format_func=lambda kind: tr(KINDS[kind])
    )
    if kind == OFF and clicked in locked:
        st.info(tr("This cell is locked: unlock it first, or say what keeps them away."))
        return
    with st.spinner(tr("Asking everybody who could work that day")):
        found = _found(judged, draft.edits, locked, clicked, kind)

    def take(choice: Choice | None) -> None:
        draft.put(take_edits(*clicked, choice.candidate if choice else None, kind))

    notice_given(judged.problem, day)
    offer(found, "over", take)
    label = tr("Nobody: leave the shift open")
    st.button(label, key="take_nobody", on_click=take, args=(None,))


def _found(
    judged: Judged,
    edits: dict[Cell, CellEdit],
    locked: frozenset[Cell],
    clicked: Cell,
    kind: str,
) -> tuple[Choice, ...]:
    """Candidates in the roster as the draft has it, whatever it says of the clicked cell."""
    others = tuple(edit for cell, edit in edits.items() if cell != clicked)
    return choices_in(
        with_absences(judged.problem_with(locked), absences_of(others)),
        edited_in(judged.problem, judged.roster, others),
        *clicked,
        SHOWN,
        kind,
        earliest_on(session.context(), judged.problem, clicked[1]),
    )
