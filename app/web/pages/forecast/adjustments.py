"""Hand edits: those in force, a form for a new one, and what each was worth."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from app.services.forecast.adjustments import (
    add_adjustment,
    drop_adjustment,
    replay,
    value_of_adjustments,
)
from app.web import session
from app.web.parts import allowed
from app.web.parts.clock import minute_of
from app.web.parts.forms import given
from app.web.parts.wording import local, number, percent, said_of, shown_errors
from data.model.adjustment import Adjustment, Verb
from data.model.forecast import Forecast
from data.model.language import phrase, tr
from data.model.words import weekday_name
from data.store import documents

_VERBS: dict[Verb, str] = {
    "change_by_percent": phrase("Change by, in %"),
    "change_by": phrase("Change by, contacts a slot"),
    "set": phrase("Set to, contacts a slot"),
    "at_least": phrase("At least, contacts a slot"),
    "at_most": phrase("At most, contacts a slot"),
}


def adjustments_view(forecast: Forecast) -> None:
    """Edits of this queue with their value, drop, replay and the form."""
    mine = [
        x
        for x in session.context().store.load(documents.ADJUSTMENTS)
        if x.queue_id == forecast.queue_id
    ]
    st.caption(
        tr(
            "Adjustments lie over the model's forecast and are applied again on "
            "every new one, so they survive a nightly refresh. Each change makes "
            "a new version."
        )
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        if mine:
            st.dataframe(_rows(mine), hide_index=True)
            _change(forecast, mine)
        else:
            st.info(tr("No edit lies over this queue's forecast."))
        _worth(forecast)
    with right:
        _add(forecast)


def _rows(adjustments: list[Adjustment]) -> pd.DataFrame:
    zone = session.centre().zone
    return pd.DataFrame(
        [
            {
                tr("From"): local(x.first, zone),
                tr("To"): local(x.end, zone),
                tr("Edit"): said_of(tr(_VERBS[x.verb]), f"{x.amount:g}"),
                tr("Weekdays"): tr(", ").join(weekday_name(d) for d in x.weekdays) or tr("all"),
                tr("Clock"): tr(
                    "{clock} to {clock2}", clock=_clock(x.earliest_min), clock2=_clock(x.latest_min)
                ),
                tr("Reason"): x.why,
                tr("Who"): x.who,
                tr("Id"): x.layer_id,
            }
            for x in adjustments
        ]
    )


def _change(forecast: Forecast, adjustments: list[Adjustment]) -> None:
    with st.form("drop_layer", border=False):
        sentences = {x.layer_id: f"{x.sentence} · {x.layer_id}" for x in adjustments}
        layer_id = st.selectbox(
            tr("Edit"), sentences, key="layer_to_drop", format_func=sentences.__getitem__
        )
        row = st.container(horizontal=True)
        drop = allowed.submit(
            tr("Drop this edit"), "drop_adjustment", at=row, icon=":material/layers_clear:"
        )
        again = allowed.submit(
            tr("Replay all on the newest"), "replay", at=row, icon=":material/replay:"
        )
    if drop or again:
        with shown_errors():
            context = session.context()
            if drop:
                drop_adjustment(context, layer_id)
            else:
                replay(context, forecast.queue_id)
            st.rerun()


def _add(forecast: Forecast) -> None:
    days = forecast.grid.days
    with st.form("add_layer", enter_to_submit=False):
        st.markdown(tr("**New edit**"))
        verb: Verb = st.selectbox(
            tr("What"), list(_VERBS), format_func=lambda verb: tr(_VERBS[verb])
        )
        amount = st.number_input(tr("Amount"), value=10.0, step=1.0, key="layer_amount")
        one, two = st.columns(2)
        first = one.date_input(tr("First day"), days[0], days[0], days[-1], key="layer_first")
        last = two.date_input(tr("Last day"), days[0], days[0], days[-1], key="layer_last")
        start, end = (
            one.time_input(tr("From"), time(0, 0)),
            two.time_input(tr("To (0:00 = end of day)"), time(0, 0)),
        )
        weekdays = st.multiselect(
            tr("Only on"), range(7), format_func=weekday_name, placeholder=tr("every day")
        )
        why = st.text_input(tr("Reason (stays in the audit trail)"), key="layer_why")
        asked = allowed.submit(
            tr("Add the edit"), "add_adjustment", type="primary", icon=":material/layers:"
        )
    if asked and given(why):
        with shown_errors():
            zone = ZoneInfo(forecast.grid.zone)
            begin = datetime.combine(first, time(0), zone)
            until = datetime.combine(last + timedelta(days=1), time(0), zone)
            adjustment = Adjustment(
                "new",
                forecast.queue_id,
                verb,
                amount,
                begin,
                until,
                why=why.strip(),
                weekdays=tuple(sorted(weekdays)),
                earliest_min=minute_of(start),
                latest_min=minute_of(end) or 1440,
            )
            add_adjustment(session.context(), adjustment)
            st.rerun()


def _worth(forecast: Forecast) -> None:
    found = value_of_adjustments(session.context(), forecast.version_id)
    known = [value for value in found if value.slots]
    if not known:
        if found:
            st.caption(
                tr(
                    "What an edit gained shows here once the days that it changed are in "
                    "the history."
                )
            )
        return
    st.markdown(tr("**What the edits gained**"))
    rows = [
        {
            tr("Id"): value.layer_id,
            tr("Slots known"): value.slots,
            tr("Error without"): percent(value.wape_before),
            tr("Error with"): percent(value.wape_after),
            tr("Contacts of error saved"): number(value.saved_contacts),
        }
        for value in known
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
