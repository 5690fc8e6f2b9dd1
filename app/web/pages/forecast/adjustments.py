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
from app.web.parts.wording import local, number, percent, shown_errors
from data.model.adjustment import Adjustment, Verb
from data.model.forecast import Forecast
from data.store import documents

NEWEST = "forecast_newest"
"""Session key: the version that an edit made, to be shown next."""

_VERBS: dict[Verb, str] = {
    "change_by_percent": "Change by, in %",
    "change_by": "Change by, contacts a slot",
    "set": "Set to, contacts a slot",
    "at_least": "At least, contacts a slot",
    "at_most": "At most, contacts a slot",
}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def adjustments_view(forecast: Forecast) -> None:
    """Edits of this queue with their value, drop, replay and the form."""
    mine = [
        x
        for x in session.context().store.load(documents.ADJUSTMENTS)
        if x.queue_id == forecast.queue_id
    ]
    st.caption(
        "Adjustments lie over the model's forecast and are applied again on every new one, so they "
        "survive a nightly refresh. Each change makes a new version."
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        if mine:
            st.dataframe(_rows(mine), hide_index=True)
            _change(forecast, mine)
        else:
            st.info("No edit lies over this queue's forecast.")
        _worth(forecast)
    with right:
        _add(forecast)


def _rows(adjustments: list[Adjustment]) -> pd.DataFrame:
    zone = session.centre().zone
    return pd.DataFrame(
        [
            {
                "From": local(x.first, zone),
                "To": local(x.end, zone),
                "Edit": f"{_VERBS[x.verb]}: {x.amount:g}",
                "Weekdays": ", ".join(_WEEKDAYS[d] for d in x.weekdays) or "all",
                "Clock": f"{_clock(x.earliest_min)} to {_clock(x.latest_min)}",
                "Reason": x.why,
                "Who": x.who,
                "Id": x.layer_id,
            }
            for x in adjustments
        ]
    )


def _change(forecast: Forecast, adjustments: list[Adjustment]) -> None:
    with st.form("drop_layer", border=False):
        sentences = {x.layer_id: f"{x.sentence} · {x.layer_id}" for x in adjustments}
        layer_id = st.selectbox(
            "Edit", sentences, key="layer_to_drop", format_func=sentences.__getitem__
        )
        row = st.container(horizontal=True)
        drop = allowed.submit(
            "Drop this edit", "drop_adjustment", at=row, icon=":material/layers_clear:"
        )
        again = allowed.submit(
            "Replay all on the newest", "replay", at=row, icon=":material/replay:"
        )
    if drop or again:
        with shown_errors():
            context = session.context()
            made = (
                drop_adjustment(context, layer_id) if drop else replay(context, forecast.queue_id)
            )
            _show(made)


def _add(forecast: Forecast) -> None:
    days = forecast.grid.days
    with st.form("add_layer", enter_to_submit=False):
        st.markdown("**New edit**")
        verb: Verb = st.selectbox("What", list(_VERBS), format_func=_VERBS.__getitem__)
        amount = st.number_input("Amount", value=10.0, step=1.0, key="layer_amount")
        one, two = st.columns(2)
        first = one.date_input("First day", days[0], days[0], days[-1], key="layer_first")
        last = two.date_input("Last day", days[0], days[0], days[-1], key="layer_last")
        start, end = one.time_input("From", time(0, 0)), two.time_input("To (0:00 = end of day)",
                                                                        time(0, 0))  # fmt: skip
        weekdays = st.multiselect(
            "Only on", range(7), format_func=_WEEKDAYS.__getitem__, placeholder="every day"
        )
        why = st.text_input("Reason (stays in the audit trail)", key="layer_why")
        asked = allowed.submit(
            "Add the edit", "add_adjustment", type="primary", icon=":material/layers:"
        )
    if asked and not why.strip():
        st.warning("Give a reason: it is judged by it afterwards.")
    elif asked:
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
                earliest_min=_minute(start),
                latest_min=_minute(end) or 1440,
            )
            _show(add_adjustment(session.context(), adjustment))


def _worth(forecast: Forecast) -> None:
    found = value_of_adjustments(session.context(), forecast.version_id)
    known = [value for value in found if value.slots]
    if not known:
        if found:
            st.caption(
                "What an edit gained shows here once the days that it changed are in the history."
            )
        return
    st.markdown("**What the edits gained**")
    rows = [
        {
            "Id": value.layer_id,
            "Slots known": value.slots,
            "Error without": percent(value.wape_before),
            "Error with": percent(value.wape_after),
            "Contacts of error saved": number(value.saved_contacts),
        }
        for value in known
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _show(made: Forecast) -> None:
    st.session_state[NEWEST] = made.version_id
    st.rerun()


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
