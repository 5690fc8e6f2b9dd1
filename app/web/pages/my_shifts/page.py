"""My shifts: when do I work, when am I away, what do I wish for?"""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from app.services.access.users import agent_myself
from app.services.context import today_of
from app.services.people.leave import leave_kept
from app.services.people.wishes import add_wish, remove_wishes, wishes_kept
from app.services.roster.plan import DayOfAgent, shifts_of_agent
from app.web import session
from app.web.pages.my_shifts.confirm import confirmation, quiet_hours
from app.web.pages.my_shifts.next_shift import next_shift
from app.web.pages.my_shifts.swaps import swaps
from app.web.parts import allowed
from app.web.parts.forms import held, saved
from app.web.parts.wording import DASH, day_short, heading, plain, said_of, shown_errors, span
from data.model.language import tr
from data.model.shift import called, clock
from data.model.staff import Wish

WEEKS = (1, 2, 4, 8)


def show() -> None:
    """Draw the page."""
    heading(
        tr("My shifts"),
        tr("When do I work, when am I away, with whom can I swap, what do I wish for?"),
    )
    session.centre()
    context = session.context()
    me = agent_myself(context)
    weeks = st.segmented_control(
        tr("Weeks"), WEEKS, default=4, key="my_weeks", required=True, width="content"
    )
    days = shifts_of_agent(context, me, days=7 * int(weeks or 4))
    next_shift(me, days)
    _days(days)
    confirmation(me, max((one.version for one in days), default=0))
    swaps(me, days)
    left, right = st.columns(2, gap="large")
    with left:
        _leave(me)
    with right:
        _wishes(me, today_of(context))
    quiet_hours(me)


def _days(days: tuple[DayOfAgent, ...]) -> None:
    work = [one for one in days if one.shift]
    if not any(one.version for one in days):
        st.info(tr("No roster is published for these days yet."))
    hours = f"{sum(one.shift.paid_min for one in work if one.shift) / 60:g}"
    st.caption(
        tr(
            "{shifts} shifts, {hours} paid hours in these days",
            shifts=len(work),
            hours=hours,
        )
    )
    st.dataframe(pd.DataFrame([_row(one) for one in days]), hide_index=True, height=420)


def _row(one: DayOfAgent) -> dict[str, str]:
    away = one.shift.away if one.shift else ()
    return {
        tr("Day"): day_short(one.day),
        tr("Shift"): one.said,
        tr("Breaks and activities"): tr(", ").join(
            f"{clock(part.start_min)}–{clock(part.end_min)} {called(part)}" for part in away
        )
        or DASH,
    }


def _leave(me: str) -> None:
    st.subheader(tr("Leave"), anchor=False)
    found = leave_kept(session.context(), me)
    for row in found:
        st.markdown(f"- {said_of(span(row.first, row.last), plain(tr(row.kind)))}")
    if not found:
        st.caption(tr("None is entered. Your team leader enters it."))


def _wishes(me: str, today: date) -> None:
    st.subheader(tr("Wishes"), anchor=False)
    for place, wish in enumerate(wishes_kept(session.context(), me)):
        when = day_short(wish.day) if wish.day else tr("every day")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(said_of(when, plain(wish.what)))
            if allowed.button(tr("Take back"), "remove_wishes", (me,), key=f"my_wish_{place}"):
                with shown_errors():
                    remove_wishes(session.context(), (wish,), tr("taken back by the agent"))
                    st.rerun()
    _, prefix = held("my_wish", None)
    with st.form("my_wish", border=False):
        day = st.date_input(
            tr("Day"), today + timedelta(days=14), min_value=today, key=f"{prefix}:day"
        )
        wants = {"off": tr("a day off"), "on": tr("to work")}
        want = st.radio(
            tr("I would like"), list(wants), format_func=wants.__getitem__, key=f"{prefix}:want"
        )
        weight = st.slider(tr("How much (1: a little, 5: very)"), 1, 5, 3, key=f"{prefix}:weight")
        asked = allowed.submit(tr("Wish for it"), "add_wish", (me,), icon=":material/favorite:")
    if asked and isinstance(day, date):
        with shown_errors():
            wish = Wish(me, day, "on" if want == "on" else "off", weight=weight)
            add_wish(session.context(), wish, tr("wished by the agent"))
            saved("my_wish", tr("It is noted. The next roster that is built reads it."))
