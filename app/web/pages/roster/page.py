"""Roster: who works when; build, look, check, change."""

import streamlit as st

from app.services.context import today_of
from app.services.roster.locks import locked_cells_of
from app.services.roster.state import state_of
from app.web import reads, session
from app.web.pages.roster.build import KIND, build_form
from app.web.pages.roster.compare import compare_view
from app.web.pages.roster.cover import cover_view
from app.web.pages.roster.draft import draft_of
from app.web.pages.roster.edit import consequence_of, edit_panel, repair_panel
from app.web.pages.roster.fairness import fairness_view
from app.web.pages.roster.gantt import gantt_view
from app.web.pages.roster.names import name_and_note
from app.web.parts.conflicts import conflict_report
from app.web.parts.downloads import roster_downloads
from app.web.parts.locks import lock_buttons, lock_picker
from app.web.parts.matrix import Drawn, matrix_filters, roster_matrix
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.run_panel import run_panel
from app.web.parts.scorecard import headline, proof, scorecard_view, state_line
from app.web.parts.wording import go, heading, nothing_yet, number, percent
from app.web.reads import Judged
from data.model.roster import AgentDay
from data.store import Store, documents
from data.store.versions import RosterSummary

PLAN, DAY, COVER, FAIR = "Plan", "Day", "Cover", "Fairness"
COMPARE, SCORE, FILES = "Compare", "Scorecard", "Files"


def show() -> None:
    """Draw the page."""
    heading("Roster", "Who works when, how good is that, and what would a change cost?")
    store = session.context().store
    if not _ready(store):
        return
    going = run_panel(KIND, _done)
    listed = rosters_to_choose(unsolved=True)
    judged, conflicts = None, None
    locked: frozenset[AgentDay] = frozenset()
    if listed:
        left, right = st.columns([5, 1.2], vertical_alignment="bottom")
        with left:
            roster_id = pick_roster(listed)
        with right:
            name_and_note(next(one for one in listed if one.roster_id == roster_id))
        judged = reads.judged(session.url(), roster_id)
        conflicts = None if judged else reads.saved_roster(session.url(), roster_id)
    if judged:
        locked = locked_cells_of(session.context(), judged.saved)
    elif not going:
        build_form(store.list_requirements())
    if conflicts:
        conflict_report(conflicts.result)
    elif judged:
        _look(judged, locked, listed)
        if not going:
            build_form(store.list_requirements(), judged.saved.roster_id, locked)
    elif not going:
        nothing_yet("No roster yet", "Choose the weeks above and press *Build*.")


def _ready(store: Store) -> bool:
    if not store.load(documents.STAFF).agents:
        nothing_yet(
            "Nobody to roster",
            "A roster is built for people with their contracts and skills.",
            page="people",
            label="Read in people",
        )
        return False
    if not store.list_requirements():
        nothing_yet(
            "No staffing need yet",
            "A roster is built for the agents required in every slot.",
            page="staffing",
            label="Work out the staffing need",
        )
        return False
    return True


def _done(roster_id: str) -> None:
    saved = reads.saved_roster(session.url(), roster_id)
    result, card = saved.result, saved.scorecard
    if result.roster is None or card is None:
        conflict_report(result)
        return
    st.markdown(
        f"**{saved.roster_id}** is saved: cost {number(result.objective)}, at most "
        f"{percent(result.gap)} above the lower bound, {result.seconds:.0f} s."
    )
    state_line(state_of(saved, today_of(session.context())))
    st.button("Show it", type="primary", on_click=session.choose_roster, args=(saved.roster_id,))


def _look(judged: Judged, locked: frozenset[AgentDay], listed: tuple[RosterSummary, ...]) -> None:
    headline(judged)
    view = st.segmented_control(
        "View",
        [PLAN, DAY, COVER, FAIR, COMPARE, SCORE, FILES],
        default=None if "roster_view" in st.session_state else PLAN,
        required=True,
        label_visibility="collapsed",
        key="roster_view",
    )
    if view == PLAN:
        _plan(judged, locked)
    elif view == DAY:
        gantt_view(judged)
    elif view == COVER:
        cover_view(judged)
    elif view == FAIR:
        fairness_view(judged)
    elif view == COMPARE:
        compare_view(judged, listed)
    elif view == SCORE:
        scorecard_view(judged)
    else:
        roster_downloads(judged.saved.roster_id, judged.saved.roster_id)
    proof(judged, "roster")
    go("publish", "Publish a roster")


def _plan(judged: Judged, locked: frozenset[AgentDay]) -> None:
    """The grid with the draft in it, and beside it what a change does."""
    draft = draft_of(judged.saved.roster_id)
    drawn = Drawn(judged.roster, judged.card)
    if draft:
        edits = tuple(draft.edits.values())
        found = consequence_of(judged, locked, edits)
        absent = {(e.agent_id, e.day): e.absent for e in edits if e.absent}
        drawn = Drawn(found.roster, found.after, draft.edits.keys(), absent)
    matrix_filters(judged)
    left, right = st.columns([3, 1.25], gap="medium")
    with left:
        cells = roster_matrix(judged, locked, drawn)
        lock_buttons(judged, locked, cells[0] if len(cells) == 1 else None)
        lock_picker(judged, locked)
    with right:
        edit_panel(judged, draft, drawn.roster, locked, cells)
    repair_panel(judged, draft, locked)
