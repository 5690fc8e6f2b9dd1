"""Topics that want a briefing."""

import streamlit as st

from app.services.service_quality.briefings import briefings_wanted, order_briefing
from app.web import session
from app.web.pages.trends.period import newest_day
from app.web.parts import allowed
from app.web.parts.wording import in_words_of_pages, plain
from data.model.errors import PeakShiftError
from data.model.language import tr


def topics() -> None:
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
