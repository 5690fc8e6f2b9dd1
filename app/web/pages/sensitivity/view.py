"""Expensive hours as a map; people, templates and rules with their proven range."""

import math
import re
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.services.roster.evaluation.sensitivity import dearest_slots
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, HOT, QUIET
from app.web.parts.wording import number, percent, plain, said_of
from data.model.language import phrase, tr
from data.model.problem import RosterProblem
from data.model.words import weekday_name
from rostering.solver.sensitivity import SensitivityReport, Value

TITLES = {
    "agent": phrase("One more person"),
    "template": phrase("Without one of the shift templates"),
    "rule": phrase("A rule looser, or gone"),
}


def sensitivity_view(problem: RosterProblem, report: SensitivityReport) -> None:
    """Draw a report."""
    gap = report.slack / max(1, report.objective)
    st.caption(
        tr(
            "This roster costs {number}; the proven lower bound is {number2} "
            "(gap {percent}). Hours have shadow prices; for all else the roster "
            "was solved again: the bar is the **proven** range of the change, "
            "the dot the estimate. Where bars are wide, read the order, not the "
            "amounts.",
            number=number(report.objective),
            number2=number(report.bound),
            percent=percent(gap),
        )
    )
    _slots(problem, report)
    for kind, title in TITLES.items():
        mine = [thing for thing in report.things if thing.kind == kind]
        if mine:
            st.subheader(tr(title), anchor=False)
            _things(mine)
    for words in report.skipped:
        st.caption(tr("Not worked out: {words}.", words=plain(words)))


def _slots(problem: RosterProblem, report: SensitivityReport) -> None:
    st.subheader(tr("What one more agent required costs, by hour"), anchor=False)
    queues = problem.requirement.queue_ids
    queue = st.pills(tr("Queue"), queues, default=queues[0], required=True, format_func=plain)
    grid, row = problem.requirement.grid, queues.index(str(queue))
    frame = pd.DataFrame(
        {
            "hour": grid.minute_of_day // 60,
            "day": [weekday_name(int(d)) for d in grid.weekday],
            "cost": report.slot_prices[row],
        }
    )
    mean = frame.groupby(["day", "hour"], as_index=False).mean()
    chart = (
        alt.Chart(mean, height=alt.Step(24))
        .mark_rect()
        .encode(
            x=alt.X("hour:O", title=tr("hour of the day"), axis=alt.Axis(labelAngle=0)),
            y=alt.Y("day:O", sort=[weekday_name(d) for d in range(7)], title=None),
            color=alt.Color(
                "cost:Q", title=tr("cost"), scale=alt.Scale(range=list(HOT), interpolate="rgb")
            ),
            tooltip=[alt.Tooltip("day"), alt.Tooltip("hour"), alt.Tooltip("cost:Q", format=".2f")],
        )
    )
    draw(chart)
    dear = [
        said_of(f"{q} {when}", f"{price:.1f}")
        for q, when, price in dearest_slots(problem, report, 5)
    ]
    st.caption(tr("Most expensive slots: ") + tr("; ").join(dear))


def _things(things: list[Value]) -> None:
    impossible = [thing for thing in things if math.isinf(thing.change)]
    rows = [
        {
            "what": re.split(": |：", thing.words, maxsplit=1)[0],
            "says": thing.words,
            "estimate": thing.change,
            "low": thing.low,
            "high": thing.high if math.isfinite(thing.high) else None,
            "proven": f"{number(thing.low)} .. "
            + (number(thing.high) if math.isfinite(thing.high) else tr("no roster found")),
        }
        for thing in things
        if math.isfinite(thing.change)
    ]
    if rows:
        draw(_ranges(pd.DataFrame(rows)))
    for thing in impossible:
        st.markdown(
            tr(":red[:material/block:] {words}: no roster would be left.", words=plain(thing.words))
        )


def _ranges(frame: pd.DataFrame) -> Any:
    tips = [
        alt.Tooltip("says:N"),
        alt.Tooltip("estimate:Q", format=",.0f"),
        alt.Tooltip("proven:N"),
    ]
    reach = max(1.0, float(frame["estimate"].abs().max()))
    low, high = (-1.6 * reach, 0.4 * reach) if frame["estimate"].min() < 0 else (-0.1, 1.6 * reach)
    base = alt.Chart(frame, height=alt.Step(26)).encode(
        y=alt.Y(
            "what:N", sort=alt.SortField("estimate"), title=None,
            axis=alt.Axis(labelLimit=420, labelOverlap=False),
        ),
        tooltip=tips,
    )  # fmt: skip
    axis = alt.X(
        "low:Q", title=tr("change of the cost; below zero saves"),
        scale=alt.Scale(domain=[low, high], clamp=True),
    )  # fmt: skip
    bar = base.mark_bar(size=8, color=QUIET, opacity=0.35).encode(x=axis, x2=alt.X2("high:Q"))
    dot = base.mark_point(filled=True, size=90, color=ACCENT).encode(x=alt.X("estimate:Q"))
    text = base.mark_text(align="left", dx=8).encode(
        x=alt.X("estimate:Q"), text=alt.Text("estimate:Q", format="+,.0f")
    )
    return alt.layer(bar, dot, text)
