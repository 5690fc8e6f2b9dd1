"""Shift design: which few shift templates serve best."""

from dataclasses import replace

import streamlit as st

from app.services.jobs.of_reads import DesignOrder
from app.services.shift_design.design import templates_today
from app.web import jobs, session
from app.web.pages.shift_design.check import forget_check
from app.web.pages.shift_design.form import design_wanted, own_restrictions
from app.web.pages.shift_design.view import design_view
from app.web.parts import allowed
from app.web.parts.pickers import pick_requirement
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import heading, nothing_yet
from data.model.language import tr
from data.store.versions import RequirementSummary
from rostering.shift_design import DesignRequest

KIND = "shift_design"


def show() -> None:
    """Draw the page."""
    heading(
        tr("Shift design"),
        tr("Which few shifts should there be, and what does it cost to have so few?"),
    )
    store = session.context().store
    listed = store.list_requirements()
    if not session.staff().agents:
        nothing_yet(
            tr("Nobody to design for"),
            tr("Shifts are designed for the contracts of people on file."),
            page="people",
            label=tr("Read in people"),
        )
        return
    if not listed:
        nothing_yet(
            tr("No staffing need yet"),
            tr("Shifts are designed for the agents required in every slot."),
            page="staffing",
            label=tr("Work out the staffing need"),
        )
        return
    if not run_panel(KIND, lambda made: design_view(made.problem, made.design)):
        _ask(listed)


def _ask(listed: tuple[RequirementSummary, ...]) -> None:
    menu, lengths = templates_today(session.context())
    with st.form("shift_design"):
        named = pick_requirement(listed, tr("For the staffing need"))
        wanted = design_wanted(lengths)
        own = own_restrictions(menu)
        asked = allowed.submit(
            tr("Design"), "templates_for", type="primary", icon=":material/view_timeline:"
        )
    if not asked:
        return
    if wanted is None:
        st.warning(tr("Choose at least one size and one length."))
    elif own is None:
        st.warning(tr("Say from when and until when no shift may start, or neither."))
    else:
        chosen = next(r for r in listed if r.requirement_id == named)
        _start(chosen, replace(wanted, restrictions=own))
        st.rerun()


def _start(chosen: RequirementSummary, wanted: DesignRequest) -> None:
    weeks = max(1, min(4, chosen.days // 7))
    forget_check()
    jobs.start(DesignOrder.of(chosen.first, weeks, chosen.requirement_id, wanted))
