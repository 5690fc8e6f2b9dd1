"""One day: agents required against agents on the floor, with a line at the present minute."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import altair as alt
import numpy as np
import pandas as pd

from app.services.day.floor import DayOnFloor, Hole
from app.web.parts.charts.cover import ALL
from app.web.parts.charts.palette import ACCENT, INK, NOW, QUEUES, SHORT, SPARE
from app.web.parts.wording import DASH
from data.model.grid import FloatArray
from data.model.language import phrase, tr
from data.model.shift import clock

PARTS = {phrase("covered"): ACCENT, phrase("short"): SHORT, phrase("idle"): SPARE}
SIGNED_IN = QUEUES[1]


def day_chart(
    found: DayOnFloor,
    queue_id: str,
    now: datetime | None,
    before: DayOnFloor | None = None,
    present: FloatArray | None = None,
) -> alt.LayerChart | alt.FacetChart:
    """Bars of who is there, a line of who is required.

    Parameters
    ----------
    now
        On the centre's clock, without offset; no line where None or on another day.
    before
        The same day as it was required before; a dashed line.
    present
        Agents who were signed in and on queue [agents], NaN where not known, shape (slots,); a
        line of its own, with all queues together only: people serve several.
    """
    slots = frame(found, queue_id)
    x = alt.X(
        "start:T",
        title=None,
        axis=alt.Axis(format="%H:%M", tickCount=12, labelOverlap=True),
    )
    layers = [cover_bars(slots, x, "%H:%M"), need_line(slots)]
    if before is not None:
        layers.append(need_line(frame(before, queue_id), [4, 3]))
    if present is not None and queue_id == ALL and len(present) == len(slots):
        layers.append(_signed_in(slots.assign(present=present.round(1))))
    if now is not None and now.date() == found.day:
        at = pd.DataFrame({"at": [now.isoformat()], "says": [tr("now {now:%H:%M}", now=now)]})
        rule = alt.Chart(at).encode(x=alt.X("at:T"))
        layers.append(rule.mark_rule(color=NOW, strokeWidth=2))
        layers.append(
            rule.mark_text(color=NOW, baseline="bottom").encode(
                y=alt.value(-2), text=alt.Text("says:N")
            )
        )
    return alt.layer(*layers).properties(height=240)


def frame(found: DayOnFloor, queue_id: str) -> pd.DataFrame:
    """Agents required, covered, short and idle of each slot [agents].

    Notes
    -----
    Idle people belong to no queue: they show with all queues together only.
    """
    every = queue_id == ALL or queue_id not in found.queue_ids
    rows = slice(None) if every else [found.queue_ids.index(queue_id)]
    end = found.starts + np.timedelta64(found.slot_min, "m")
    return pd.DataFrame(
        {
            "start": found.starts,
            "end": end,
            "needed": found.needed[rows].sum(axis=0),
            "covered": found.covered[rows].sum(axis=0),
            "short": found.short[rows].sum(axis=0),
            "idle": found.idle if every else np.zeros_like(found.idle),
        }
    )


def hole_text(hole: Hole, names: Mapping[str, str]) -> str:
    """`10:00–10:30 Complaints −3`.

    Parameters
    ----------
    names
        Name of each queue.
    """
    name = names.get(hole.queue_id, hole.queue_id)
    return f"{span_text(hole.from_min, hole.until_min)} {name} \N{MINUS SIGN}{hole.agents}"


def hole_address(hole: Hole) -> str:
    """A hole as the address names it."""
    return f"{hole.queue_id}@{hole.from_min}-{hole.until_min}"


def span_text(from_min: int, until_min: int) -> str:
    """`10:00–10:30`."""
    return f"{clock_until(from_min)}{DASH}{clock_until(until_min)}"


def clock_until(minute: int) -> str:
    """A minute of the day as people write an end: 24:00 for midnight."""
    return "24:00" if minute == 1440 else clock(minute)


def cover_bars(slots: pd.DataFrame, x: alt.X, moment: str) -> alt.Chart:
    """Agents covered, short and idle in each slot, on top of each other.

    Parameters
    ----------
    slots
        As of `frame`.
    moment
        How the begin of a slot is written.
    """
    colours = alt.Scale(domain=[tr(part) for part in PARTS], range=list(PARTS.values()))
    chart: alt.Chart = (
        alt.Chart(_stacked(slots))
        .mark_rect(strokeWidth=0)
        .encode(
            x=x,
            x2=alt.X2("end:T"),
            y=alt.Y("from:Q", title=tr("agents")),
            y2=alt.Y2("to:Q"),
            color=alt.Color("part:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
            tooltip=[
                alt.Tooltip("start:T", format=moment, title=tr("from")),
                alt.Tooltip("part:N", title=tr("what")),
                alt.Tooltip("agents:Q", title=tr("agents")),
            ],
        )
    )
    return chart


def need_line(slots: pd.DataFrame, dash: Sequence[int] = ()) -> alt.Chart:
    """The agents required, as steps; dashed by lengths of strokes and gaps [px]."""
    chart: alt.Chart = (
        alt.Chart(slots)
        .mark_line(interpolate="step-after", color=INK, strokeWidth=1.4, strokeDash=list(dash))
        .encode(x=alt.X("start:T"), y=alt.Y("needed:Q"))
    )
    return chart


def _signed_in(slots: pd.DataFrame) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(slots.dropna(subset=["present"]))
        .mark_rule(color=SIGNED_IN, strokeWidth=3)
        .encode(
            x=alt.X("start:T"),
            x2=alt.X2("end:T"),
            y=alt.Y("present:Q"),
            tooltip=[
                alt.Tooltip("start:T", format="%H:%M", title=tr("from")),
                alt.Tooltip("present:Q", format=".1f", title=tr("signed in, on queue")),
                alt.Tooltip("needed:Q", title=tr("required")),
            ],
        )
    )
    return chart


def _stacked(slots: pd.DataFrame) -> pd.DataFrame:
    """Each part on top of the one before: covered and short fill the need, idle lies above."""
    long = slots.melt(["start", "end"], list(PARTS), var_name="part", value_name="agents")
    below = slots[list(PARTS)].cumsum(axis=1).shift(axis=1, fill_value=0)
    long["from"] = below.melt(value_name="from")["from"]
    long["to"] = long["from"] + long["agents"]
    long["part"] = long["part"].map({part: tr(part) for part in PARTS})
    return long[long["agents"] > 0]
