"""The figures and reasons beside a forecast."""

import numpy as np
import pandas as pd
import streamlit as st

from app.web.widgets.wording import DASH, local, number, percent
from data.model.forecast import Forecast
from forecasting.accuracy import poisson_floor
from forecasting.pipeline import SHORT_HISTORY

MOST_NOTES, NOTES_PX = 6, 300


def figures(forecast: Forecast, zone: str) -> None:
    """Headline figures of a version."""
    days = len(forecast.grid.days)
    mean, yardstick = float(forecast.demand.contacts.sum()), float(forecast.yardstick.sum())
    weight = np.maximum(forecast.demand.contacts, 1e-9)
    handle_s = float(np.average(forecast.demand.handle_s, weights=weight))
    floor = poisson_floor(forecast.demand.contacts, forecast.demand.contacts)
    change = mean / yardstick - 1 if yardstick > 0 else None
    cells = (
        ("Contacts a day", number(mean / days), "Mean over the horizon."),
        (
            "vs. 8-week mean",
            f"{change:+.1%}" if change is not None else DASH,
            "The yardstick: same slot, last eight weeks.",
        ),
        ("Handle time", f"{handle_s:.0f} s", "Weighted by contacts."),
        (
            "Poisson floor",
            percent(floor),
            "Poisson floor: the error per slot (WAPE) that even a perfect forecast would make.",
        ),
        ("Knows history until", local(forecast.origin, zone), "Nothing later was known to it."),
    )
    for column, (label, value, says) in zip(st.columns([1, 1, 1, 1, 2]), cells, strict=True):
        column.metric(label, value, help=says)


def how_sure(forecast: Forecast) -> None:
    """What a short history cannot tell, said before anybody trusts the band."""
    for note in forecast.notes:
        if SHORT_HISTORY in note:
            st.warning(f"**Not very sure yet:** {note}.", icon=":material/hourglass_empty:")


def members_and_notes(forecast: Forecast) -> None:
    """What each member says, and what the gates decided."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Members", anchor=False)
        st.caption("The forecast is a mean of these; an admission test excludes who went astray.")
        st.dataframe(_members(forecast), hide_index=True)
    with right:
        st.subheader("Admission and notes", anchor=False)
        if not forecast.notes:
            st.caption("Nothing to tell: every member passed its admission test.")
        with st.container(height=NOTES_PX if len(forecast.notes) > MOST_NOTES else "content"):
            st.markdown("\n".join(f"- {note}" for note in forecast.notes))


def _members(forecast: Forecast) -> pd.DataFrame:
    days, mean = len(forecast.grid.days), float(forecast.demand.contacts.sum())
    every = {"forecast": forecast.demand.contacts, **forecast.members}
    every["8-week mean"] = forecast.yardstick
    rows = [
        {
            "Member": name,
            "Contacts a day": number(float(values.sum()) / days),
            "Against the forecast": f"{float(values.sum()) / max(1e-9, mean) - 1:+.1%}",
        }
        for name, values in every.items()
    ]
    return pd.DataFrame(rows)
