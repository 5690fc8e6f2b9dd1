"""The shift that an agent works now or next: not one that is over, nor without last night's."""

from datetime import datetime, time, timedelta

import streamlit as st

from app.services.context import local_time, today_of
from app.services.roster.plan import DayOfAgent, shifts_of_agent
from app.web import session
from app.web.parts.wording import day_short
from data.model.language import tr


def next_shift(me: str, days: tuple[DayOfAgent, ...]) -> None:
    """Say it; nothing where no shift of these days is left."""
    context = session.context()
    now = local_time(context).replace(tzinfo=None)
    last_night = shifts_of_agent(context, me, today_of(context) - timedelta(days=1), 1)
    for one in (*last_night, *days):
        if one.shift is None or _at(one, one.shift.end_min) <= now:
            continue
        begun = _at(one, one.shift.start_min) <= now
        day, shift = day_short(one.day), one.said
        st.markdown(
            tr("**On shift now:** {day}, {shift}", day=day, shift=shift)
            if begun
            else tr("**Next shift:** {day}, {shift}", day=day, shift=shift)
        )
        return


def _at(one: DayOfAgent, minute: int) -> datetime:
    """A minute of the shift of a day, by the centre's clock."""
    return datetime.combine(one.day, time()) + timedelta(minutes=minute)
