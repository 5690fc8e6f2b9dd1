"""Contacts that came beside what was forecast, by day."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from app.services.results import Results
from app.web.parts.charts.palette import GROUND, INK, QUEUES
from data.model.language import tr


def day_chart(found: Results, names: Mapping[str, str]) -> alt.LayerChart | alt.FacetChart:
    """Bars of what came, marks of what was expected; one colour a queue."""
    frame = pd.DataFrame(
        {
            "day": [day.day.isoformat() for day in found.days],
            "queue": [names[day.queue_id] for day in found.days],
            "came": [day.contacts for day in found.days],
            "expected": [day.expected for day in found.days],
        }
    )
    total = frame.groupby("day", as_index=False).agg(
        came=("came", "sum"), expected=("expected", lambda part: part.sum(skipna=False))
    )
    x = alt.X(  # a band a day: marks stand in the middle of their bar
        "yearmonthdate(day):O",
        title=None,
        axis=alt.Axis(format=tr("%a %d %b"), labelAngle=0, labelOverlap=True),
    )
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y("came:Q", title=tr("contacts")),
            color=alt.Color("queue:N", title=None, scale=alt.Scale(range=list(QUEUES))),
            tooltip=[
                alt.Tooltip("day:T", title=tr("Day")),
                alt.Tooltip("queue:N", title=tr("Queue")),
                alt.Tooltip("came:Q", title=tr("Came"), format=",.0f"),
                alt.Tooltip("expected:Q", title=tr("Expected"), format=",.0f"),
            ],
        )
    )
    expected = (
        alt.Chart(total.dropna().assign(what=tr("Expected in all")))
        .mark_point(filled=True, size=90, color=INK, stroke=GROUND)
        .encode(
            x=x,
            y=alt.Y("expected:Q"),
            shape=alt.Shape(
                "what:N",
                scale=alt.Scale(range=["diamond"]),
                legend=alt.Legend(
                    title=None, orient="bottom", symbolFillColor=INK, symbolStrokeColor=INK
                ),
            ),
            tooltip=[alt.Tooltip("expected:Q", title=tr("Expected in all"), format=",.0f")],
        )
    )
    return alt.layer(bars, expected).properties(height=280)
