"""Pictures of a storm: contacts against its range, agents required more and standby."""

import altair as alt
import numpy as np
import pandas as pd

from app.services.day.storms.plan import StormPlan
from app.web.parts.charts.palette import ACCENT, INK, QUEUES, SHORT
from data.model.grid import FloatArray
from data.model.language import tr

HEIGHT_PX = 240
_HOUR = np.timedelta64(1, "h")


def range_chart(
    hours: np.ndarray,
    usual: FloatArray,
    low: FloatArray,
    high: FloatArray,
    came: FloatArray,
    again: FloatArray | None = None,
) -> alt.LayerChart | alt.FacetChart:
    """The range as a band, what is usual as a line, what came as dots.

    Parameters
    ----------
    hours
        Local begin of each hour, datetime64[h], shape (hours,).
    usual, low, high, came
        Contacts [contacts/hour], NaN where unknown, same shape.
    again
        Upper end with those who are not answered and call again; a dashed line.
    """
    table = pd.DataFrame(
        {
            "hour": hours.astype("datetime64[ms]"),
            "end": (hours + _HOUR).astype("datetime64[ms]"),
            "middle": (hours.astype("datetime64[m]") + 30).astype("datetime64[ms]"),
            "usual": usual.round(1),
            "low": low.round(1),
            "high": high.round(1),
            "again": (high if again is None else again).round(1),
            "came": came,
        }
    )
    tips = [
        alt.Tooltip("hour:T", title=tr("hour"), format="%Y-%m-%d %H:%M"),
        alt.Tooltip("usual:Q", title=tr("usual")),
        alt.Tooltip("low:Q", title=tr("low")),
        alt.Tooltip("high:Q", title=tr("high")),
        alt.Tooltip("came:Q", title=tr("came")),
    ]
    base = alt.Chart(table).encode(x=_hours())
    band = base.mark_rect(color=ACCENT, opacity=0.3).encode(
        x2=alt.X2("end:T"),
        y=alt.Y("low:Q", title=tr("contacts an hour")),
        y2=alt.Y2("high:Q"),
        tooltip=tips,
    )
    layers = [
        band,
        base.mark_rule(color=INK, strokeWidth=2).encode(x2=alt.X2("end:T"), y=alt.Y("usual:Q")),
    ]
    if again is not None:
        dashed = base.mark_rule(color=SHORT, strokeDash=[4, 3])
        layers.append(dashed.encode(x2=alt.X2("end:T"), y=alt.Y("again:Q")))
    dots = alt.Chart(table.dropna(subset=["came"])).mark_point(color=SHORT, filled=True, size=60)
    layers.append(dots.encode(x=alt.X("middle:T"), y=alt.Y("came:Q"), tooltip=tips))
    return alt.layer(*layers).properties(height=HEIGHT_PX)


def agents_chart(plan: StormPlan) -> alt.LayerChart | alt.FacetChart:
    """Agents required more, and people on standby by kind."""
    starts = plan.hours.astype("datetime64[ms]")
    ends = (plan.hours + _HOUR).astype("datetime64[ms]")
    kinds = list(dict.fromkeys(block.kind for block in plan.standby.blocks))
    rows, below = [], np.zeros(len(plan.hours), dtype=np.int64)
    for kind in kinds:
        people = plan.standby.people(kind)
        rows += [
            (start, end, tr(kind), int(low), int(low + count), int(count))
            for start, end, low, count in zip(starts, ends, below, people, strict=True)
        ]
        below = below + people
    held = pd.DataFrame(rows, columns=["hour", "end", "kind", "from", "to", "people"])
    colours = alt.Scale(domain=[tr(kind) for kind in kinds], range=list(QUEUES))
    bars = (
        alt.Chart(held)
        .mark_rect(opacity=0.75)
        .encode(
            x=_hours(),
            x2=alt.X2("end:T"),
            y=alt.Y("from:Q", title=tr("agents")),
            y2=alt.Y2("to:Q"),
            color=alt.Color("kind:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
            tooltip=[
                alt.Tooltip("hour:T", title=tr("hour"), format="%Y-%m-%d %H:%M"),
                alt.Tooltip("kind:N", title=tr("standby")),
                alt.Tooltip("people:Q", title=tr("people")),
            ],
        )
    )
    need = pd.DataFrame({"hour": starts, "end": ends, "low": plan.more_low, "high": plan.more_high})
    line = alt.Chart(need).encode(x=_hours(), x2=alt.X2("end:T"))
    low = line.mark_rule(color=INK, strokeDash=[2, 2]).encode(y=alt.Y("low:Q"))
    high = line.mark_rule(color=INK, strokeWidth=2).encode(y=alt.Y("high:Q"))
    return alt.layer(bars, low, high).properties(height=HEIGHT_PX)


def _hours() -> alt.X:
    return alt.X("hour:T", title=None, axis=alt.Axis(format="%H:%M", labelOverlap=True))
