"""Special days and events: what is known, and a planner's own."""

from datetime import date, timedelta
from typing import get_args

import pandas as pd
import streamlit as st

from app.services.centre import add_special_days, drop_special_day, events_seen
from app.services.context import today_of
from app.web import session
from app.web.parts import allowed
from app.web.parts.wording import day_long, plain, said_of, shown_errors
from data.model.language import phrase, tr
from data.model.special_day import Kind, SpecialDays
from data.store import documents

_NEXT = phrase("The next forecast takes it into account.")


def special_days_view(start: date | None = None) -> None:
    """The planners' table with forms to add to it and take from it.

    Parameters
    ----------
    start
        Day that the form offers; today if None.
    """
    table = session.context().store.load(documents.SPECIAL_DAYS)
    seen = session.shown_before("events_seen", table)
    st.caption(
        tr(
            "Days of one name share one effect. A future `event` whose name "
            "occurred before follows the template of those days. Excluded days "
            "do not count as ordinary ones. Official holidays need not be "
            "entered."
        )
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        if len(table):
            st.dataframe(_rows(table), hide_index=True)
            _drop(table, seen)
        else:
            st.info(tr("No day of your own yet."))
    with right:
        _add(start or today_of(session.context()), table, seen)


def _rows(table: SpecialDays) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                tr("Day"): day_long(seen.special.day),
                tr("Name"): seen.special.name,
                tr("Kind"): seen.special.kind,
                tr("Excluded"): seen.special.exclude,
                tr("Seen before"): seen.times_before,
            }
            for seen in events_seen(table)
        ]
    )


def _add(start: date, table: SpecialDays, seen: SpecialDays) -> None:
    names = sorted({special.name for special in table.values() if special.kind == "event"})
    with st.form("add_event", enter_to_submit=False):
        st.markdown(tr("**Name a day or several**"))
        if names:
            st.caption(tr("Known events: {names}", names=plain(tr(", ").join(names))))
        first = st.date_input(tr("First day"), start, key="event_first")
        last = st.date_input(tr("Last day"), start, key="event_last", help=tr("Included."))
        name = st.text_input(tr("Name"), key="event_name")
        kind: Kind = st.selectbox(
            tr("Kind"), list(get_args(Kind)), list(get_args(Kind)).index("event")
        )
        exclude = st.checkbox(
            tr("Exclude it from the baseline"),
            help=tr("For days that say nothing about ordinary ones: storm, outage, campaign."),
        )
        why = st.text_input(tr("Reason (stays in the audit trail)"), key="event_why")
        asked = allowed.submit(tr("Add"), "add_special_days", icon=":material/event:")
    if asked:
        with shown_errors():
            add_special_days(
                session.context(), first, last, name,
                kind=kind, exclude=exclude, why=why, seen=seen,
            )  # fmt: skip
            days = (last - first) // timedelta(days=1) + 1
            st.toast(
                tr("{name}: {days} days named. {next}", name=plain(name), days=days, next=tr(_NEXT))
            )
            st.rerun()


def _drop(table: SpecialDays, seen: SpecialDays) -> None:
    with st.form("drop_event", border=False):
        day = st.selectbox(
            tr("Take out"),
            sorted(table, reverse=True),
            format_func=lambda d: said_of(day_long(d), table[d].name),
            key="event_to_drop",
        )
        asked = allowed.submit(
            tr("Take this day out"), "drop_special_day", icon=":material/event_busy:"
        )
    if asked:
        with shown_errors():
            drop_special_day(session.context(), day, seen=seen)
            st.toast(tr("{name} taken out. {next}", name=plain(table[day].name), next=tr(_NEXT)))
            st.rerun()
