"""Quality: whom to listen to, objections, raters, and topics that want a briefing."""

from datetime import date

import pandas as pd
import streamlit as st

from app.services.service_quality.quality import order_reviews, sample_plan
from app.services.service_quality.reports import quality_workbook
from app.web import session
from app.web.pages.quality.scores import scores_panel, topics_panel
from app.web.pages.trends.period import pick_period, report_button
from app.web.parts import allowed
from app.web.parts.forms import given
from app.web.parts.wording import heading, in_words_of_pages
from data.model.errors import PeakShiftError
from data.model.language import tr, trn


def show() -> None:
    """Draw the page."""
    heading(tr("Quality"), tr("Whom to listen to, who objects, and which topic wants a briefing?"))
    session.centre()
    period = pick_period("touches", 28, tr("Quality"))
    if period is None:
        return
    due, scores, topics = st.tabs(
        [tr("Whom to listen to"), tr("Objections and raters"), tr("Briefings")]
    )
    with due:
        _due(period)
    with scores:
        scores_panel(period)
    with topics:
        topics_panel()
    report_button(
        tr("Report of quality (Excel)"),
        "quality",
        period,
        lambda: quality_workbook(session.context(), *period),
    )


def _due(period: tuple[date, date]) -> None:
    columns = st.columns(3)
    within = columns[0].number_input(tr("Mean score to within ±"), 0.5, 50.0, 5.0, 0.5)
    minutes = columns[1].number_input(tr("Work of one review [min]"), 1, 240, 15)
    try:
        plan = sample_plan(session.context(), *period, float(within), int(minutes))
    except PeakShiftError as error:
        st.info(in_words_of_pages(error))
        return
    columns[2].metric(
        trn("{n} contact is due", "{n} contacts are due", plan.due), tr("{h:.0f} h", h=plan.hours)
    )
    rows = [
        {
            tr("Agent"): one.agent_id,
            tr("Full name"): one.name,
            tr("Team"): one.team,
            tr("Contacts"): one.contacts,
            tr("Wanted"): one.wanted,
            tr("Scored"): one.done,
            tr("Due"): one.due,
            tr("Mean"): _figure(one.mean),
            tr("± (95 %)"): _figure(one.half_width),
        }
        for one in plan.agents
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        height=360,
    )
    with st.form("reviews"):
        agents = session.staff().agents
        boxes = st.columns([4, 2, 3, 2], vertical_alignment="bottom")
        who = boxes[0].multiselect(
            tr("Who scores"),
            [one.agent_id for one in agents],
            placeholder=tr("choose"),
            accept_new_options=not agents,
        )
        hours = boxes[1].number_input(tr("Hours"), 0.5, 10_000.0, max(0.5, round(plan.hours, 1)))
        why = boxes[2].text_input(tr("Reason (stays in the audit trail)"))
        asked = allowed.submit(tr("Order the reviews"), "order_reviews", at=boxes[3])
    if asked and given(why):
        try:
            order_reviews(session.context(), tuple(who), float(hours), why=why)
        except PeakShiftError as error:
            st.error(in_words_of_pages(error))
        else:
            st.success(tr("Ordered: the page Training and activities places them in idle hours."))


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
