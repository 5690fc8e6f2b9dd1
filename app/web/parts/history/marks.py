"""Slots excluded from the baseline: why, and a planner's word that they were genuine."""

from datetime import date

import pandas as pd
import streamlit as st

from app.services.history import Tagged, tag_slots
from app.web import session
from app.web.parts import allowed
from app.web.parts.history import reads as history
from app.web.parts.wording import local
from data.model.language import phrase, tr
from data.model.series import KEEP_TAG
from forecasting.cleaning.screen import Flag

_FACTOR = phrase("Times the usual")


def flags_view(queue_id: str) -> None:
    """Table of flags, a form to keep some, and what is kept or tagged."""
    found = history.flags(session.url(), queue_id)
    zone = session.centre().zone
    st.caption(
        tr(
            "Surges and outages are excluded from what the next forecast learns "
            "from; the history itself stays as it was counted. Take back those "
            "that were genuine."
        )
    )
    if found:
        st.dataframe(_table(found, zone), hide_index=True)
        _keep(queue_id, found, zone)
    else:
        st.info(tr("No slot of this history looks like a surge or an outage."))
    _tagged(queue_id, history.tags(session.url(), queue_id), zone)


def flags_in(queue_id: str, first: date, last: date) -> pd.DataFrame:
    """Flags that touch some days, on the local clock, for the chart."""
    zone = session.centre().zone
    rows = [
        {
            "start": pd.Timestamp(flag.start).tz_convert(zone).tz_localize(None),
            "end": pd.Timestamp(flag.end).tz_convert(zone).tz_localize(None),
            "why": flag.sentence,
        }
        for flag in history.flags(session.url(), queue_id)
    ]
    frame = pd.DataFrame(rows, columns=["start", "end", "why"])
    if not rows:
        return frame
    until = pd.Timestamp(last) + pd.Timedelta(days=1)
    return frame[(frame["end"] > pd.Timestamp(first)) & (frame["start"] < until)]


def mark_said(tag: str) -> str:
    """The name of an event, or that slots are genuine."""
    return tr("genuine") if tag == KEEP_TAG else tag


def _table(found: tuple[Flag, ...], zone: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            tr("From"): [local(flag.start, zone) for flag in found],
            tr("What"): [flag.kind for flag in found],
            tr(_FACTOR): [f"{flag.factor:.2f}" for flag in found],
            tr("Why"): [flag.sentence for flag in found],
        }
    )


def _keep(queue_id: str, found: tuple[Flag, ...], zone: str) -> None:
    with st.form("keep_flags", border=False, clear_on_submit=True):
        chosen = st.multiselect(
            tr("Genuine after all"),
            range(len(found)),
            format_func=lambda i: tr(", ").join((local(found[i].start, zone), found[i].kind)),
            placeholder=tr("choose"),
        )
        why = st.text_input(tr("Reason (stays in the audit trail)"), key="keep_why")
        asked = allowed.submit(tr("Learn from these slots"), "tag_slots", icon=":material/undo:")
    if asked and not chosen:
        st.warning(tr("Choose at least one flag."))
    elif asked:
        for i in chosen:
            tag_slots(session.context(), queue_id, found[i].start, found[i].end, KEEP_TAG, why)
        st.toast(tr("Saved; the next forecast learns from these slots."))
        st.rerun()


def _tagged(queue_id: str, tagged: tuple[Tagged, ...], zone: str) -> None:
    if not tagged:
        return
    st.markdown(tr("**Marked by planners**"))
    st.caption(
        tr(
            "Forecasts learn from what is marked as genuine, whatever it looks like; what bears "
            "the name of an event is excluded."
        )
    )
    with st.form("untag", border=False):
        chosen = st.selectbox(
            tr("Mark"),
            range(len(tagged)),
            format_func=lambda i: tr(
                "{tag}: {local} to {local2}",
                tag=mark_said(tagged[i].tag),
                local=local(tagged[i].start, zone),
                local2=local(tagged[i].end, zone),
            ),
        )
        asked = allowed.submit(tr("Take this mark back"), "tag_slots", icon=":material/label_off:")
    if asked:
        found = tagged[chosen]
        tag_slots(session.context(), queue_id, found.start, found.end, "", tr("tag taken back"))
        st.rerun()
