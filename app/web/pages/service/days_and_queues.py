"""Service level of each day with its interval, beside the target."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.web import session
from app.web.parts.assumptions import definition_in_words
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import INK, LIGHTS, LIGHTS_IN_WORDS, light_in_words, painted
from app.web.parts.wording import DASH, day_short, percent
from data.model.language import tr
from data.store import documents


def service_days(found: Mapping[str, Any]) -> None:
    """Draw a queue's days."""
    st.subheader(tr("By day"), anchor=False)
    frame = pd.DataFrame([_day_row(day, float(found["target_share"])) for day in found["days"]])
    draw(_chart(frame, float(found["target_share"])))


def _day_row(day: Mapping[str, Any], target_share: float) -> dict[str, Any]:
    level = day["service_level"]
    return {
        "day": pd.Timestamp(day["day"]),
        "service level": level["mean"],
        "low": level["low"],
        "high": level["high"],
        "light": light_in_words(level["mean"], target_share),
        "contacts": day["offered"]["mean"],
        "wait_s": day["asa_s"]["mean"],
        "hang up": day["abandonment_share"]["mean"],
        "occupancy": day["occupancy_share"]["mean"],
    }


def _chart(frame: pd.DataFrame, target_share: float) -> alt.LayerChart | alt.FacetChart:
    x = alt.X(
        "yearmonthdate(day):O", title=None, axis=alt.Axis(format=tr("%a %d %b"), labelOverlap=True)
    )
    share = alt.Axis(format=".0%")
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y(
                "service level:Q",
                title=tr("answered in time"),
                axis=share,
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color(
                "light:N",
                scale=alt.Scale(
                    domain=list(map(tr, LIGHTS_IN_WORDS.values())), range=list(LIGHTS.values())
                ),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("day:T", format=tr("%a %d %b")),
                *(alt.Tooltip(f"{name}:Q", format=".1%") for name in _SHARES),
                alt.Tooltip("wait_s:Q", title=tr("wait [s]"), format=",.1f"),
                alt.Tooltip("contacts:Q", format=",.0f"),
            ],
        )
    )
    ends = alt.Chart(frame).mark_rule(color=INK).encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    target = alt.Chart(pd.DataFrame({"target": [target_share]})).mark_rule(
        color=INK, strokeDash=[5, 4]
    )
    return alt.layer(bars, ends, target.encode(y=alt.Y("target:Q"))).properties(height=240)


_SHARES = ("service level", "low", "high", "hang up", "occupancy")


HOUR_S = 3600


def service_queues(report: Mapping[str, Any]) -> None:
    """Draw the table and say how a service level is counted."""
    names = {q.queue_id: q.name for q in session.context().store.load(documents.QUEUES)}
    found = report["queues"]
    rows = [
        _queue_row(names.get(queue_id, queue_id), figures) for queue_id, figures in found.items()
    ]
    table = pd.DataFrame(rows).dropna(axis=1, how="all")
    # The browser keeps the widths of the report before, which may have had no intervals.
    wide = {tr("Service level"): st.column_config.TextColumn(width=170)}
    st.dataframe(
        table.style.map(painted, subset=[tr("Expected")]), hide_index=True, column_config=wide
    )
    counted = sorted(
        {definition_in_words(str(figures.get("definition"))) for figures in found.values()}
    )
    parts = [tr("Service level: share answered in time {counted}.", counted=tr("; ").join(counted))]
    if "replications" in report:
        sure = percent(report.get("confidence", 0.95), 0)
        parts.append(
            tr(
                "*May come to*: where eight of ten simulated periods lie. In brackets the {sure} "
                "confidence interval of the mean; *Target met*: share of simulated periods that "
                "reach the target. Occupancy is that of everybody who can serve the queue.",
                sure=sure,
            )
        )
    else:
        parts.append(tr("Work that can wait is judged by the simulation only."))
    st.caption(" ".join(parts))


def estimate(found: Mapping[str, Any] | None) -> str:
    """A share with its interval in brackets, if it has one."""
    if not found or found.get("mean") is None:
        return DASH
    mean, low, high = (found.get(name) for name in ("mean", "low", "high"))
    if low is None or high is None:
        return percent(mean)
    return f"{percent(mean)} ({percent(low)} – {percent(high)})"


def span(seconds: float) -> str:
    """`20 s`, `12 min` or `24 h`."""
    if seconds >= HOUR_S:
        return tr("{seconds:.3g} h", seconds=seconds / HOUR_S)
    return (
        tr("{seconds:.0f} min", seconds=seconds / 60)
        if seconds >= 600
        else tr("{seconds:.0f} s", seconds=seconds)
    )


def _may_come(found: Mapping[str, Any]) -> str | None:
    low, high = (found.get("range") or {}).get("service_level") or (None, None)
    return None if low is None or high is None else f"{percent(low, 0)} – {percent(high, 0)}"


def _queue_row(name: str, found: Mapping[str, Any]) -> dict[str, str | None]:
    target = float(found["target_share"])
    level = found["service_level"]["mean"]
    kept = found.get("kept_share")
    return {
        tr("Queue"): name,
        tr("Target"): tr(
            "{percent} in {span}",
            percent=percent(target, 0),
            span=span(float(found["threshold_s"])),
        ),
        tr("Expected"): light_in_words(level, target),
        tr("Service level"): estimate(found["service_level"]),
        tr("May come to"): _may_come(found),
        tr("Target met"): None if kept is None else percent(kept, 0),
        tr("Worst day"): _worst(found["days"]),
        tr("Answered after"): _wait(found["asa_s"]),
        tr("Hang up"): estimate(found["abandonment_share"]),
        tr("Occupancy"): percent(found["occupancy_share"]["mean"], 0),
    }


def _wait(found: Mapping[str, Any]) -> str:
    mean, low, high = (found.get(name) for name in ("mean", "low", "high"))
    if mean is None:
        return DASH
    if low is None or high is None or span(low) == span(high):
        return span(mean)
    return f"{span(mean)} ({span(low)} – {span(high)})"


def _worst(days: list[dict[str, Any]]) -> str:
    known = [
        (day["service_level"]["mean"], day["day"])
        for day in days
        if day["service_level"]["mean"] is not None
    ]
    if not known:
        return DASH
    level, day = min(known)
    return tr(
        "{percent} on {day_short}",
        percent=percent(level),
        day_short=day_short(date.fromisoformat(day)),
    )
