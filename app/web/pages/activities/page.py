"""Sessions: training, coaching, meetings, back office, placed where the floor can spare people."""

import streamlit as st

from app.services.context import Context
from app.services.roster.activities import PlacedActivities, place_in_roster
from app.web import reads, runs, session
from app.web.pages.activities.orders import activity_orders
from app.web.pages.activities.view import KIND, activities_view, held_table
from app.web.parts.pickers import pick_roster
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import heading, nothing_yet
from app.web.reads import Judged
from app.web.runs import Run


def show() -> None:
    """Draw the page."""
    heading("Sessions", "Where do training, coaching, meetings and back office hurt callers least?")
    session.centre()
    orders = activity_orders()
    st.subheader("Place them in the valleys", anchor=False)
    usable = [r for r in session.context().store.list_rosters() if r.first is not None]
    if not usable:
        nothing_yet("No roster yet", "Build one first.", page="roster", label="Build a roster")
        return
    if run_panel(KIND, activities_view):
        return
    if opened := st.session_state.pop("open_sessions", ""):
        st.session_state["sessions_roster_id"] = opened
    judged = reads.judged(session.url(), pick_roster(usable, "sessions_roster_id"))
    if judged is None:
        return
    _ask(judged, [order.label for order in orders])
    if any(shift.activities for shift in judged.roster.shifts):
        st.subheader("Who has which session when", anchor=False)
        held_table(judged.roster, judged.problem)


def _ask(judged: Judged, labels: list[str]) -> None:
    with st.form("place"):
        columns = st.columns([5, 2, 2], vertical_alignment="bottom")
        wanted = columns[0].multiselect("Orders", labels, labels)
        limit = columns[1].number_input("Time limit [s]", 1, 600, 30)
        asked = columns[2].form_submit_button(
            "Place in the valleys", type="primary", icon=":material/school:", width="stretch"
        )
        st.caption("Shifts stay as they are; sessions that the roster has already move.")
    if asked and not wanted:
        st.warning("Order sessions first: say above what is wanted, for whom and by when.")
    elif asked:
        _start(judged.saved.roster_id, wanted, float(limit))
        st.rerun()


def _start(roster_id: str, labels: list[str], limit_s: float) -> None:
    def work(context: Context, run: Run) -> PlacedActivities:
        return place_in_roster(
            context, roster_id, labels, time_limit_s=limit_s, progress=run.told, stop=run.stop
        )

    run = Run(f"Placing sessions in {roster_id}", limit_s, "the best times found so far are shown")
    runs.start(KIND, session.url(), session.context().who, run, work)
