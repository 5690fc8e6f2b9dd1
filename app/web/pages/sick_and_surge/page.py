"""Sick and surge: somebody is sick or contacts surge; change only what pays."""

import streamlit as st

from app.services.jobs.of_rosters import RerosterOrder
from app.services.roster.locks import locked_cells_of
from app.web import jobs, reads, session
from app.web.pages.sick_and_surge.form import absence_list, reroster_settings, surge_list
from app.web.pages.sick_and_surge.view import reroster_view
from app.web.parts.locks import lock_picker
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import heading
from app.web.reads import Judged
from rostering.repair.disruption import Disruption

KIND = "reroster"


def show() -> None:
    """Draw the page."""
    heading(
        "Sick and surge",
        "Somebody is sick or contacts surge: who works instead, and what changes for whom?",
    )
    usable = rosters_to_choose()
    if not usable:
        return
    going = run_panel(KIND, reroster_view)
    judged = reads.judged(session.url(), pick_roster(usable))
    if judged and not going:
        _ask(judged)


def _ask(judged: Judged) -> None:
    st.caption(
        "Add who is absent or where more agents are needed, then press *Reroster*: it changes as "
        "few days as pay, and shows what changes before anything is saved."
    )
    left, right = st.columns(2, gap="large")
    with left:
        absent = absence_list(judged)
    with right:
        surges = surge_list(judged)
    lock_picker(judged, locked_cells_of(session.context(), judged.saved))
    settings = reroster_settings(judged)
    if settings is None:
        return
    if not absent and not surges:
        st.warning("Add who is absent, or where more agents are needed, first.")
        return
    disruption = Disruption(
        absent,
        surges,
        first=settings.first,
        change_price=settings.change_price,
        max_touched=settings.max_touched,
    )
    _start(judged, disruption, settings.limit_s)
    st.rerun()


def _start(judged: Judged, disruption: Disruption, limit_s: float) -> None:
    jobs.start(RerosterOrder(judged.saved.roster_id, disruption, time_limit_s=limit_s))
