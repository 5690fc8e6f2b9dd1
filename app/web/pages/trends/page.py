"""Trends: which requests move beyond chance, which foretell others, what a measure did."""

from datetime import date

import streamlit as st

from app.services.service_quality.reports import trends_workbook
from app.services.service_quality.trends import (
    By,
    Trends,
    What,
    trends_of,
)
from app.services.service_quality.words import series_name
from app.web import session
from app.web.pages.trends.claims import foretellings, measure_effect
from app.web.pages.trends.period import pick_period, report_button
from app.web.pages.trends.pictures import heat_map, limit_chart, mover_table
from app.web.parts.wording import heading, in_words_of_pages
from data.model.errors import PeakShiftError
from data.model.language import tr


def show() -> None:
    """Draw the page."""
    heading(tr("Trends"), tr("Which requests move beyond chance, and what foretells what?"))
    session.centre()
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    names: dict[What, str] = {
        "touches": tr("Contacts"),
        "orders": tr("Work orders"),
        "cases": tr("Complaints"),
    }
    with left:
        what = st.selectbox(tr("What"), list(names), format_func=lambda one: names[one])
    ways: dict[By, str] = {
        "category": tr("Category"),
        "category_region": tr("Category and region"),
        "region": tr("Region"),
    }
    with middle:
        by = st.selectbox(tr("Series by"), list(ways), format_func=lambda one: ways[one])
    with right:
        period = pick_period(what, 91, tr("Trends"))
    if period is None:
        return
    try:
        with st.spinner(tr("Counting requests")):
            found = trends_of(session.context(), *period, what, by)
    except PeakShiftError as error:
        st.warning(in_words_of_pages(error))
        return
    _movers(found)
    _tabs(found, period, what, by)
    report_button(
        tr("Report of trends (Excel)"),
        "trends",
        period,
        lambda: trends_workbook(session.context(), *period, what, by),
    )


def _tabs(found: Trends, period: tuple[date, date], what: What, by: By) -> None:
    moves, movers, limits, ahead, measure = st.tabs(
        [
            tr("Heat map"), tr("Movers"), tr("Limits"), tr("What foretells what"),
            tr("Effect of a measure"),
        ]
    )  # fmt: skip
    with moves:
        heat_map(found)
    with movers:
        mover_table(found)
    with limits:
        name = st.selectbox(tr("Series"), found.counted.names, format_func=series_name)
        limit_chart(found, name)
        st.caption(
            tr(
                "Of ordinary days {share:.2%} lie outside by chance (simulated for these series).",
                share=found.false_alarms,
            )
        )
    with ahead:
        foretellings(period, what, by)
    with measure:
        measure_effect(found, what, by)


def _movers(found: Trends) -> None:
    beyond = [one for one in found.movers if one.beyond]
    if beyond:
        lines = tr(", ").join(f"{series_name(one.name)} {one.ratio - 1:+.0%}" for one in beyond[:4])
        st.warning(tr("Beyond chance in the last seven days: {lines}", lines=lines))
    else:
        st.success(tr("Nothing moved beyond chance in the last seven days."))
