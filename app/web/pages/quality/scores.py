"""Objections of agents to scores, agreement of raters, scores by criterion; topics to brief on."""

from datetime import date

import pandas as pd
import streamlit as st

from app.services.service_quality.briefings import briefings_wanted, order_briefing
from app.services.service_quality.quality import quality_state
from app.web import session
from app.web.pages.trends.period import newest_day
from app.web.parts import allowed
from app.web.parts.wording import in_words_of_pages, local, percent, plain
from data.model.errors import PeakShiftError
from data.model.language import tr, trn


def scores_panel(period: tuple[date, date]) -> None:
    """Draw the panel."""
    may = st.number_input(tr("Days that an objection may stay open"), 0.0, 90.0, 5.0, 1.0)
    try:
        found = quality_state(session.context(), *period, float(may))
    except PeakShiftError as error:
        st.info(in_words_of_pages(error))
        return
    late = sum(one.late for one in found.objections)
    if late:
        st.warning(
            trn("{n} objection is open too long.", "{n} objections are open too long.", late)
        )
    columns = st.columns(3)
    columns[0].metric(tr("Scores"), found.scored)
    columns[1].metric(tr("Seen by the agent"), percent(found.seen_share))
    kappa = found.agreement.fleiss
    columns[2].metric(tr("Raters agree (Fleiss' kappa)"), "–" if kappa != kappa else f"{kappa:.2f}")
    zone = session.centre().zone
    objections = [
        {
            tr("Score"): one.score_id,
            tr("Agent"): one.agent_id,
            tr("Rater"): one.scorer,
            tr("Criterion"): one.criterion or "-",
            tr("Value"): one.value,
            tr("Raised"): local(one.raised_at, zone),
            tr("Number of days"): round(one.days, 1),
            tr("Too long"): one.late,
        }
        for one in found.objections
    ]
    if objections:
        st.dataframe(pd.DataFrame(objections), hide_index=True, width="stretch")
    left, right = st.columns(2)
    names = [tr("Rater"), tr("Other rater"), tr("Contacts"), tr("Kappa")]
    pairs = [(*one[:3], round(one[3], 2)) for one in found.agreement.pairs]
    left.dataframe(pd.DataFrame(pairs, columns=names), hide_index=True)
    names = [tr("Criterion"), tr("Scores"), tr("Mean"), tr("Below 80")]
    criteria = [(*one[:2], round(one[2], 1), percent(one[3])) for one in found.criteria]
    right.dataframe(pd.DataFrame(criteria, columns=names), hide_index=True)


def topics_panel() -> None:
    """Topics that departed from their past, each with the button that orders a briefing."""
    newest = newest_day("touches")
    if newest is None:
        return
    try:
        with st.spinner(tr("Comparing topics with their past")):
            found = briefings_wanted(session.context(), newest)
    except PeakShiftError as error:
        st.info(in_words_of_pages(error))
        return
    if not found:
        st.success(tr("No topic departed from its past beyond chance."))
    for number, one in enumerate(found):
        with st.container(border=True):
            st.markdown(plain(one.sentence))
            if allowed.button(tr("Order a briefing"), "order_briefing", key=f"brief{number}"):
                order_briefing(session.context(), one.topic, newest, why=one.sentence)
                st.success(tr("Ordered: the page Training and activities places it."))
