"""Somebody drops out: who could take the shift over, and what each choice would cost."""

import streamlit as st

from app.services.edit_roster import CellEdit
from app.web.reads import Judged
from app.web.widgets.matrix import Cell
from app.web.widgets.scorecard_view import title_of
from app.web.widgets.wording import day_short, signed
from data.model.shift import clock
from rostering.repair import Candidate, replace

SHOWN = 6


def take_over(judged: Judged, edits: dict[Cell, CellEdit], clicked: Cell | None) -> None:
    """List candidates for the clicked shift; choosing one puts both cells into the draft."""
    if clicked is None or clicked not in judged.roster.by_cell:
        return
    agent_id, day = clicked
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    asked = st.toggle(f"Who could take over from {names[agent_id]} on {day_short(day)}?")
    if not asked:
        return
    with st.spinner("Asking everybody who is off that day"):
        found = replace(judged.problem, judged.roster, agent_id, day, SHOWN)
    if not found:
        st.info("Nobody who is off that day could work any of it.")
    for candidate in found:
        _line(edits, clicked, candidate)


def _line(edits: dict[Cell, CellEdit], clicked: Cell, candidate: Candidate) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center")
    shift = candidate.shift
    span = f"{shift.template} {clock(shift.start_min)}–{clock(shift.end_min)}"
    text.markdown(f"**{candidate.name}** ({candidate.agent_id}) {span} · {_price(candidate)}")
    if button.button("Take", key=f"take_{candidate.agent_id}"):
        edits[clicked] = CellEdit(*clicked, None)
        edits[candidate.agent_id, clicked[1]] = CellEdit(candidate.agent_id, clicked[1], shift)
        st.rerun()


def _price(candidate: Candidate) -> str:
    broken = ", ".join(dict.fromkeys(title_of(v.rule) for v in candidate.broken))
    charged = ", ".join(dict.fromkeys(title_of(v.rule) for v in candidate.charged))
    parts = [f"{signed(candidate.points)} points against leaving it open"]
    parts += [f":red[breaks {broken}]"] if broken else [":green[breaks no hard rule]"]
    parts += [f"charged: {charged}"] if charged else []
    return "; ".join(parts)
