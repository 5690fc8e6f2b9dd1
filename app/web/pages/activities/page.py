"""Training and activities: off-phone time placed where the floor can spare people."""

import streamlit as st

from app.services.centre import planning_of
from app.services.jobs.of_rosters import ActivitiesOrder
from app.services.roster.activities import POINTS_A_MOVE, Moves
from app.web import jobs, reads, session
from app.web.pages.activities.orders import activity_orders
from app.web.pages.activities.view import KIND, activities_view, held_table
from app.web.parts import allowed
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import heading
from app.web.reads import Judged
from data.model.language import phrase, tr

MOVES: dict[Moves, str] = {
    "nothing": phrase("Nothing"),
    "breaks": phrase("Breaks"),
    "shifts": phrase("Breaks and shifts"),
}


def show() -> None:
    """Draw the page."""
    heading(
        tr("Training and activities"),
        tr("When do training, coaching, meetings and back office hurt callers least?"),
    )
    orders = activity_orders()
    st.subheader(tr("Place them"), anchor=False)
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
    moves: Moves = st.segmented_control(
        tr("May move for them"),
        list(MOVES),
        format_func=lambda one: tr(MOVES[one]),
        default="nothing",
        required=True,
        key="activity_moves",
        help=tr(
            "What may move is searched for together with the activities, which costs less. Locked "
            "cells stay, and so do days until today; a shift of a published roster moves only "
            "where that lowers the cost by {least} or more.",
            least=POINTS_A_MOVE,
        ),
    )
    with st.form("place"):
        columns = st.columns([5, 2, 2], vertical_alignment="bottom")
        wanted = columns[0].multiselect(tr("Activities"), labels, labels, placeholder=tr("choose"))
        usual_s = planning_of(session.context()).activities_s(moves)
        limit = columns[1].number_input(tr("Time limit [s]"), 1, 3_600, usual_s)
        asked = allowed.submit(
            tr("Place in idle hours") if moves == "nothing" else tr("Place"),
            "place_in_roster",
            at=columns[2],
            type="primary",
            icon=":material/school:",
            width="stretch",
        )
        if moves == "nothing":
            st.caption(
                tr(
                    "Shifts stay as they are, and so do the days until today. Activities of the "
                    "same name that the roster has later may move."
                )
            )
    if asked and not wanted:
        st.warning(tr("Add an activity first: say above what is wanted, for whom and by when."))
    elif asked:
        order = ActivitiesOrder(judged.saved.roster_id, tuple(wanted), float(limit), moves=moves)
        jobs.start(order)
        st.rerun()
