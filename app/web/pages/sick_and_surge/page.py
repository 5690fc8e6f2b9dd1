"""Sick and surge: who is out, what is lost, who works instead; published with its messages."""

from datetime import date

import streamlit as st

from app.services.jobs.of_rosters import RerosterOrder
from app.services.roster.locks import locked_cells_of
from app.web import jobs, reads, session
from app.web.pages.sick_and_surge.case import Begun, begun_of, case_now, not_in_force
from app.web.pages.sick_and_surge.finish import finish, just_done
from app.web.pages.sick_and_surge.more import reroster_settings
from app.web.pages.sick_and_surge.out import lost_shifts, nobody_new, who_is_out
from app.web.pages.sick_and_surge.people import holes_left
from app.web.pages.sick_and_surge.storm import storm_form
from app.web.pages.sick_and_surge.view import reroster_view
from app.web.parts.pickers import pick_day, pick_roster, rosters_to_choose, running_roster
from app.web.parts.roster.choices import notice_given
from app.web.parts.roster.locks import lock_picker
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import heading
from app.web.reads import Judged
from data.model.language import tr
from rostering.repair.disruption import Disruption

KIND = "reroster"


def show() -> None:
    """Draw the page."""
    heading(
        tr("Sick and surge"),
        tr("Somebody is out or contacts surge: who works instead, and what changes for whom?"),
    )
    usable = rosters_to_choose()
    if not usable:
        return
    running = running_roster(usable)
    if running and not session.chosen_roster():
        session.choose_roster(running)  # who is ill today works by it, whatever else is drafted
    just_done()
    going = run_panel(KIND, reroster_view)
    left, right = st.columns([3, 1])
    with left:
        judged = reads.judged(session.url(), pick_roster(usable))
    if judged is None:
        return
    if running:
        not_in_force(judged, running)
    with right:
        day = pick_day(judged.problem.dates)
    if not going:
        _ask(judged, day)


def _ask(judged: Judged, day: date) -> None:
    begun = begun_of(judged, day)
    st.session_state["names_here"] = {a.agent_id: a.name for a in judged.problem.agents}
    who_is_out(judged, begun, day)
    storm_form(judged, begun, day)
    case = case_now(judged, begun)
    notice_given(case.problem, day)
    left, right = st.columns(2, gap="large")
    with left:
        lost_shifts(judged, begun, case)
        if not begun.absent:
            nobody_new(judged, day)
    with right:
        holes_left(begun, case, day)
    finish(judged, begun, case, day)
    _more(judged, begun)


def _more(judged: Judged, begun: Begun) -> None:
    """The second step: let the solver move more people, within days and numbers one may set."""
    with st.expander(tr("Re-plan more"), icon=":material/healing:"):
        st.caption(
            tr(
                "Searches for the cheapest change of everybody's days, not only of one person for "
                "one shift. It begins at the roster above, with who is out and the storm, and "
                "shows what changes before anything is saved."
            )
        )
        settings = reroster_settings(judged)
        lock_picker(judged, locked_cells_of(session.context(), judged.saved))
    if settings is None:
        return
    if not begun.absent and not begun.surges:
        st.warning(tr("Say who is out, or add a storm, first."))
        return
    disruption = Disruption(
        tuple(sorted(begun.absent.values())),
        begun.surges,
        first=settings.first,
        change_price=settings.change_price,
        max_touched=settings.max_touched,
    )
    _start(judged, disruption, settings.limit_s)
    st.rerun()


def _start(judged: Judged, disruption: Disruption, limit_s: float) -> None:
    jobs.start(RerosterOrder(judged.saved.roster_id, disruption, time_limit_s=limit_s))
