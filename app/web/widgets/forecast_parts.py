"""What stands behind a forecast, one part at a time so that only that part is worked out."""

from collections.abc import Callable, Mapping

import streamlit as st

from app.web.widgets.forecast_accuracy import accuracy_view
from app.web.widgets.forecast_events import events_view
from app.web.widgets.forecast_facts import members_and_notes
from app.web.widgets.forecast_flags import flags_view
from app.web.widgets.forecast_layers import layers_view
from app.web.widgets.forecast_spans import spans_view
from app.web.widgets.forecast_warnings import warnings_view
from data.model.forecast import Forecast

PARTS: Mapping[str, Callable[[Forecast], None]] = {
    "Members and admission": members_and_notes,
    "Excluded": lambda forecast: flags_view(forecast.queue_id),
    "Events": events_view,
    "Hand edits": layers_view,
    "Accuracy": accuracy_view,
    "Any period": spans_view,
    "Early warnings": lambda forecast: warnings_view(forecast.queue_id),
}


def parts_view(forecast: Forecast) -> None:
    """The chosen part."""
    names = list(PARTS)
    st.divider()
    chosen = st.segmented_control(
        "Behind it",
        names,
        default=names[0],
        required=True,
        key="forecast_part",
        label_visibility="collapsed",
    )
    PARTS[str(chosen)](forecast)
