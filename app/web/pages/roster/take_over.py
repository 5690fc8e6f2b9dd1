"""Somebody drops out: who could take the shift over, and what each choice would cost."""

import streamlit as st

from app.services.roster.edit import CellEdit, absences_of, edited_in
from app.services.roster.locks import with_locks
from app.services.roster.reroster import Choice, choices_in, take_edits
from app.web.parts.matrix import Cell
from app.web.parts.scorecard import title_of
from app.web.parts.wording import day_short, plain, signed
from app.web.reads import Judged
from data.model.problem import SICK
from data.model.shift import Shift, clock
from rostering.repair.absence import with_absences
from rostering.repair.replacement import Candidate

SHOWN = 4
"""Of each group."""
OFF = ""
KINDS = {SICK: "sick", "annual": "late leave", "training": "training", OFF: "a day off instead"}


def take_over(
    judged: Judged, edits: dict[Cell, CellEdit], locked: frozenset[Cell], clicked: Cell | None
) -> None:
    """List candidates for the clicked shift; choosing one puts both cells into the draft."""
    if clicked is None or clicked not in judged.roster.by_cell:
        return
    agent_id, day = clicked
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    asked = st.toggle(f"Who could take over from {plain(names[agent_id])} on {day_short(day)}?")
    if not asked:
        return
    kind = st.selectbox("Why the shift is open", list(KINDS), format_func=KINDS.__getitem__)
    if kind == OFF and clicked in locked:
        st.info("This cell is locked: unlock it first, or say what keeps them away.")
        return
    with st.spinner("Asking everybody who could work that day"):
        found = _found(judged, edits, locked, clicked, kind)
    _offer("Keep every hard rule", found, True, edits, clicked, kind)
    _offer("Would break a hard rule", found, False, edits, clicked, kind)
    if st.button("Nobody: leave the shift open", key="take_nobody"):
        _take(edits, clicked, None, kind)


def _found(
    judged: Judged,
    edits: dict[Cell, CellEdit],
    locked: frozenset[Cell],
    clicked: Cell,
    kind: str,
) -> tuple[Choice, ...]:
    """Candidates in the roster as the draft has it, whatever it says of the clicked cell."""
    others = tuple(edit for cell, edit in edits.items() if cell != clicked)
    problem = with_locks(judged.problem, judged.roster, locked)
    return choices_in(
        with_absences(problem, absences_of(others)),
        edited_in(problem, judged.roster, others),
        *clicked,
        SHOWN,
        kind,
    )


def _offer(
    title: str,
    found: tuple[Choice, ...],
    keeps_rules: bool,
    edits: dict[Cell, CellEdit],
    clicked: Cell,
    kind: str,
) -> None:
    """One group of candidates under its title."""
    mine = [choice for choice in found if choice.candidate.keeps_rules is keeps_rules]
    if mine or keeps_rules:
        st.markdown(f"**{title}**")
    if not mine and keeps_rules:
        st.info("Nobody could work any of it and keep every hard rule.")
    for choice in mine:
        _line(edits, clicked, choice, kind)
        st.caption(_means(choice))


def _line(edits: dict[Cell, CellEdit], clicked: Cell, choice: Choice, kind: str) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center")
    candidate = choice.candidate
    span = _span(candidate.shift)
    if candidate.now is not None:
        span = f"{candidate.way}: {_span(candidate.now)} becomes {span}"
    person = f"**{plain(candidate.name)}** ({plain(candidate.agent_id)})"
    text.markdown(f"{person} {span} · {_price(choice)}")
    if button.button("Take", key=f"take_{candidate.agent_id}"):
        _take(edits, clicked, candidate, kind)


def _take(
    edits: dict[Cell, CellEdit], clicked: Cell, candidate: Candidate | None, kind: str
) -> None:
    for edit in take_edits(*clicked, candidate, kind):
        edits[edit.agent_id, edit.day] = edit
    st.rerun(scope="app")


def _span(shift: Shift) -> str:
    return f"{shift.template} {clock(shift.start_min)}–{clock(shift.end_min)}"


def _means(choice: Choice) -> str:
    """Rest, paid time and fairness in one line."""
    means = choice.effects
    rests = [
        f"{minutes / 60:g} h rest {when}"
        for minutes, when in ((means.rest_before_min, "before"), (means.rest_after_min, "after"))
        if minutes is not None
    ]
    least, most = (minutes / 60 for minutes in means.agreed_min)
    nights = (
        "" if means.fair_nights is None else f"{means.nights} nights of {means.fair_nights} fair"
    )
    weekends = (
        "" if means.fair_weekends is None
        else f"{means.weekends} weekend shifts of {means.fair_weekends} fair"
    )  # fmt: skip
    parts = (
        f"fills {means.filled_hours:g} h",
        *rests,
        f"{means.week_min / 60:g} paid hours that week ({least:g}-{most:g} agreed)",
        nights,
        weekends,
    )
    return " · ".join(part for part in parts if part)


def _price(choice: Choice) -> str:
    candidate = choice.candidate
    broken = ", ".join(dict.fromkeys(title_of(v.rule) for v in candidate.broken))
    charged = ", ".join(dict.fromkeys(title_of(v.rule) for v in candidate.charged))
    parts = [f"cost {signed(candidate.points)} against leaving it open"]
    parts += [f":red[breaks {broken}]"] if broken else [":green[breaks no hard rule]"]
    parts += [f"charged: {charged}"] if charged else []
    return "; ".join(parts)
