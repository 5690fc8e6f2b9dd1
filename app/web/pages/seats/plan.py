"""A seat plan on the page: worked out, looked at by day, saved."""

from datetime import timedelta

import altair as alt
import pandas as pd
import streamlit as st

from app.services.jobs.of_rosters import SeatsOrder
from app.services.service_quality.seats import save_seat_plan
from app.web import jobs, session
from app.web.parts import allowed
from app.web.parts.charts.drawing import draw
from app.web.parts.files import roster_downloads
from app.web.parts.forms import given, reason
from app.web.parts.pickers import pick_day
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import plain, shown_errors
from app.web.reads import Judged
from data.model.language import tr
from data.model.service_quality.records import Seat
from data.model.service_quality.seat_plan import SeatPlan
from data.model.staff import teams_among

KIND = "seats"
SEAT_PX = 16
"""Height of a row of the picture: each is labelled [px]."""


def ask_for_plan(roster_id: str) -> None:
    """The form that works a plan out."""
    with st.form("plan_seats"):
        columns = st.columns([2, 2, 2, 2, 2], vertical_alignment="bottom")
        between = columns[0].number_input(tr("Free between two people [min]"), 0, 240, 0, 5)
        move = columns[1].number_input(tr("Cost of a change of seat"), 0, 100, 2)
        apart = columns[2].number_input(tr("Cost of a shift away from the team"), 0, 100, 1)
        limit = columns[3].number_input(tr("Time limit [s]"), 1, 300, 5)
        asked = allowed.submit(
            tr("Plan the seats"),
            "plan_roster_seats",
            at=columns[4],
            type="primary",
            icon=":material/chair:",
            width="stretch",
        )
    if asked:
        jobs.start(SeatsOrder(roster_id, int(between), int(move), int(apart), float(limit)))
        st.rerun()


def draft_of(roster_id: str) -> tuple[bool, SeatPlan | None]:
    """Whether a plan is being worked out, and the last one that is ready and not dismissed."""
    ready: list[SeatPlan] = []

    def done(plan: SeatPlan) -> None:
        st.markdown(tr("**A seat plan is ready.** Look at it below; saved, exports show it."))
        ready.append(plan)

    going = run_panel(KIND, done, roster=roster_id)
    return going, ready[0] if ready else None


def plan_view(judged: Judged, plan: SeatPlan, seats: tuple[Seat, ...], *, draft: bool) -> None:
    """Figures, proof, picture of a day, and saving where it is a draft."""
    columns = st.columns(4)
    columns[0].metric(tr("Shifts without a seat"), plan.unseated)
    columns[1].metric(tr("Changes of seat"), _least(plan.moves, plan.least_moves))
    columns[2].metric(tr("Shifts away from the team"), _least(plan.apart, plan.least_apart))
    columns[3].metric(tr("Usable seats"), plan.seats)
    st.caption(plain(" · ".join(one.rstrip(".") for one in plan.sentences)))
    if draft:
        _save(judged.saved.roster_id, plan)
    else:
        roster_downloads(judged.saved.roster_id, judged.saved.roster_id)
    day = pick_day(judged.roster.dates)
    _picture(judged, plan, seats, day)


def _least(n: int, least: int) -> str:
    return tr("{n} (at least {least})", n=n, least=least)


def _save(roster_id: str, plan: SeatPlan) -> None:
    with st.form("save_seats"):
        why = reason("save_seats")
        asked = allowed.submit(tr("Save the seat plan"), "save_seat_plan", type="primary")
        if asked and given(why):
            with shown_errors():
                save_seat_plan(session.context(), roster_id, plan, why)
                jobs.dismiss_kind(KIND)
                st.toast(tr("Saved: exports of this roster show the seats."))
                st.rerun()


def _picture(judged: Judged, plan: SeatPlan, seats: tuple[Seat, ...], day: object) -> None:
    teams = {agent.agent_id: agent.team for agent in judged.problem.agents}
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    zones = {seat.seat_id: f"{seat.site} {seat.zone}".strip() for seat in seats}
    rows = []
    for shift in judged.roster.shifts:
        seat = plan.seat_of.get((shift.agent_id, shift.day), "")
        if shift.day != day or not seat:
            continue
        midnight = pd.Timestamp(shift.day)
        rows.append(
            {
                "seat": seat,
                "zone": zones.get(seat, ""),
                "start": midnight + timedelta(minutes=shift.start_min),
                "end": midnight + timedelta(minutes=shift.end_min),
                "team": teams.get(shift.agent_id, "") or "-",
                "who": names.get(shift.agent_id) or shift.agent_id,
                "shift": shift.code,
            }
        )
    if not rows:
        st.info(tr("Nobody works on this day."))
        return
    frame = pd.DataFrame(rows).sort_values(["zone", "seat"])
    order = list(dict.fromkeys(frame["seat"]))
    chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadius=2, height={"band": 0.85})
        .encode(
            y=alt.Y(
                "seat:N",
                sort=order,
                title=tr("Seat"),
                axis=alt.Axis(labelLimit=120, labelOverlap=False),
            ),
            x=alt.X("start:T", title="", axis=alt.Axis(format="%H:%M")),
            x2=alt.X2("end:T"),
            color=alt.Color(
                "team:N",
                title=tr("Team"),
                sort=[*teams_among(judged.problem.agents), "-"],
            ),
            tooltip=[
                alt.Tooltip("who:N", title=tr("Who")),
                alt.Tooltip("shift:N", title=tr("Shift")),
                alt.Tooltip("seat:N", title=tr("Seat")),
                alt.Tooltip("zone:N", title=tr("Zone")),
                alt.Tooltip("team:N", title=tr("Team")),
            ],
        )
        .properties(height=max(120, SEAT_PX * len(order)))
    )
    draw(chart)
