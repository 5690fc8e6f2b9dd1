"""The plan: the grid with the draft drawn in it, and beside it what a change does."""

from collections.abc import Collection
from datetime import date

import streamlit as st

from app.web import session
from app.web.pages.roster.changes.draft import draft_of
from app.web.pages.roster.changes.edit import consequence_of, edit_panel, repair_panel
from app.web.pages.roster.matrix import Drawn, matrix_filters, roster_matrix
from app.web.parts.roster.locks import lock_buttons, lock_picker
from app.web.parts.wording import spans
from app.web.reads import Judged
from data.model.language import tr, trn
from data.model.publication import Publication, planned_by_others
from data.model.roster import AgentDay


def plan_view(judged: Judged, locked: frozenset[AgentDay], elsewhere: Collection[date]) -> None:
    """The grid with the draft in it, and beside it what a change does."""
    draft, drawn = draft_of(judged.saved.roster_id), drawn_with_draft(judged, locked, elsewhere)
    matrix_filters(judged)
    left, right = st.columns([3.4, 1.2], gap="small")
    with left:
        cells = roster_matrix(judged, locked, drawn)
        lock_buttons(judged, locked, cells[0] if len(cells) == 1 else None)
        lock_picker(judged, locked)
    with right:
        edit_panel(judged, draft, drawn.roster, locked, cells)
    repair_panel(judged, draft, locked)


def newer_versions(judged: Judged) -> dict[date, Publication]:
    """Days that newer versions of other rosters plan: said, with a way to each of them."""
    published = session.context().store.load_publications()
    found = planned_by_others(published, judged.saved.roster_id)
    for roster_id in dict.fromkeys(one.roster_id for one in found.values()):
        theirs = [day for day, one in found.items() if one.roster_id == roster_id]
        versions = sorted({found[day].version for day in theirs})
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(
                trn(
                    "Nobody works by this roster on {n} day ({days}): version {versions} plans it.",
                    "Nobody works by this roster on {n} days ({days}): version {versions} plans "
                    "them.",
                    len(theirs),
                    days=spans(theirs),
                    versions=tr(", ").join(map(str, versions)),
                ),
                icon=":material/event_busy:",
            )
            st.button(
                tr("Show {roster}", roster=roster_id),
                on_click=session.choose_roster,
                args=(roster_id,),
            )
    return found


def drawn_with_draft(
    judged: Judged, locked: frozenset[AgentDay], elsewhere: Collection[date] = ()
) -> Drawn:
    """The roster as the draft has it."""
    edits = tuple(draft_of(judged.saved.roster_id).edits.values())
    if not edits:
        return Drawn(judged.roster, judged.card, elsewhere=elsewhere)
    found = consequence_of(judged, locked, edits)
    absent = {(e.agent_id, e.day): e.absent for e in edits if e.absent}
    return Drawn(found.roster, found.after, {(e.agent_id, e.day) for e in edits}, absent, elsewhere)
