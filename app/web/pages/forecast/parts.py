"""Queues that run ahead of others, and what their newest days warn of."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from app.web import session
from app.web.pages.forecast import reads as forecast_reads
from app.web.pages.forecast.accuracy import accuracy_view
from app.web.pages.forecast.adjustments import adjustments_view
from app.web.pages.forecast.facts import members_and_notes
from app.web.pages.forecast.periods import spans_view
from app.web.parts.history.marks import flags_view
from app.web.parts.history.special_days import special_days_view
from app.web.parts.wording import percent, plain
from data.model.forecast import Forecast
from data.model.language import phrase, tr


def warnings_view(queue_id: str) -> None:
    """Warnings first, then the links that they rest on."""
    links, warned = forecast_reads.warnings(session.url())
    st.caption(
        tr(
            "Some queues run ahead of others: outage reports today, complaints "
            "tomorrow. A link counts only where it adds to what the follower's "
            "own past and the same day tell."
        )
    )
    for warning in warned:
        here = queue_id in (warning.link.follower, warning.link.leader)
        st.warning(plain(warning.sentence) if not here else f"**{plain(warning.sentence)}**")
    if not warned:
        st.info(tr("The newest days warn of nothing."))
    if not links:
        st.caption(tr("No queue was found to foretell another one."))
        return
    rows = [
        {
            tr("Leads"): link.leader,
            tr("Follows"): link.follower,
            tr("Days later"): link.lag_days,
            tr("Correlation"): f"{link.correlation:.2f}",
            tr("100 % more brings"): percent(2**link.pass_on - 1, 0),
        }
        for link in links
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


PARTS: Mapping[str, Callable[[Forecast], None]] = {
    phrase("Models"): members_and_notes,
    phrase("Excluded"): lambda forecast: flags_view(forecast.queue_id),
    phrase("Events"): lambda forecast: special_days_view(forecast.grid.days[0]),
    phrase("Adjustments"): adjustments_view,
    phrase("Accuracy"): accuracy_view,
    phrase("Any period"): spans_view,
    phrase("Early warnings"): lambda forecast: warnings_view(forecast.queue_id),
}


def parts_view(forecast: Forecast) -> None:
    """The chosen part."""
    names = list(PARTS)
    st.divider()
    chosen = st.segmented_control(
        tr("Behind it"),
        names,
        default=names[0],
        required=True,
        format_func=tr,
        key="forecast_part",
        label_visibility="collapsed",
    )
    PARTS[str(chosen)](forecast)
