"""Service by slot: red, amber, green at 15, 30 or 60 minutes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.web.parts.charts.drawing import draw
from app.web.parts.charts.need_chart import heat_map
from app.web.parts.charts.palette import (
    AMBER_SHARE,
    GROUND,
    HOT,
    LIGHTS,
    LIGHTS_IN_WORDS,
    lights_of,
)
from app.web.parts.pickers import pick_queue
from app.web.parts.wording import day_short, percent
from data.model.grid import FloatArray, Grid
from data.model.language import phrase, tr
from data.model.problem import RosterProblem
from data.model.shift import clock
from rostering.staffing.service import by_minutes

MINUTES = (15, 30, 60)
LEVEL = phrase("Service level")
OTHERS = {
    phrase("Wait in seconds"): "asa_s",
    phrase("Share that hangs up"): "abandonment_share",
    phrase("Occupancy"): "occupancy_share",
}
"""Titles without brackets or dots: charts would read these as paths."""


def service_slots(report: Mapping[str, Any], problem: RosterProblem) -> str:
    """Draw a queue's slots; returns which queue was chosen."""
    grid = problem.grid
    st.subheader(tr("By day and slot"), anchor=False)
    queue_id = pick_queue(tuple(report["queues"]))
    found = report["queues"][queue_id]
    left, right = st.columns([1, 2])
    widths = [m for m in MINUTES if m >= grid.slot_min and m % grid.slot_min == 0]
    minutes = left.segmented_control(
        tr("Interval"),
        widths,
        default=max(grid.slot_min, 30) if max(grid.slot_min, 30) in widths else widths[-1],
        required=True,
        format_func=lambda m: tr("{m} min", m=m),
        help=tr(
            "This centre plans in slots of {slot_min} min: nothing finer is known.",
            slot_min=grid.slot_min,
        ),
    )
    shown = right.segmented_control(
        tr("Show"), [LEVEL, *OTHERS], default=LEVEL, required=True, format_func=tr
    )
    frame = slots_frame(found, grid, int(minutes or grid.slot_min))
    if shown == LEVEL:
        _counts(frame, int(minutes or 0))
        draw(_lights_chart(frame))
        st.caption(
            tr(
                "Green: target {percent} met; amber: at least {percent2}; red: less; "
                "grey: nobody calls.{first_hours}",
                percent=percent(found["target_share"], 0),
                percent2=percent(found["target_share"] - AMBER_SHARE, 0),
                first_hours=_first_hours(problem),
            )
        )
    else:
        chart = heat_map(
            frame["day"], frame["minute"].to_numpy(), frame[OTHERS[shown]].to_numpy(), shown, HOT
        )
        draw(chart)
    return queue_id


def _first_hours(problem: RosterProblem) -> str:
    """What to know of the first night where nobody is known to work from the day before."""
    before = problem.first - timedelta(days=1)
    if any(shift.day == before for shift in problem.history):
        return ""
    return tr(
        " The first hours count nobody whose shift began on {day_short}: no "
        "roster is published for that day.",
        day_short=day_short(before),
    )


def slots_frame(found: Mapping[str, Any], grid: Grid, minutes: int) -> pd.DataFrame:
    """Intervals of a horizon: contact-weighted figures, contacts and light."""
    slots = {name: np.array(values, dtype=np.float64) for name, values in found["slots"].items()}
    contacts = np.nan_to_num(slots["offered"])
    each = minutes // grid.slot_min
    frame = pd.DataFrame(
        {
            "day": pd.Series(grid.day[::each]),
            "minute": grid.minute_of_day[::each],
            "slot": [clock(int(minute)) for minute in grid.minute_of_day[::each]],
            "contacts": contacts.reshape(-1, each).sum(axis=1),
        }
    )
    for name, values in slots.items():
        if name != "offered":
            frame[name] = _merged(values, contacts, grid, minutes)
    lights = lights_of(frame["service_level"].to_numpy(), float(found["target_share"]))
    frame["light"] = [tr(LIGHTS_IN_WORDS[light]) for light in lights]
    # Of several slots together only the mean is known, not its interval.
    low, high = (frame.get(f"service_level_{end}") for end in ("low", "high"))
    known = each == 1 and low is not None and high is not None
    frame["between"] = (
        [f"{percent(a)} – {percent(b)}" for a, b in zip(low, high, strict=True)]
        if known and low is not None and high is not None
        else ""
    )
    return frame


def _merged(values: FloatArray, contacts: FloatArray, grid: Grid, minutes: int) -> FloatArray:
    known = np.isfinite(values)
    return by_minutes(np.where(known, values, 0.0), np.where(known, contacts, 0.0), grid, minutes)


def _counts(frame: pd.DataFrame, minutes: int) -> None:
    whole = max(float(frame["contacts"].sum()), 1e-9)
    for column, light in zip(st.columns(3), LIGHTS, strict=False):  # the last has no contacts
        mine = frame["light"] == tr(LIGHTS_IN_WORDS[light])
        column.metric(
            tr(
                "{capitalize}, intervals of {minutes} min",
                capitalize=tr(LIGHTS_IN_WORDS[light]).capitalize(),
                minutes=minutes,
            ),
            f"{int(mine.sum()):,}",
            tr(
                "{percent} of contacts",
                percent=percent(float(frame.loc[mine, "contacts"].sum()) / whole),
            ),
            delta_color="off",
            delta_arrow="off",
        )


def _lights_chart(frame: pd.DataFrame) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(frame, height=max(180, 16 * frame["day"].nunique()))
        .mark_rect(stroke=GROUND, strokeWidth=0.5)
        .encode(
            x=alt.X("slot:O", title=None, axis=alt.Axis(labelAngle=-90, labelOverlap=True)),
            y=alt.Y("yearmonthdate(day):O", title=None, axis=alt.Axis(format=tr("%a %d %b"))),
            color=alt.Color(
                "light:N",
                title=None,
                scale=alt.Scale(
                    domain=list(map(tr, LIGHTS_IN_WORDS.values())), range=list(LIGHTS.values())
                ),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("day:T", format=tr("%a %d %b")),
                alt.Tooltip("slot:O"),
                alt.Tooltip("light:N"),
                alt.Tooltip("service_level:Q", title=tr("service level"), format=".1%"),
                alt.Tooltip("between:N", title=tr("95% interval")),
                alt.Tooltip("contacts:Q", format=",.1f"),
                alt.Tooltip("asa_s:Q", title=tr("wait [s]"), format=",.0f"),
                alt.Tooltip("abandonment_share:Q", title=tr("hang up"), format=".1%"),
                alt.Tooltip("occupancy_share:Q", title=tr("occupancy"), format=".0%"),
            ],
        )
    )
    return chart
