"""Why one slot needs its agents: every step from forecast to roster, with its numbers."""

import numpy as np
import pandas as pd
import streamlit as st

from app.services.staffing.saved import explain_requirement, promised
from app.web import session
from app.web.parts.assumptions import DEFINITIONS, promise_of
from app.web.parts.pickers import pick_queue
from app.web.parts.wording import DASH, day_long, number, percent, plain
from data.model.language import tr
from data.model.requirement import Requirement
from data.model.shift import clock
from rostering.staffing.explain import Explanation, Try


def why_view(requirement: Requirement) -> None:
    """Ask for a queue and slot, and draw the calculation."""
    queue_id = pick_queue(requirement.queue_ids)
    slot = _pick_slot(requirement, queue_id)
    at = list(requirement.grid)[slot]
    found = explain_requirement(session.context(), requirement.requirement_id, queue_id, at)
    st.markdown(f"#### {plain(found.sentence)}")
    queue = promised(session.context(), requirement)[queue_id]
    counted = "" if queue.deferrable_due_min else f", {tr(DEFINITIONS[queue.target.definition])}"
    st.caption(
        tr(
            "Target it was worked out for: {promise_of}{counted}.",
            promise_of=promise_of(queue),
            counted=counted,
        )
    )
    st.markdown(tr("**From the forecast to the roster**"))
    st.table(_steps(found), hide_index=True)  # unlike a dataframe it wraps long reckonings
    if found.tries:
        st.markdown(
            tr("**One agent fewer, this number, one more** (on the floor, the queue alone)")
        )
        st.dataframe(pd.DataFrame([_row(tried) for tried in found.tries]), hide_index=True)
        if requirement.made_with.get("period_floor_share") or "judge" in requirement.made_with:
            st.caption(
                tr(
                    "By formula, as if the queue's people served nobody else and "
                    "everybody came. The target is met by queues together or over the "
                    "whole period, so a slot alone may miss it."
                )
            )


def _pick_slot(requirement: Requirement, queue_id: str) -> int:
    """A slot of the requirement, the queue's busiest one at first."""
    grid = requirement.grid
    peak = int(requirement.heads[requirement.queue_ids.index(queue_id)].argmax())
    left, right, _ = st.columns([2, 2, 3])
    days = grid.days
    day = left.selectbox(
        tr("Day"),
        days,
        index=int(grid.day_index[peak]),
        format_func=day_long,
        key=f"why_day_{queue_id}",
    )
    slots = [int(slot) for slot in np.flatnonzero(grid.day == np.datetime64(day, "D"))]
    usual = int(np.abs(grid.minute_of_day[slots] - grid.minute_of_day[peak]).argmin())
    chosen = right.selectbox(
        tr("Slot"),
        range(len(slots)),
        index=usual,
        format_func=lambda i: clock(int(grid.minute_of_day[slots[i]])),
        key=f"why_slot_{queue_id}",
    )
    return slots[min(chosen, len(slots) - 1)]


def _steps(found: Explanation) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                tr("Step"): step.name,
                tr("Result"): f"{step.value:,.4g} {step.unit}",
                tr("Calculation"): step.formula,
            }
            for step in found.steps
        ]
    )


def _row(tried: Try) -> dict[str, str]:
    figures = tried.figures
    return {
        tr("Agents"): str(tried.heads),
        tr("Service level"): percent(figures["service_level"]),
        tr("Have to wait"): percent(figures["wait_share"]),
        tr("Answered after"): _seconds(figures["asa_s"]),
        tr("Hang up"): percent(figures["abandonment_share"]),
        tr("Occupancy"): percent(figures["occupancy_share"]),
        tr("Misses"): tr(", ").join(tried.missed) or DASH,
    }


def _seconds(value: float) -> str:
    return tr("{number} s", number=number(value)) if np.isfinite(value) else tr("never")
