"""Everything assumed on the way from contacts to agents required, named."""

import pandas as pd
import streamlit as st

from app.services.staffing.saved import promised
from app.web import session
from app.web.parts.wording import DASH, percent, plain
from data.model.queue import Queue
from data.model.requirement import Requirement
from data.model.shift import clock
from data.model.words import basis_in_words

DEFINITIONS = {
    "virtual": "of all contacts, were everybody patient",
    "answered": "of answered contacts",
    "offered": "of offered contacts; abandons are misses",
    "waited": "of all contacts: waited no longer, however it ended",
}


def assumptions(requirement: Requirement) -> None:
    """Targets of the queues and shrinkages, inside and outside the roster."""
    st.subheader("What was assumed", anchor=False)
    st.caption(f"Basis: {plain(basis_in_words(requirement.basis))}")
    queues = promised(session.context(), requirement).values()
    st.markdown("**Service level target of each queue when this was worked out**")
    st.dataframe(pd.DataFrame([_target(queue) for queue in queues]), hide_index=True)
    st.markdown("**Shrinkage**")
    st.dataframe(_shrinkages(requirement), hide_index=True)
    st.caption(
        "Outside the roster: the agents required are divided by (1 − share). Inside: the "
        "roster places it (breaks), so it is never added again."
    )


def promise_of(queue: Queue) -> str:
    """The service level target, `80% in 20 s` or `done within 24 h`."""
    if queue.deferrable_due_min:
        return f"done within {queue.deferrable_due_min / 60:g} h"
    return f"{queue.target.service_share:.0%} in {queue.target.threshold_s:.0f} s"


def _target(queue: Queue) -> dict[str, str]:
    target = queue.target
    waits = queue.deferrable_due_min is not None
    return {
        "Queue": queue.name,
        "Target": promise_of(queue),
        "Counted": "work that can wait" if waits else DEFINITIONS[target.definition],
        "Occupancy at most": percent(target.occupancy_cap_share, 0),
        "Agents at least": str(target.min_heads),
    }


def _shrinkages(requirement: Requirement) -> pd.DataFrame:
    rows = [
        {
            "What": s.name,
            "Share": percent(s.share),
            "Where": "inside the roster" if s.inside else "outside: agents added",
            "Planned": "yes" if s.planned else "no",
            "Paid": "yes" if s.paid else "no",
            "When": "all day"
            if (s.from_min, s.to_min) == (0, 1440)
            else f"{clock(s.from_min)} - {clock(s.to_min)}",
            "From": s.source or DASH,
        }
        for s in requirement.shrinkages
    ]
    return pd.DataFrame(rows or [{"What": "none", "Where": DASH}])
