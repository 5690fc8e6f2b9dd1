"""Roster: who works when; build, look, check, change."""

import streamlit as st

from app.services.context import today_of
from app.services.roster.locks import locked_cells_of
from app.services.roster.state import state_of
from app.web import jobs, reads, session
from app.web.pages.roster.build import KIND, build_form, ready_to_build
from app.web.pages.roster.changes.from_file import from_file
from app.web.pages.roster.compare import compare_view
from app.web.pages.roster.conflicts import conflict_report
from app.web.pages.roster.cover import cover_view
from app.web.pages.roster.fairness import fairness_view
from app.web.pages.roster.gantt import gantt_view
from app.web.pages.roster.names import name_and_note
from app.web.pages.roster.plan import drawn_with_draft, newer_versions, plan_view
from app.web.parts.files import roster_downloads
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.roster.scorecard import headline, proof, scorecard_view, state_line
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import go, heading, nothing_yet, number, percent
from app.web.reads import Judged
from data.model.language import phrase, tr
from data.model.roster import AgentDay
from data.store.versions import RosterSummary
from rostering.evaluation.distance import distance

PLAN, DAY, COVER, FAIR = phrase("Plan"), phrase("One day"), phrase("Cover"), phrase("Fairness")
COMPARE, SCORE, FILES = phrase("Compare"), phrase("Scorecard"), phrase("Files")


def show() -> None:
    """Draw the page."""
    heading(tr("Roster"), tr("Who works when, how good is that, and what would a change cost?"))
    store = session.context().store
    if not ready_to_build(store):
        return
    going = run_panel(KIND, _done)
    listed = rosters_to_choose(unsolved=True)
    judged, conflicts, locked = None, None, frozenset[AgentDay]()
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
        nothing_yet(tr("No roster yet"), tr("Choose the weeks above and press *Build*."))


def _done(roster_id: str) -> None:
    saved = reads.saved_roster(session.url(), roster_id)
    result, card = saved.result, saved.scorecard
    if result.roster is None or card is None:
        conflict_report(result)
        return
    far = distance(saved.problem, result.roster, result.objective, result.bound)
    st.markdown(
        tr(
            "**{roster_id}** is saved: cost {number}, at most {percent} above "
            "the lower bound{hours}, {seconds:.0f} s.",
            roster_id=saved.roster_id,
            number=number(result.objective),
            percent=percent(result.gap),
            hours=far.aside if far else "",
            seconds=result.seconds,
        )
    )
    state_line(state_of(saved, today_of(session.context())))
    st.button(tr("Show it"), type="primary", on_click=_show_it, args=(saved.roster_id,))


def _show_it(roster_id: str) -> None:
    """Open what was built; what it says of itself then stands over it, and not twice."""
    session.choose_roster(roster_id)
    jobs.dismiss_kind(KIND)


def _look(judged: Judged, locked: frozenset[AgentDay], listed: tuple[RosterSummary, ...]) -> None:
    headline(judged)
    elsewhere = newer_versions(judged)
    view = st.segmented_control(
        tr("View"),
        [PLAN, DAY, COVER, FAIR, COMPARE, SCORE, FILES],
        format_func=tr,
        default=None if "roster_view" in st.session_state else PLAN,
        required=True,
        label_visibility="collapsed",
        key="roster_view",
    )
    if view == PLAN:
        plan_view(judged, locked, elsewhere)
    elif view == DAY:
        gantt_view(judged, drawn_with_draft(judged, locked))
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
        from_file(judged)
    proof(judged, "roster")
    go("publish", tr("Publish a roster"))
