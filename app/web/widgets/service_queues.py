"""Service of each queue over the whole horizon, with intervals where there are any."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app.web import session
from app.web.widgets.assumptions import DEFINITIONS
from app.web.widgets.lights import light_of, painted
from app.web.widgets.wording import DASH, day_short, percent
from data.store import documents

HOUR_S = 3600


def service_queues(report: Mapping[str, Any]) -> None:
    """Draw the table and say how a service level is counted."""
    names = {q.queue_id: q.name for q in session.desk().store.load(documents.QUEUES)}
    found = report["queues"]
    rows = [_row(names.get(queue_id, queue_id), figures) for queue_id, figures in found.items()]
    table = pd.DataFrame(rows).dropna(axis=1, how="all")
    # The browser keeps the widths of the report before, which may have had no intervals.
    wide = {"Service level": st.column_config.TextColumn(width=170)}
    st.dataframe(
        table.style.map(painted, subset=["Target is"]), hide_index=True, column_config=wide
    )
    counted = sorted({_counted(str(figures.get("definition"))) for figures in found.values()})
    parts = [f"Service level: share answered in time {'; '.join(counted)}."]
    if "replications" in report:
        parts.append(
            f"In brackets the {report.get('confidence', 0.95):.0%} confidence interval of the "
            "mean; *kept*: share of simulated horizons that reach the target. Occupancy is that of "
            "everybody who can serve the queue."
        )
    else:
        parts.append("Work that can wait is judged by the simulation only.")
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
        return f"{seconds / HOUR_S:.3g} h"
    return f"{seconds / 60:.0f} min" if seconds >= 600 else f"{seconds:.0f} s"


def _counted(definition: str) -> str:
    return DEFINITIONS.get(definition, "of work that can wait, when it was due")


def _row(name: str, found: Mapping[str, Any]) -> dict[str, str | None]:
    target = float(found["target_share"])
    level = found["service_level"]["mean"]
    kept = found.get("kept_share")
    return {
        "Queue": name,
        "Target": f"{percent(target, 0)} in {span(float(found['threshold_s']))}",
        "Target is": light_of(level, target),
        "Service level": estimate(found["service_level"]),
        "Kept": None if kept is None else percent(kept, 0),
        "Worst day": _worst(found["days"]),
        "Answered after": _wait(found["asa_s"]),
        "Hang up": estimate(found["abandonment_share"]),
        "Occupancy": percent(found["occupancy_share"]["mean"], 0),
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
    return f"{percent(level)} on {day_short(date.fromisoformat(day))}"
