"""What a whole hour, shift, day or week may bring: quantiles of sums from the same paths."""

import streamlit as st

from app.web.parts.wording import day_long, number
from data.model.forecast import Forecast
from data.model.language import tr
from forecasting.uncertainty.periods import period_quantiles, slots_of_hours

LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)
_HOURS = 24


def spans_view(forecast: Forecast) -> None:
    """Choose days and hours; read how many contacts they may bring together."""
    st.caption(
        tr(
            "Quantiles of single slots do not add up. These are read from "
            "sampled courses of the whole horizon, so the hours of a day and the "
            "days of a week tell one story."
        )
    )
    days = forecast.grid.days
    first, last = days[0], days[min(6, len(days) - 1)]
    left, right = st.columns(2, gap="large")
    span = left.date_input(tr("Days"), (first, last), days[0], days[-1], key="span_days")
    hours = right.slider(tr("Hours of each day"), 0, _HOURS, (0, _HOURS), key="span_hours")
    if not isinstance(span, tuple) or len(span) != 2:
        return  # the end is still being chosen
    slots = slots_of_hours(forecast.grid, span[0], span[1], hours[0] * 60, hours[1] * 60)
    if not len(slots):
        st.info(tr("No slot lies in these hours."))
        return
    found = period_quantiles(forecast, slots, LEVELS)
    mean = float(forecast.demand.contacts[slots].sum())
    cells = [
        (tr("Mean"), mean),
        *((f"p{level * 100:.0f}", q) for level, q in zip(LEVELS, found, strict=True)),
    ]
    for column, (label, value) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, number(float(value)))
    st.caption(
        tr(
            "{day_long} to {day_long2}, {hours}:00 to {hours2}:00 of each day.",
            day_long=day_long(span[0]),
            day_long2=day_long(span[1]),
            hours=hours[0],
            hours2=hours[1],
        )
    )
