"""Slots that no file tells of, and slots that planners marked: genuine ones, events."""

from datetime import date, datetime, time, timedelta

import pandas as pd
import streamlit as st

from app.services.history import tag_slots
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import from_address, given, to_address
from app.web.parts.history import reads as history
from app.web.parts.history.marks import flags_view, mark_said
from app.web.parts.wording import local, nothing_yet, plain, shown_errors
from data.model.language import tr, trn
from data.model.series import KEEP_TAG

SHOWN = 200


def gaps_panel() -> None:
    """Draw one queue's gaps and marks."""
    facts = {one.queue_id: one for one in history.facts(session.url())}
    if not facts:
        nothing_yet(tr("No history yet"), tr("Read a file in on the first part of this page."))
        return
    from_address("queue", facts)
    queue_id = st.selectbox(
        tr("Queue"),
        list(facts),
        format_func=lambda name: facts[name].name or name,
        key="queue",
    )
    to_address("queue", queue_id)
    left, right = st.columns(2, gap="large")
    with left:
        _gaps(queue_id)
    with right:
        st.markdown(f"**{tr('Surges, outages and marks')}**")
        flags_view(queue_id)
        _mark(queue_id, facts[queue_id].last)


def _gaps(queue_id: str) -> None:
    st.markdown(f"**{tr('Gaps of the last year')}**")
    found, zone = history.gaps(session.url(), queue_id), session.centre().zone
    if not found:
        st.success(tr("No slot is missing in the hours in which this queue usually has contacts."))
        return
    slots = sum(gap.slots for gap in found)
    st.caption(
        trn("{n} slot is not known; forecasts leave it out.",
            "{n} slots are not known; forecasts leave them out.", slots)
        + " " + tr("Read in a file that holds them to fill them.")
    )  # fmt: skip
    rows = [
        {
            tr("From"): local(gap.start, zone),
            tr("To"): local(gap.end, zone),
            tr("Slots"): gap.slots,
        }
        for gap in found[:SHOWN]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _mark(queue_id: str, last: date) -> None:
    zone = session.centre().clock
    with st.expander(tr("Mark slots as genuine or as an event"), icon=":material/label:"):
        with st.form("mark_slots", border=False, enter_to_submit=False):
            columns = st.columns(4)
            day = columns[0].date_input(tr("First day"), last, key="mark_first")
            begin = columns[1].time_input(tr("from"), time(0), step=1800, key="mark_from")
            end_day = columns[2].date_input(tr("Last day"), last, key="mark_last")
            end = columns[3].time_input(tr("until"), time(0), step=1800, key="mark_to",
                                        help=tr("00:00 is the end of the last day."))  # fmt: skip
            tag = st.text_input(
                tr("Name of the event; empty: they are genuine, learn from them"), key="mark_tag"
            )
            why = st.text_input(tr("Reason (stays in the audit trail)"), key="mark_why").strip()
            asked = allowed.submit(tr("Mark these slots"), "tag_slots", icon=":material/label:")
        if asked and given(why):
            first = datetime.combine(day, begin, zone)
            until = datetime.combine(end_day, end, zone)
            if not (end.hour or end.minute):
                until += timedelta(days=1)
            with shown_errors():
                name = (tag or "").strip() or KEEP_TAG
                count = tag_slots(session.context(), queue_id, first, until, name, why)
                st.toast(
                    trn("{n} slot is marked {name}.", "{n} slots are marked {name}.", count,
                        name=plain(mark_said(name)))
                )  # fmt: skip
                st.rerun()
