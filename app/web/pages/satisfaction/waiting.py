"""What waiting costs of satisfaction, and taking that over as a price."""

from datetime import date

import streamlit as st

from app.services.service_quality.satisfaction import Satisfaction, price_of_waiting
from app.services.service_quality.waiting_price import take_over_price
from app.web import session
from app.web.pages.satisfaction.pictures import wait_chart
from app.web.parts import allowed
from app.web.parts.forms import given
from app.web.parts.wording import in_words_of_pages
from data.model.errors import PeakShiftError
from data.model.language import tr


def waiting(found: Satisfaction, period: tuple[date, date]) -> None:
    """The curve of waiting, and what it makes of the price of understaffing."""
    if found.curve is None:
        st.info(found.no_curve)
        return
    wait_chart(found.curve)
    st.markdown(
        tr(
            "Each second that 1,000 contacts wait longer leaves **{lost:.2f}** more dissatisfied "
            "(95 %: {low:.2f} to {high:.2f}).",
            lost=1000 * found.curve.per_s,
            low=1000 * found.curve.low,
            high=1000 * found.curve.high,
        )
    )
    with st.form("price"):
        columns = st.columns([2, 2, 3, 2], vertical_alignment="bottom")
        names = session.queue_names()
        queue = columns[0].selectbox(
            tr("Queue"),
            [one.name for one in found.queues],
            format_func=lambda one: names.get(one, one),
        )
        points = columns[1].number_input(
            tr("Price of a dissatisfied customer"), 0.1, 10_000.0, 10.0
        )
        why = columns[2].text_input(tr("Reason (stays in the audit trail)"))
        asked = allowed.submit(
            tr("Take over as price of understaffing"), "take_over_price", at=columns[3]
        )
        st.caption(tr("Without a reason the price is shown only."))
    try:
        price = price_of_waiting(session.context(), *period, str(queue), float(points))
    except PeakShiftError as error:
        st.info(in_words_of_pages(error))
        return
    st.markdown(
        tr(
            "One agent missing for a slot lets all contacts together wait {longer:,.0f} s longer "
            "and leaves {lost:.2f} more dissatisfied: price **{price}** (now {now}).",
            longer=price.longer_s,
            lost=price.dissatisfied,
            price=price.price,
            now="–" if price.now is None else price.now,
        )
    )
    if asked and given(why):
        take_over_price(session.context(), str(queue), price.price, why)
        st.toast(tr("Taken over: the next roster is built with it."))
