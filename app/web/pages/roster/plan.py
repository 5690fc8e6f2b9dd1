"""The plan: the grid with the draft drawn in it, and beside it what a change does."""

import streamlit as st

from app.web.pages.roster.changes.draft import draft_of
from app.web.pages.roster.changes.edit import consequence_of, edit_panel, repair_panel
from app.web.pages.roster.matrix import Drawn, matrix_filters, roster_matrix
from app.web.parts.roster.locks import lock_buttons, lock_picker
from app.web.reads import Judged
from data.model.roster import AgentDay


def plan_view(judged: Judged, locked: frozenset[AgentDay]) -> None:
    """The grid with the draft in it, and beside it what a change does."""
    draft, drawn = draft_of(judged.saved.roster_id), drawn_with_draft(judged, locked)
    matrix_filters(judged)
    left, right = st.columns([3.4, 1.2], gap="small")
    with left:
        cells = roster_matrix(judged, locked, drawn)
        lock_buttons(judged, locked, cells[0] if len(cells) == 1 else None)
        lock_picker(judged, locked)
    with right:
        edit_panel(judged, draft, drawn.roster, locked, cells)
    repair_panel(judged, draft, locked)


def drawn_with_draft(judged: Judged, locked: frozenset[AgentDay]) -> Drawn:
    """The roster as the draft has it."""
    edits = tuple(draft_of(judged.saved.roster_id).edits.values())
    if not edits:
        return Drawn(judged.roster, judged.card)
    found = consequence_of(judged, locked, edits)
    absent = {(e.agent_id, e.day): e.absent for e in edits if e.absent}
    return Drawn(found.roster, found.after, {(e.agent_id, e.day) for e in edits}, absent)
