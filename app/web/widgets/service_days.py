"""Service level of each day with its interval, beside the target."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.web.widgets.lights import LIGHTS, light_of
from app.web.widgets.palette import INK


def service_days(found: Mapping[str, Any]) -> None:
    """Draw a queue's days."""
    st.subheader("By day", anchor=False)
    frame = pd.DataFrame([_row(day, float(found["target_share"])) for day in found["days"]])
    st.altair_chart(_chart(frame, float(found["target_share"])), width="stretch")


def _row(day: Mapping[str, Any], target_share: float) -> dict[str, Any]:
    level = day["service_level"]
    return {
        "day": pd.Timestamp(day["day"]),
        "service level": level["mean"],
        "low": level["low"],
        "high": level["high"],
        "light": light_of(level["mean"], target_share),
        "contacts": day["offered"]["mean"],
        "wait_s": day["asa_s"]["mean"],
        "hang up": day["abandonment_share"]["mean"],
        "occupancy": day["occupancy_share"]["mean"],
    }


def _chart(frame: pd.DataFrame, target_share: float) -> alt.LayerChart | alt.FacetChart:
    x = alt.X(
        "yearmonthdate(day):O", title=None, axis=alt.Axis(format="%a %d %b", labelOverlap=True)
    )
    share = alt.Axis(format=".0%")
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y(
                "service level:Q",
                title="answered in time",
                axis=share,
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color(
                "light:N",
                scale=alt.Scale(domain=list(LIGHTS), range=list(LIGHTS.values())),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("day:T", format="%a %d %b"),
                *(alt.Tooltip(f"{name}:Q", format=".1%") for name in _SHARES),
                alt.Tooltip("wait_s:Q", title="wait [s]", format=",.1f"),
                alt.Tooltip("contacts:Q", format=",.0f"),
            ],
        )
    )
    ends = alt.Chart(frame).mark_rule(color=INK).encode(x=x, y="low:Q", y2="high:Q")
    target = alt.Chart(pd.DataFrame({"target": [target_share]})).mark_rule(
        color=INK, strokeDash=[5, 4]
    )
    return alt.layer(bars, ends, target.encode(y="target:Q")).properties(height=240)


_SHARES = ("service level", "low", "high", "hang up", "occupancy")
