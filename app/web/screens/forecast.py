"""Forecast: what will come, how sure that is, and what it is worth."""

from datetime import timedelta

import numpy as np
import streamlit as st

from app.services.desk import Desk
from app.services.make_forecast import ForecastRun, forecast_all
from app.services.read_centre import special_days_of
from app.web import reads, runs, session
from app.web.runs import Run
from app.web.widgets.downloads import forecast_download
from app.web.widgets.forecast_chart import forecast_chart
from app.web.widgets.forecast_data import RECENT_DAYS, by_day, by_slot, special_in
from app.web.widgets.forecast_facts import figures, members_and_notes
from app.web.widgets.messages import heading, nothing_yet
from app.web.widgets.pickers import pick_forecast, pick_queue, pick_week
from app.web.widgets.run_panel import run_panel
from data.model.forecast import Forecast

KIND = "forecast"
DAYS, SLOTS = "Day totals", "One week, slot by slot"


def show() -> None:
    """Draw the page."""
    heading("Forecast", "How many contacts will come to each queue, and how sure is that?")
    session.centre()
    going = run_panel(KIND, _done)
    if reads.last_day(session.url()) is None:
        nothing_yet("No history yet", "Import a file first: `peakshift history import FILE`.")
        return
    if not going:
        _new_run()
    listed = session.desk().store.list_forecasts()
    if not listed:
        nothing_yet(
            "No forecast yet", "Press *Forecast all queues* above; it takes a minute or two."
        )
        return
    queue_id = pick_queue(tuple(dict.fromkeys(f.queue_id for f in listed)))
    version_id = pick_forecast(listed, queue_id)
    forecast = reads.forecast(session.url(), version_id)
    figures(forecast, session.centre().zone)
    _chart(forecast)
    members_and_notes(forecast)
    forecast_download(forecast)


def _new_run() -> None:
    with (
        st.form("new_forecast", border=False, enter_to_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        weeks = st.number_input("Weeks ahead", 1, 53, 8, width=140)
        asked = st.form_submit_button("Forecast all queues", icon=":material/play_arrow:")
    if asked:

        def work(desk: Desk, run: Run) -> ForecastRun:
            return forecast_all(desk, weeks=int(weeks), progress=run.count)

        runs.start(KIND, session.url(), session.desk().who, Run("Forecasting"), work)
        st.rerun()


def _done(answer: ForecastRun) -> None:
    if answer.made:
        st.success(f"{len(answer.made)} queues forecast; each has a new version.")
    for queue_id, why in answer.failed.items():
        st.error(f"**{queue_id}** failed, its last version stays: {why}")


def _chart(forecast: Forecast) -> None:
    view = st.segmented_control(
        "View", [DAYS, SLOTS], default=DAYS, required=True, label_visibility="collapsed"
    )
    days = forecast.grid.days
    since = days[0] - timedelta(days=RECENT_DAYS)
    series = reads.recent(session.url(), forecast.queue_id, since)
    special = special_days_of(session.desk(), since, days[-1])
    if view == DAYS:
        frame, unit = by_day(forecast, series), "contacts a day"
        marks = special_in(special, since, days[-1])
    else:
        first = pick_week(days)
        frame = by_slot(forecast, series, first, 7)
        unit = f"contacts per {forecast.grid.slot_min} min"
        marks = special_in(special, first, first + timedelta(days=6))
    st.altair_chart(forecast_chart(frame, marks, unit, view == DAYS), width="stretch")
    _below(forecast, bool(len(marks)))


def _below(forecast: Forecast, marked: bool) -> None:
    wide = forecast.quantile(0.9) - forecast.quantile(0.1)
    share = float(np.sum(wide) / max(1e-9, np.sum(forecast.demand.contacts)))
    st.caption(
        "Shaded: p10 to p90 of what will be counted; eight of ten observations fall inside. "
        f"A slot's band is on average {share:.0%} of its mean wide."
        + (" ▼ Special days: hover for their names." if marked else "")
    )
