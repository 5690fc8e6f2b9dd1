"""Seats: who sits where in a roster, and are there enough seats."""

import pandas as pd
import streamlit as st

from app.services.service_quality.seats import seat_plan_of, seats_of
from app.web import reads, session
from app.web.pages.seats.plan import ask_for_plan, draft_of, plan_view
from app.web.pages.seats.table import edit_seats
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.wording import heading
from data.model.language import tr
from rostering.seats import SeatProblem, shortages


def show() -> None:
    """Draw the page."""
    heading(tr("Seats"), tr("Who sits where, and are there enough seats?"))
    session.centre()
    context = session.context()
    seats = seats_of(context)
    if not seats:
        st.info(tr("The centre has no seats yet. Add them zone by zone; a file works too."))
        edit_seats(seats)
        return
    places, room = st.tabs([tr("Seat plan"), tr("Seats of the centre")])
    with room:
        edit_seats(seats)
    with places:
        usable = rosters_to_choose()
        if not usable:
            return
        judged = reads.judged(session.url(), pick_roster(usable))
        if judged is None:
            return
        zone = judged.problem.requirement.grid.zone
        problem = SeatProblem(seats, judged.roster, judged.problem.agents, zone)
        short = shortages(problem)
        if short:
            st.error(
                tr("More people are in than there are seats, {n} times:", n=len(short)),
                icon=":material/chair_alt:",
            )
            st.dataframe(
                pd.DataFrame(
                    [
                        {
                            tr("From"): one.first.strftime("%Y-%m-%d %H:%M"),
                            tr("To"): one.end.strftime("%H:%M"),
                            tr("People"): one.people,
                            tr("Seats"): one.seats,
                        }
                        for one in short
                    ]
                ),
                hide_index=True,
                height=min(250, 40 + 35 * len(short)),
            )
        ask_for_plan(judged.saved.roster_id)
        going, draft = draft_of(judged.saved.roster_id)
        found = draft or seat_plan_of(context, judged.saved.roster_id)
        if found is None and going:
            return
        if found is None:
            st.info(tr("Nobody planned the seats of this roster yet."))
            return
        plan_view(judged, found, seats, draft=draft is not None)
