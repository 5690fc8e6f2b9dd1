"""Contacts of the running day: what came, what was expected, what is expected now, with a band."""

from datetime import datetime

import altair as alt
import numpy as np
import pandas as pd

from app.services.day.status import DayStatus
from app.web.parts.charts.cover import ALL
from app.web.parts.charts.palette import ACCENT, BAND, INK, NOW, QUIET
from data.model.grid import FloatArray
from data.model.language import tr


def contacts_chart(
    status: DayStatus, queue_id: str, now: datetime
) -> alt.LayerChart | alt.FacetChart:
    """Bars of what came, lines of what was and is expected, a band, a line at the minute.

    Parameters
    ----------
    queue_id
        A queue, or `ALL`: then the band is that of queues which go up and down together, the
        widest that it can be.
    """
    slots = frame(status, queue_id)
    came, was, again = tr("came"), tr("expected last night"), tr("expected now")
    colours = alt.Scale(domain=[came, was, again], range=[ACCENT, QUIET, INK])
    x = alt.X("start:T", title=None, axis=alt.Axis(format="%H:%M", labelOverlap=True))
    base = alt.Chart(slots)
    contacts = alt.Y("low:Q", title=tr("contacts a slot"))
    band = base.mark_area(color=BAND, opacity=0.45, interpolate="step-after").encode(
        x=x, y=contacts, y2=alt.Y2("high:Q")
    )
    long = slots.melt(["start", "end"], ["came", "expected", "again"], "part", "contacts")
    long["part"] = long["part"].map({"came": came, "expected": was, "again": again})
    long = long.dropna(subset=["contacts"])
    tooltip = [
        alt.Tooltip("start:T", format="%H:%M", title=tr("from")),
        alt.Tooltip("part:N", title=tr("what")),
        alt.Tooltip("contacts:Q", format=",.1f", title=tr("contacts")),
    ]
    colour = alt.Color("part:N", title=None, scale=colours, legend=alt.Legend(orient="top"))
    bars = (
        alt.Chart(long[long["part"] == came])
        .mark_rect(opacity=0.75)
        .encode(x=x, x2=alt.X2("end:T"), y=alt.Y("contacts:Q"), y2=alt.datum(0), color=colour,
                tooltip=tooltip)
    )  # fmt: skip
    lines = (
        alt.Chart(long[long["part"] != came])
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(x=x, y=alt.Y("contacts:Q"), color=colour, tooltip=tooltip)
    )
    rule = alt.Chart(pd.DataFrame({"at": [now.isoformat()]})).encode(x=alt.X("at:T"))
    layers = [band, bars, lines, rule.mark_rule(color=NOW, strokeWidth=2)]
    return alt.layer(*layers).properties(height=200)


def frame(status: DayStatus, queue_id: str) -> pd.DataFrame:
    """Contacts of each slot [contacts/slot]: came, expected, again, low and high; NaN unknown."""
    every = queue_id == ALL
    mine = [q for q in status.queues if every or q.queue_id == queue_id] or list(status.queues)
    grid = mine[0].grid
    return pd.DataFrame(
        {
            "start": grid.local,
            "end": grid.local + np.timedelta64(grid.slot_min, "m"),
            "came": _sum([q.came for q in mine]),
            "expected": _sum([q.expected for q in mine]),
            "again": _sum([q.again for q in mine]),
            "low": _sum([q.low for q in mine]),
            "high": _sum([q.high for q in mine]),
        }
    )


def _sum(values: list[FloatArray]) -> FloatArray:
    """Sum over queues; NaN where none is known."""
    stacked = np.array(values)
    return np.where(np.isfinite(stacked).any(axis=0), np.nansum(stacked, axis=0), np.nan)
