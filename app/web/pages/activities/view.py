"""People idle and missing in each slot of a week, before and after."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.roster.activities import PlacedActivities, save_activities
from app.web import jobs, session
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, SHORT, SPARE
from app.web.parts.clock import at_minute
from app.web.parts.forms import reason_to_save
from app.web.parts.pickers import pick_week
from app.web.parts.wording import number, percent, signed
from data.model.language import phrase, tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import clock
from rostering.evaluation.cover import Cover

IDLE, LEFT, MISSING = (
    phrase("idle without activities"),
    phrase("idle with them"),
    phrase("missing with them"),
)


def idle_chart(problem: RosterProblem, before: Cover, after: Cover) -> None:
    """Draw a week of it: the grey that is not blue is what activities use."""
    first = pick_week(problem.dates)
    grid = problem.requirement.grid
    offset = (grid.day - np.datetime64(first, "D")).astype(np.int64)
    part = (offset >= 0) & (offset < 7)
    wide = pd.DataFrame(
        {
            "start": grid.local[part],
            tr(IDLE): before.surplus[part],
            tr(LEFT): after.surplus[part],
            tr(MISSING): -after.shortfall.sum(axis=0)[part],
        }
    )
    long = wide.melt("start", var_name="people", value_name="agents")
    colours = alt.Scale(domain=[tr(IDLE), tr(LEFT), tr(MISSING)], range=[SPARE, ACCENT, SHORT])
    chart = (
        alt.Chart(long, height=260)
        .mark_area(interpolate="step-after")
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format=tr("%a %d %b"), tickCount="day")),
            y=alt.Y("agents:Q", stack=None, title=tr("agents; below zero: missing")),
            color=alt.Color(
                "people:N",
                title=None,
                scale=colours,
                sort=[tr(IDLE), tr(LEFT), tr(MISSING)],
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("start:T", format=tr("%a %d %b %H:%M")),
                alt.Tooltip("people:N"),
                alt.Tooltip("agents:Q"),
            ],
        )
    )
    draw(chart)


KIND = "activities"
ROW_PX, MOST_PX = 36, 420


def activities_view(placed: PlacedActivities) -> None:
    """Draw a finished placing; it is saved when somebody says so."""
    found = placed.found
    _figures(placed)
    if placed.told:
        (st.warning if found.stayed else st.caption)(placed.told)
    st.markdown(tr("**Idle and missing agents without and with the activities**"))
    idle_chart(placed.problem, found.before.cover, found.after.cover)
    if found.unplaced:
        _left_out(placed)
    st.markdown(tr("**Who has which activity when**"))
    held_table(found.roster, placed.problem)
    _keep(placed)


def held_table(roster: Roster, problem: RosterProblem) -> None:
    """Every activity of a roster, by day and begin."""
    names = _names(problem)
    rows = [
        {
            tr("Day"): at_minute(shift.day, held.start_min).date(),
            tr("From"): clock(held.start_min),
            tr("To"): clock(held.end_min),
            tr("Activity"): held.label,
            tr("Agent"): names[shift.agent_id],
            tr("Shift"): shift.code,
        }
        for shift in roster.shifts
        for held in shift.activities
    ]
    if not rows:
        st.info(tr("No activity is placed."))
        return
    frame = pd.DataFrame(rows).sort_values([tr("Day"), tr("From"), tr("Activity"), tr("Agent")])
    st.dataframe(
        frame,
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(rows) + 1)),
        column_config={tr("Day"): st.column_config.DateColumn(format=tr("ddd D MMM"))},
    )


def _figures(placed: PlacedActivities) -> None:
    found = placed.found
    short, then_short = (sum(c.shortfall_hours.values()) for c in (found.before, found.after))
    more = found.after.objective - found.before.objective
    says = (
        tr("no times cost less") if found.proven else tr("no times can save more than this share")
    )
    cells = (
        (
            tr("Placed"),
            tr("{placed} of {wanted}", placed=found.placed, wanted=found.wanted),
            None,
            tr("The rest is named below."),
        ),
        (
            tr("Cost of the roster"),
            number(found.after.objective),
            signed(more),
            tr("Lower is better."),
        ),
        (
            tr("Hours understaffed"),
            f"{then_short:,.1f}",
            f"{then_short - short:+,.1f}",
            tr("Agent-hours that are missing."),
        ),
        (
            tr("Hours overstaffed"),
            number(found.after.surplus_hours),
            signed(round(found.after.surplus_hours - found.before.surplus_hours)),
            tr("Agent-hours that no queue needs: idle capacity."),
        ),
        (
            tr("Optimality gap"),
            percent(found.gap),
            None,
            {
                "nothing": tr("Of these shifts and orders {says}.", says=says),
                "breaks": tr("Of these shifts, whatever their breaks, {says}.", says=says),
                "shifts": tr("Of all shifts and times {says}.", says=says),
            }[placed.moves],
        ),
    )
    for column, (label, value, delta, help_) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, delta, delta_color="inverse", help=help_)


def _left_out(placed: PlacedActivities) -> None:
    found, names = placed.found, _names(placed.problem)
    st.markdown(tr("**Left out** (cost {number})", number=number(found.unplaced_points)))
    rows = [
        {
            tr("Activity"): row.label,
            tr("Agent"): names[row.agent_id],
            tr("Missing"): row.missing,
            tr("Why"): row.why,
        }
        for row in found.unplaced
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=min(MOST_PX, ROW_PX * (len(rows) + 1)))


def _keep(placed: PlacedActivities) -> None:
    if why := reason_to_save("save_activities", "save_activities"):
        saved = save_activities(session.context(), placed, why)
        jobs.dismiss_kind(KIND)
        session.choose_roster(saved.roster_id)
        st.toast(tr("Saved as {roster_id}", roster_id=saved.roster_id))
        st.rerun()


def _names(problem: RosterProblem) -> dict[str, str]:
    return {agent.agent_id: f"{agent.name} ({agent.agent_id})" for agent in problem.agents}
