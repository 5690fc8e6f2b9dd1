"""Queues that run ahead of others, and what their newest days warn of."""

import pandas as pd
import streamlit as st

from app.web import forecast_reads, session
from app.web.widgets.wording import percent


def warnings_view(queue_id: str) -> None:
    """Warnings first, then the links that they rest on."""
    links, warned = forecast_reads.warnings(session.url())
    st.caption(
        "Some queues run ahead of others: outage reports today, complaints tomorrow. A link "
        "counts only where it adds to what the follower's own past and the same day tell."
    )
    for warning in warned:
        here = queue_id in (warning.link.follower, warning.link.leader)
        st.warning(warning.sentence if not here else f"**{warning.sentence}**")
    if not warned:
        st.info("The newest days warn of nothing.")
    if not links:
        st.caption("No queue was found to foretell another one.")
        return
    rows = [
        {
            "Leads": link.leader,
            "Follows": link.follower,
            "Days later": link.lag_days,
            "Correlation": f"{link.correlation:.2f}",
            "100 % more brings": percent(2**link.pass_on - 1, 0),
        }
        for link in links
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
