"""Lock or unlock what was clicked in the plan: the cell, the person, the day."""

import streamlit as st

from app.services.lock_cells import LockSpan
from app.web.reads import Judged
from app.web.widgets.lock_picker import free, hold
from app.web.widgets.wording import day_short
from data.model.roster import AgentDay


def lock_buttons(judged: Judged, locked: frozenset[AgentDay], clicked: AgentDay | None) -> None:
    """One button for each level; it frees what is locked already."""
    if clicked is None:
        return
    agent_id, day = clicked
    agents, days = [a.agent_id for a in judged.problem.agents], judged.problem.dates
    name = next(a.name for a in judged.problem.agents if a.agent_id == agent_id)
    levels = {
        f"{name}, {day_short(day)}": (LockSpan(agent_id, day, day), {clicked}),
        f"{name}, all days": (LockSpan(agent_id), {(agent_id, d) for d in days}),
        f"everybody, {day_short(day)}": (
            LockSpan(first=day, last=day),
            {(a, day) for a in agents},
        ),
    }
    with st.container(horizontal=True):
        for level, (words, (span, cells)) in enumerate(levels.items()):
            held = cells <= locked
            icon = ":material/lock_open:" if held else ":material/lock:"
            label = f"{'Unlock' if held else 'Lock'} {words}"
            if st.button(label, icon=icon, key=f"lock_level_{level}"):
                (free if held else hold)(judged, span)
