"""What a requirement comes to: hours, peaks, and the service that was simulated for it."""

import pandas as pd
import streamlit as st

from app.web.widgets.wording import DASH, number, percent
from data.model.requirement import Requirement


def need_totals(requirement: Requirement) -> None:
    """Hours, peaks and simulated service of each queue."""
    hours = requirement.heads.sum(axis=1) * requirement.grid.slot_min / 60
    weeks = len(requirement.grid.days) / 7
    together = requirement.heads.sum(axis=0)
    columns = st.columns(3)
    columns[0].metric("Head-hours a week", number(float(hours.sum() / weeks)))
    columns[1].metric("Heads at the peak", number(float(together.max())))
    columns[2].metric("Fewest heads at any time", number(float(together.min())))
    rows: dict[str, object] = {
        "Queue": requirement.queue_ids,
        "Hours a week": (hours / weeks).round(),
        "Peak heads": requirement.heads.max(axis=1),
        "On the floor at the peak, before shrinkage": requirement.floor_heads.max(axis=1),
    }
    judge = requirement.made_with.get("judge")
    if judge:
        seen = (judge["service"].get(queue_id) for queue_id in requirement.queue_ids)
        rows["Simulated service"] = [DASH if level is None else percent(level) for level in seen]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    if judge:
        st.caption(_judged(requirement))


def _judged(requirement: Requirement) -> str:
    """What the simulator did to these heads."""
    judge = requirement.made_with["judge"]
    text = (
        "Corrected by simulation: heads were taken away or added by queue and part of the day "
        "until every promise is just kept, absence and forecast error included."
    )
    if not judge["kept"]:
        text += " **Not every promise could be kept**; see the column on the right."
    free = [
        q for q, row in zip(requirement.queue_ids, requirement.heads, strict=True) if not row.any()
    ]
    return text + (f" {', '.join(free)}: done between other contacts." if free else "")
