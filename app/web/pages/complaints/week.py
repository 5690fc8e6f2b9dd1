"""The week: figures beside the week before, praise and faults, measures and their effect."""

import math
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from app.services.context import today_of
from app.services.service_quality.complaints.table import Effect
from app.services.service_quality.complaints.weekly import (
    WeeklyReport,
    weekly_report,
    weekly_workbook,
)
from app.services.service_quality.settings import add_measure, measures_of, remove_measure
from app.services.service_quality.words import kind_name
from app.web import session
from app.web.pages.orders.reads import as_of
from app.web.parts import allowed
from app.web.parts.cached import cached
from app.web.parts.files import in_this_language
from app.web.parts.forms import given
from app.web.parts.wording import DASH, day_long, number, percent, plain, shown_errors, span
from data.files.workbook import XLSX
from data.model.language import phrase, tr
from data.model.service_quality.records import COMPLAINTS
from data.model.service_quality.settings import Measure

_WEEKS = 26


@cached(phrase("Writing the weekly report"), 8)
def _report(
    url: str, monday: date, as_of: tuple[str, int], measures: tuple[Measure, ...]
) -> WeeklyReport:
    return weekly_report(session.shared_context(url), monday)


def week_panel() -> None:
    """Draw the panel."""
    context = session.context()
    if context.store.service_records_span("cases") is None:
        st.info(tr("No complaints yet."))
        return
    today = today_of(context)
    last = today - timedelta(days=today.weekday() + 7)
    mondays = [last - timedelta(days=7 * n) for n in range(_WEEKS)]
    monday = st.selectbox(
        tr("Week"), mondays, format_func=lambda day: span(day, day + timedelta(days=6))
    )
    measures = measures_of(context)
    report = _report(session.url(), monday, as_of(), measures)
    _figures(report)
    st.subheader(tr("Praise and faults"), anchor=False)
    _departments(report)
    st.subheader(tr("Measures, and whether they worked"), anchor=False)
    _measures(report.effects, measures)
    if not allowed.refusal("weekly_workbook"):
        st.download_button(
            tr("Weekly report (Excel)"),
            in_this_language(lambda: weekly_workbook(context, monday)),
            f"complaints-{monday}.xlsx",
            XLSX,
            icon=":material/download:",
            on_click="ignore",
        )


def _figures(report: WeeklyReport) -> None:
    week, before = report.week, report.before
    rows: list[tuple[str, str, str]] = [
        (label, said(getattr(week, name)), said(getattr(before, name)))
        for name, label, said in (
            ("complaints", tr("Complaints"), number),
            ("per_1000", tr("For 1,000 contacts"), _two),
            ("praise", tr("Praise"), number),
            ("closed", tr("Closed"), number),
            ("on_time_share", tr("Closed in time"), percent),
            ("contact_late", tr("Heard too late"), number),
            ("repeated", tr("Repeated within thirty days"), number),
            ("satisfied_share", tr("Content with the answer"), percent),
            ("substantiated_share", tr("Found true"), percent),
            ("open_at_end", tr("Open at the end"), number),
            ("overdue_at_end", tr("Overdue at the end"), number),
        )
    ]
    columns = [tr("Figure"), tr("This week"), tr("Week before")]
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, height=430)


def _two(value: float) -> str:
    return DASH if math.isnan(value) else f"{value:.2f}"


def _departments(report: WeeklyReport) -> None:
    rows = [
        {
            tr("Department"): one.department,
            tr("Complaints"): one.complaints,
            tr("Found true"): one.substantiated,
            tr("Late"): one.late,
            tr("Praise"): one.praise,
        }
        for one in report.departments
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _measures(effects: tuple[Effect, ...], measures: tuple[Measure, ...]) -> None:
    verdicts = {
        "worked": tr("it worked"),
        "worse": tr("it got worse"),
        "open": tr("chance alone could explain it so far"),
    }
    if not effects:
        st.info(tr("No measure was begun by then."))
    else:
        rows = [
            {
                tr("Measure"): one.name,
                tr("Since"): day_long(one.begun),
                tr("Before"): tr("{n} in {days} days", n=one.before, days=one.days_before),
                tr("After"): tr("{n} in {days} days", n=one.after, days=one.days_after),
                tr("Ratio for a contact"): _ratio(one),
                tr("So far"): verdicts[one.verdict],
            }
            for one in effects
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True)
    with st.expander(tr("Add or remove a measure"), icon=":material/add:"), shown_errors():
        _form(measures)


def _ratio(one: Effect) -> str:
    if math.isnan(one.ratio):
        return DASH
    return f"{one.ratio:.2f} ({one.low:.2f}{DASH}{one.high:.2f})"


def _form(measures: tuple[Measure, ...]) -> None:
    context = session.context()
    names: dict[str, Any] = {"": tr("any"), **{kind: kind_name(kind) for kind in COMPLAINTS}}
    with st.form("measure"):
        columns = st.columns(3)
        name = columns[0].text_input(tr("Name"))
        begun = columns[1].date_input(tr("Since"), today_of(context))
        owner = columns[2].text_input(tr("Who sees to it"))
        columns = st.columns(3)
        kind = columns[0].selectbox(tr("Kind"), list(names), format_func=names.__getitem__)
        cause = columns[1].text_input(tr("Cause"))
        department = columns[2].text_input(tr("Department"))
        why = st.text_input(tr("Reason (stays in the audit trail)"))
        asked = allowed.submit(tr("Add the measure"), "add_measure", type="primary")
    if asked and given(why):
        add_measure(context, Measure(name, begun, kind, cause, department, owner), why)
        st.rerun()
    for place, one in enumerate(measures):
        words, button = st.columns([8, 1], vertical_alignment="center")
        words.markdown(f"**{plain(one.name)}** · {day_long(one.begun)}")
        if allowed.button(tr("Remove"), "remove_measure", at=button, key=f"measure_{place}"):
            remove_measure(context, one.name, tr("removed on the page"))
            st.rerun()
