"""Training and activities: off-phone time placed where the floor can spare people."""

import streamlit as st

from app.services.centre import planning_of
from app.services.jobs.of_rosters import ActivitiesOrder
from app.web import jobs, reads, session
from app.web.pages.activities.orders import activity_orders
from app.web.pages.activities.view import KIND, activities_view, held_table
from app.web.parts import allowed
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import heading
from app.web.reads import Judged
from data.model.language import tr


def show() -> None:
    """Draw the page."""
    heading(
        tr("Training and activities"),
        tr("When do training, coaching, meetings and back office hurt callers least?"),
    )
    orders = activity_orders()
    st.subheader(tr("Place them in idle hours"), anchor=False)
    usable = rosters_to_choose()
    if not usable:
        return
    if run_panel(KIND, activities_view):
        return
    judged = reads.judged(session.url(), pick_roster(usable))
    if judged is None:
        return
    _ask(judged, [order.label for order in orders])
    if any(shift.activities for shift in judged.roster.shifts):
        st.subheader(tr("Who has which activity when"), anchor=False)
        held_table(judged.roster, judged.problem)


def _ask(judged: Judged, labels: list[str]) -> None:
    with st.form("place"):
        columns = st.columns([5, 2, 2], vertical_alignment="bottom")
        wanted = columns[0].multiselect(tr("Activities"), labels, labels, placeholder=tr("choose"))
        usual = planning_of(session.context())
        limit = columns[1].number_input(tr("Time limit [s]"), 1, 3_600, usual.activities_limit_s)
        asked = allowed.submit(
            tr("Place in idle hours"),
            "place_in_roster",
            at=columns[2],
            type="primary",
            icon=":material/school:",
            width="stretch",
        )
        st.caption(
            tr(
                "Shifts stay as they are, and so do the days until today. Activities of the same "
                "name that the roster has later may move."
            )
        )
    if asked and not wanted:
        st.warning(tr("Add an activity first: say above what is wanted, for whom and by when."))
    elif asked:
        _start(judged.saved.roster_id, wanted, float(limit))
        st.rerun()


def _start(roster_id: str, labels: list[str], limit_s: float) -> None:
    jobs.start(ActivitiesOrder(roster_id, tuple(labels), limit_s))
