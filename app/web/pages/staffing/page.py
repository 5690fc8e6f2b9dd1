"""Staffing need: how many agents it takes, why, and what another target would take."""

import pandas as pd
import streamlit as st

from app.services.staffing.saved import promised
from app.web import reads, session
from app.web.pages.staffing.bases import bases_view
from app.web.pages.staffing.form import need_totals, requirement_form
from app.web.pages.staffing.what_if import what_if_view
from app.web.pages.staffing.why import why_view
from app.web.parts.assumptions import assumptions
from app.web.parts.charts.cover import ALL
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.need_chart import by_slot, heat_map, slots_chart
from app.web.parts.charts.palette import COOL
from app.web.parts.files import requirement_download
from app.web.parts.pickers import pick_queue, pick_requirement, pick_week
from app.web.parts.shrinkage import shrinkage_table
from app.web.parts.wording import go, heading, nothing_yet, warned
from data.model.language import phrase, tr
from data.model.requirement import Requirement
from data.store import documents

HEADS, CERTAINTY, WHY, WHAT_IF = (
    phrase("Agents required"),
    phrase("What certainty costs"),
    phrase("Why this number"),
    phrase("What if"),
)


def show() -> None:
    """Draw the page."""
    heading(tr("Staffing need"), tr("How many agents does it take, in every slot?"))
    store = session.context().store
    if not store.list_forecasts():
        nothing_yet(
            tr("No forecast to staff from"),
            tr("The agents required are worked out from the forecasts of all queues."),
            page="forecast",
            label=tr("Make a forecast"),
        )
        return
    requirement_form()
    shrinkage_table()
    listed = store.list_requirements()
    if not listed:
        nothing_yet(
            tr("No staffing need yet"),
            tr("Choose a basis above and press *Work out the staffing need*."),
        )
        return
    requirement = reads.requirement(session.url(), pick_requirement(listed))
    _outdated(requirement)
    warned(reads.requirement_warnings(session.url(), requirement.requirement_id))
    view = st.segmented_control(
        tr("View"),
        [HEADS, CERTAINTY, WHY, WHAT_IF],
        default=HEADS,
        required=True,
        format_func=tr,
        label_visibility="collapsed",
        key="requirement_view",
    )
    if view == CERTAINTY:
        bases_view(requirement)
    elif view == WHY:
        why_view(requirement)
    elif view == WHAT_IF:
        what_if_view(requirement)
    else:
        _heads(requirement)
    go("roster", tr("Build a roster for it"))


def _outdated(requirement: Requirement) -> None:
    then = promised(session.context(), requirement)
    queues = session.context().store.load(documents.QUEUES)
    changed = [q.name for q in queues if then.get(q.queue_id, q).target != q.target]
    if changed:
        st.warning(
            tr(
                "The target of {changed} was changed after this was worked out. "
                "Press *Work out the staffing need* to staff for the new one.",
                changed=tr(", ").join(changed),
            ),
            icon=":material/update:",
        )


def _heads(requirement: Requirement) -> None:
    need_totals(requirement)
    _slots(requirement)
    assumptions(requirement)
    _heat(requirement)
    requirement_download(requirement)


def _slots(requirement: Requirement) -> None:
    st.subheader(tr("Agents required by slot"), anchor=False)
    first = pick_week(requirement.grid.days)
    draw(slots_chart(by_slot(requirement, first, 7, session.queue_names())))


def _heat(requirement: Requirement) -> None:
    st.subheader(tr("Agents required by day and slot"), anchor=False)
    queue = pick_queue(requirement.queue_ids, every=True)
    rows, grid = requirement.heads, requirement.grid
    heads = rows.sum(axis=0) if queue == ALL else rows[requirement.queue_ids.index(queue)]
    chart = heat_map(pd.Series(grid.day), grid.minute_of_day, heads, tr("agents"), COOL)
    draw(chart)
