"""Satisfaction: who answers, how satisfied they are, what waiting costs, what people want."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from app.services.service_quality.reports import satisfaction_workbook
from app.services.service_quality.satisfaction import (
    GroupSatisfaction,
    Satisfaction,
    kano_of,
    satisfaction_of,
)
from app.services.service_quality.words import channel_names
from app.web import session
from app.web.pages.satisfaction.pictures import agent_table, day_chart, kano_chart
from app.web.pages.satisfaction.waiting import waiting
from app.web.pages.trends.period import pick_period, report_button, said
from app.web.parts.wording import heading, in_words_of_pages, percent
from data.model.errors import PeakShiftError
from data.model.language import tr


def show() -> None:
    """Draw the page."""
    heading(tr("Satisfaction"), tr("How satisfied are customers, and what does waiting cost?"))
    session.centre()
    period = pick_period("scores", 91, tr("Satisfaction"))
    if period is None:
        return
    try:
        with st.spinner(tr("Reading the answers")):
            found = satisfaction_of(session.context(), *period)
    except PeakShiftError as error:
        st.info(in_words_of_pages(error))
        _kano(period[1])
        return
    columns = st.columns(3)
    for column, label, share in (
        (columns[0], tr("Satisfied"), found.whole.satisfied),
        (columns[1], tr("As if all had answered alike often"), found.evened),
        (columns[2], tr("Response"), found.whole.response),
    ):
        column.metric(label, percent(share.share))
        if share.share == share.share:
            column.caption(
                tr("{low} to {high} (95 %)", low=percent(share.low), high=percent(share.high))
            )
    waits, groups, days, people, kano = st.tabs(
        [
            tr("Waiting and satisfaction"),
            tr("By channel and queue"),
            tr("Day by day"),
            tr("By agent"),
            tr("What people want (Kano)"),
        ]
    )
    with waits:
        waiting(found, period)
    with groups:
        _groups(found)
    with days:
        day_chart(found)
    with people:
        agent_table(found)
    with kano:
        _kano(period[1])
    report_button(
        tr("Report of satisfaction (Excel)"),
        "satisfaction",
        period,
        lambda: satisfaction_workbook(session.context(), *period),
    )


def _groups(found: Satisfaction) -> None:
    _table(tr("Channel"), found.channels, channel_names())
    _table(tr("Queue"), found.queues, session.queue_names())


def _table(title: str, groups: tuple[GroupSatisfaction, ...], names: Mapping[str, str]) -> None:
    rows = [
        {
            title: names.get(one.name, one.name),
            tr("Invited"): one.invited,
            tr("Replied"): one.answered,
            tr("Response"): round(one.response.share, 3),
            tr("Satisfied (95 %)"): said(one.satisfied),
        }
        for one in groups
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={tr("Response"): st.column_config.NumberColumn(format="percent")},
    )


def _kano(last: date) -> None:
    try:
        kano_chart(kano_of(session.context(), last - timedelta(days=730), last))
    except PeakShiftError as error:
        st.info(in_words_of_pages(error))
