"""Choosing queues and saved versions; what was chosen stays chosen from page to page."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from app.web import session
from app.web.parts.wording import day_short, days_of, local, number, percent, plain, short_basis
from data.model.result import BROKEN
from data.store import documents
from data.store.versions import ForecastSummary, RequirementSummary, RosterSummary


def pick_queue(queue_ids: tuple[str, ...]) -> str:
    """One of the queues, shown by name."""
    names = {
        q.queue_id: q.name
        for q in session.context().store.load(documents.QUEUES)
        if q.queue_id in queue_ids
    }
    chosen = st.pills(
        "Queue",
        list(names),
        default=next(iter(names)),
        required=True,
        format_func=lambda queue_id: plain(names.get(queue_id, queue_id)),
    )
    return str(chosen)


def pick_forecast(listed: Sequence[ForecastSummary], queue_id: str) -> str:
    """A version of a queue's forecast, the newest first."""
    zone = session.centre().zone
    mine = {f.version_id: f for f in listed if f.queue_id == queue_id}

    def says(version_id: str) -> str:
        found = mine[version_id]
        return f"{local(found.made_at, zone)} · {days_of(found.first, found.days)} · {version_id}"

    return str(st.selectbox("Version", list(mine), format_func=says, key=f"version_{queue_id}"))


def pick_requirement(listed: Sequence[RequirementSummary], label: str = "Staffing need") -> str:
    """A saved requirement, the newest first."""
    found = {r.requirement_id: r for r in listed}

    def says(requirement_id: str) -> str:
        r = found[requirement_id]
        return f"{days_of(r.first, r.days)} · {short_basis(r.basis)} · {requirement_id}"

    return str(st.selectbox(label, list(found), format_func=says))


def pick_week(days: Sequence[date]) -> date:
    """First day of one of the weeks, Monday to Sunday, that some days touch."""
    firsts = [day for day in days if day == days[0] or day.weekday() == 0]
    if len(firsts) == 1:
        return firsts[0]  # a slider needs two ends
    chosen: date = st.select_slider("Week from", firsts, format_func=day_short)
    return chosen


def pick_roster(listed: Sequence[RosterSummary], key: str = "roster_id") -> str:
    """A saved roster, the newest first; remembered under `key`."""
    found = {r.roster_id: r for r in listed}
    if st.session_state.get(key) not in found:
        solved = next((r for r in listed if r.first is not None), listed[0])
        st.session_state[key] = solved.roster_id
    zone = session.centre().zone
    return str(
        st.selectbox(
            "Roster", list(found), format_func=lambda i: roster_line(found[i], zone), key=key
        )
    )


def roster_line(found: RosterSummary, zone: str) -> str:
    """A saved roster in one line."""
    what = days_of(found.first, found.days) if found.first and found.days else "no roster"
    if found.status == BROKEN:
        origin = "breaks hard rules"
    else:
        origin = "edited" if found.parent_id else found.status
    cost = f"cost {number(found.objective)}, gap {percent(found.gap)}"
    made = f"{local(found.made_at, zone)} by {found.made_by}"
    return f"{what} · {origin} · {cost} · {made} · {found.roster_id}"
