"""Somebody drops out: who could take the shift over, and what each choice would cost."""

import streamlit as st

from app.services.roster.edit import CellEdit
from app.services.roster.locks import with_locks
from app.services.roster.reroster import Choice, choices_in
from app.web.parts.matrix import Cell
from app.web.parts.scorecard import title_of
from app.web.parts.wording import day_short, plain, signed
from app.web.reads import Judged
from data.model.shift import clock

SHOWN = 6


def take_over(
    judged: Judged, edits: dict[Cell, CellEdit], locked: frozenset[Cell], clicked: Cell | None
) -> None:
    """List candidates for the clicked shift; choosing one puts both cells into the draft."""
    if clicked is None or clicked in locked or clicked not in judged.roster.by_cell:
        return
    agent_id, day = clicked
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    asked = st.toggle(f"Who could take over from {plain(names[agent_id])} on {day_short(day)}?")
    if not asked:
        return
    with st.spinner("Asking everybody who is off that day"):
        problem = with_locks(judged.problem, judged.roster, locked)
        found = choices_in(problem, judged.roster, agent_id, day, SHOWN)
    if not found:
        st.info("Nobody who is off that day could work any of it.")
    for choice in found:
        _line(edits, clicked, choice)
        st.caption(_means(choice))


def _line(edits: dict[Cell, CellEdit], clicked: Cell, choice: Choice) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center")
    candidate = choice.candidate
    shift = candidate.shift
    span = f"{shift.template} {clock(shift.start_min)}–{clock(shift.end_min)}"
    person = f"**{plain(candidate.name)}** ({plain(candidate.agent_id)})"
    text.markdown(f"{person} {span} · {_price(choice)}")
    if button.button("Take", key=f"take_{candidate.agent_id}"):
        edits[clicked] = CellEdit(*clicked, None)
        edits[candidate.agent_id, clicked[1]] = CellEdit(candidate.agent_id, clicked[1], shift)
        st.rerun()


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
