"""Agents required: a line through the slots of a week, and a heat map of days by slots."""

from collections.abc import Mapping
from datetime import date

import altair as alt
import numpy as np
import pandas as pd

from app.web.parts.charts.palette import QUEUES
from data.model.language import tr
from data.model.requirement import Requirement
from data.model.shift import clock


def by_slot(
    requirement: Requirement, first: date, days: int, names: Mapping[str, str]
) -> pd.DataFrame:
    """Agents required of each queue, by its name, in each slot of some days, long."""
    offset = (requirement.grid.day - np.datetime64(first, "D")).astype(np.int64)
    part = (offset >= 0) & (offset < days)
    wide = pd.DataFrame(
        requirement.heads[:, part].T,
        columns=[names.get(queue_id, queue_id) for queue_id in requirement.queue_ids],
    )
    wide["start"] = requirement.grid.local[part]
    wide["end"] = wide["start"] + pd.Timedelta(minutes=requirement.grid.slot_min)
    return wide.melt(["start", "end"], var_name="queue", value_name="agents")


def slots_chart(frame: pd.DataFrame) -> alt.Chart:
    """Agents required through a week, queues on top of each other."""
    queues = list(frame["queue"].unique())
    colours = [QUEUES[i % len(QUEUES)] for i in range(len(queues))]
    chart: alt.Chart = (
        alt.Chart(frame, height=320)
        .mark_area(interpolate="step-after", opacity=0.9)
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format=tr("%a %d %b"), tickCount="day")),
            y=alt.Y("agents:Q", title=tr("agents required"), stack=True),
            color=alt.Color(
                "queue:N",
                title=None,
                scale=alt.Scale(domain=queues, range=colours),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("start:T", format=tr("%a %d %b %H:%M")),
                alt.Tooltip("queue:N"),
                alt.Tooltip("agents:Q"),
            ],
        )
        .interactive(bind_y=False)
    )
    return chart


def heat_map(
    grid_days: pd.Series,
    minutes: np.ndarray,
    values: np.ndarray,
    title: str,
    colours: tuple[str, ...],
) -> alt.Chart:
    """One cell a day and slot.

    Parameters
    ----------
    grid_days, minutes
        Local date and clock minute of each slot, shape (slots,).
    values
        What to show of each slot, shape (slots,).
    colours
        From the lowest value to the highest.
    """
    frame = pd.DataFrame(
        {"day": grid_days, "slot": [clock(int(m)) for m in minutes], title: values}
    )
    chart: alt.Chart = (
        alt.Chart(frame, height=max(180, 16 * frame["day"].nunique()))
        .mark_rect()
        .encode(
            x=alt.X("slot:O", title=None, axis=alt.Axis(labelAngle=-90, labelOverlap=True)),
            y=alt.Y("yearmonthdate(day):O", title=None, axis=alt.Axis(format=tr("%a %d %b"))),
            color=alt.Color(
                f"{title}:Q", title=title, scale=alt.Scale(range=list(colours), interpolate="rgb")
            ),
            tooltip=[
                alt.Tooltip("day:T", format=tr("%a %d %b")),
                alt.Tooltip("slot:O"),
                f"{title}:Q",
            ],
        )
    )
    return chart
