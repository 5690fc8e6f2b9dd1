"""Claims that are tested when somebody asks: who foretells whom, what a measure did."""

from datetime import date

import streamlit as st

from app.services.service_quality.trends import (
    By,
    Trends,
    What,
    effect_of_measure,
    foretellings_of,
)
from app.services.service_quality.words import series_name
from app.web import session
from app.web.pages.trends.pictures import effect_chart
from app.web.parts.wording import in_words_of_pages, plain
from data.model.errors import PeakShiftError
from data.model.language import tr


def foretellings(period: tuple[date, date], what: What, by: By) -> None:
    """Which categories foretell others, when asked."""
    st.caption(
        tr(
            "A category foretells another where its news improve the forecast of days that were "
            "not learnt from, all pairs and lags tried allowed for. It says nothing about causes."
        )
    )
    if st.button(tr("Look for them"), icon=":material/troubleshoot:"):
        with st.spinner(tr("Trying every pair")):
            found = foretellings_of(session.context(), *period, what, by)
        for one in found:
            st.markdown(f"- {plain(one.sentence)}")
        if not found:
            st.info(tr("No category foretells another beyond chance."))


def measure_effect(found: Trends, what: What, by: By) -> None:
    """What changed when a measure began."""
    with st.form("effect"):
        columns = st.columns([3, 2, 1], vertical_alignment="bottom")
        name = columns[0].selectbox(
            tr("Series"), found.counted.names, key="effect_of", format_func=series_name
        )
        begun = columns[1].date_input(tr("First day under the measure"), found.counted.days[-30])
        asked = columns[2].form_submit_button(tr("Compare"), width="stretch")
    if asked and isinstance(begun, date):
        try:
            effect = effect_of_measure(session.context(), name, begun, what, by)
        except PeakShiftError as error:
            st.warning(in_words_of_pages(error))
            return
        st.markdown(f"**{plain(effect.sentence)}**")
        effect_chart(effect)
