"""The forecast beside what came, by day or slot by slot, with special days and flags marked."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from app.services.read_centre import special_days_of
from app.web import session
from app.web.widgets.forecast_chart import forecast_chart
from app.web.widgets.forecast_data import RECENT_DAYS, by_day, by_slot, special_in, with_other
from app.web.widgets.forecast_flags import flags_in
from app.web.widgets.pickers import pick_week
from data.model.forecast import Forecast
from data.model.series import ContactSeries

DAYS, SLOTS = "Day totals", "One week, slot by slot"


def picture(
    forecast: Forecast,
    series: ContactSeries | None,
    *,
    flags: bool = True,
    other: Forecast | None = None,
) -> None:
    """Chart with its choices.

    Parameters
    ----------
    series
        History of the last weeks, None where there is none.
    flags
        Whether slots excluded from the baseline are marked (a group has none of its own).
    other
        Another version to draw beside it.
    """
    view = st.segmented_control(
        "View", [DAYS, SLOTS], default=DAYS, required=True, label_visibility="collapsed"
    )
    days = forecast.grid.days
    first, last = recent_from(forecast), days[-1]
    if view == SLOTS:
        first = pick_week(days)
        last = first + timedelta(days=6)
        frame = by_slot(forecast, series, first, 7)
        unit = f"contacts per {forecast.grid.slot_min} min"
    else:
        frame, unit = by_day(forecast, series), "contacts a day"
    if other is not None:
        frame = with_other(frame, other, by_days=view == DAYS)
    special = special_in(special_days_of(session.desk(), first, last), first, last)
    flagged = flags_in(forecast.queue_id, first, last) if flags else pd.DataFrame()
    chart = forecast_chart(frame, special, unit, view == DAYS, flagged)
    st.altair_chart(chart, width="stretch")
    _below(forecast, bool(len(special)), bool(len(flagged)))


def recent_from(forecast: Forecast) -> date:
    """First day of the history that is drawn before a forecast."""
    return forecast.grid.days[0] - timedelta(days=RECENT_DAYS)


def _below(forecast: Forecast, marked: bool, flagged: bool) -> None:
    wide = forecast.quantile(0.9) - forecast.quantile(0.1)
    share = float(np.sum(wide) / max(1e-9, np.sum(forecast.demand.contacts)))
    st.caption(
        "Shaded: p10 to p90 of what will be counted; eight of ten observations fall inside. "
        f"A slot's band is on average {share:.0%} of its mean wide. "
        "Drag to move along, Shift and wheel to zoom."
        + (" ▼ Special days: hover for their names." if marked else "")
        + (" ◆ Excluded from the baseline: hover for the reason." if flagged else "")
    )
