"""Trace: one search box for contacts, and any minute restored."""

from datetime import datetime, timedelta

import streamlit as st

from app.services.service_quality.trace.bundle import trace_bundle
from app.services.service_quality.trace.contacts import chains_of_period, find_chains
from app.services.service_quality.trace.scene import scene_at
from app.web import session
from app.web.pages.trace.view import chain_view, report_view, scene_view
from app.web.pages.trends.period import pick_period
from app.web.parts.clock import now_here, wall
from app.web.parts.wording import heading, in_words_of_pages
from data.model.errors import PeakShiftError
from data.model.language import tr


def show() -> None:
    """Draw the page."""
    heading(
        tr("Trace"), tr("What happened to this customer, and what was the scene at that minute?")
    )
    session.centre()
    search, minute, whole = st.tabs(
        [tr("Follow a contact"), tr("Restore a minute"), tr("First contact and repeats")]
    )
    with search:
        _search()
    with minute:
        _minute()
    with whole:
        _whole()


def _search() -> None:
    find = st.text_input(
        tr("Contact, case, work order, or a customer's hash"), icon=":material/search:"
    )
    if not find:
        newest = _newest_cases()
        find = st.pills(tr("Newest complaints"), newest) or "" if newest else ""
    if not find:
        return
    try:
        found = find_chains(session.context(), find)
    except PeakShiftError as error:
        st.info(in_words_of_pages(error))
        return
    for number, chain in enumerate(found[:10]):
        chain_view(chain, session.centre().zone, number)
    _bundle(None, find)


def _newest_cases() -> list[str]:
    """Complaints to begin with, where nobody looks for a certain one."""
    store = session.context().store
    span = store.service_records_span("cases")
    if span is None:
        return []
    begin, end = span[1] - timedelta(days=7), span[1] + timedelta(seconds=1)
    cases = store.load_service_records("cases", begin, end, columns=("case_id", "opened_at"))
    return [str(one) for one in cases["case_id"].tail(6)[::-1]]


def _minute() -> None:
    context, centre = session.context(), session.centre()
    now = now_here()
    columns = st.columns([2, 2, 3], vertical_alignment="bottom")
    span = context.store.service_records_span("touches")
    usual = min(wall(span[1]), now) if span else now
    day = columns[0].date_input(tr("Day"), usual.date(), max_value=now.date())
    at = columns[1].time_input(tr("Time"), usual.time().replace(second=0, microsecond=0), step=60)
    agent = columns[2].text_input(tr("Agent (empty: everybody)"))
    moment = centre.local(datetime.combine(day, at))
    try:
        scene = scene_at(context, moment, agent_id=agent.strip())
    except PeakShiftError as error:
        st.info(in_words_of_pages(error))
        return
    scene_view(scene)
    _bundle(moment, "", agent.strip())


def _bundle(at: datetime | None, find: str, agent: str = "") -> None:
    """A signed file of what is shown, made when asked for."""

    def make() -> bytes:
        return trace_bundle(session.context(), at, find, agent_id=agent)

    name = f"trace-{at:%Y%m%d-%H%M}.zip" if at else "trace.zip"
    st.download_button(
        tr("Signed bundle"),
        make,
        name,
        "application/zip",
        icon=":material/verified:",
        on_click="ignore",
        help=tr("With digests and a signature, which the command line verifies."),
    )


def _whole() -> None:
    period = pick_period("touches", 28, tr("Trace"))
    if period is None:
        return
    try:
        with st.spinner(tr("Chaining contacts")):
            report_view(chains_of_period(session.context(), *period))
    except PeakShiftError as error:
        st.info(in_words_of_pages(error))
