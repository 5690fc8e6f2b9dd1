"""Forecast: what will come, how sure that is, what stands behind it, and what it is worth."""

import streamlit as st

from app.services.centre import planning_of
from app.services.jobs.of_data import ForecastMade, ForecastOrder
from app.web import jobs, reads, session
from app.web.pages.forecast.facts import figures, how_sure, pick_other
from app.web.pages.forecast.group import group_view, pick_group
from app.web.pages.forecast.parts import parts_view
from app.web.pages.forecast.picture import picture, recent_from
from app.web.parts import allowed
from app.web.parts.files import forecast_download
from app.web.parts.pickers import VERSION, follow_newest, pick_forecast, pick_queue
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import go, heading, in_words_of_pages, nothing_yet, plain, warned
from data.model.language import tr, trn
from data.store.versions import ForecastSummary

KIND = "forecast"


def show() -> None:
    """Draw the page."""
    heading(tr("Forecast"), tr("How many contacts will come to each queue, and how sure is that?"))
    going = run_panel(KIND, _done)
    if reads.last_day(session.url()) is None:
        nothing_yet(
            tr("No history yet"),
            tr("A forecast is made from the contacts that came until now."),
            page="data",
            label=tr("Read in history"),
        )
        return
    if not going:
        _new_run()
    listed = session.context().store.list_forecasts()
    if not listed:
        nothing_yet(
            tr("No forecast yet"),
            tr("Press *Forecast all queues* above; it takes a minute or two."),
        )
        return
    queue_id = pick_queue(tuple(dict.fromkeys(f.queue_id for f in listed)))
    group = pick_group(listed)
    if group is not None:
        group_view(group, listed)
    else:
        _one_queue(listed, queue_id)


def _one_queue(listed: tuple[ForecastSummary, ...], queue_id: str) -> None:
    forecast = reads.forecast(session.url(), pick_forecast(listed, queue_id))
    other = pick_other(listed, forecast)
    figures(forecast, session.centre().zone)
    how_sure(forecast)
    came = reads.recent(session.url(), queue_id, recent_from(forecast))
    picture(forecast, came, other=other)
    forecast_download(forecast)
    parts_view(forecast)


def _new_run() -> None:
    with (
        st.form("new_forecast", border=False, enter_to_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        weeks = st.number_input(
            tr("Weeks ahead"), 1, 53, planning_of(session.context()).forecast_weeks, width=140
        )
        retries = st.number_input(
            tr("Call again [%]"),
            0,
            90,
            0,
            width=140,
            help=tr(
                "Share of the callers who hung up and call again; they are taken out "
                "of demand. 0 = what was offered is demand."
            ),
        )
        asked = allowed.submit(
            tr("Forecast all queues"), "forecast_all", icon=":material/play_arrow:"
        )
    if asked:
        follow_newest(VERSION)
        jobs.start(ForecastOrder(int(weeks), retry_share=float(retries) / 100))
        st.rerun()


def _done(answer: ForecastMade) -> None:
    if answer.versions:
        n = len(answer.versions)
        st.success(trn("{n} queue has a new forecast.", "{n} queues have a new forecast.", n))
    warned(answer.warnings)
    for queue_id, why in answer.failed.items():
        st.error(
            tr(
                "**{queue_id}** failed, its last version stays: {why}",
                queue_id=plain(session.queue_names().get(queue_id, queue_id)),
                why=in_words_of_pages(why),
            )
        )
    if answer.versions:
        go("staffing", tr("Work out the staffing need"))
