"""A storm in one line, wherever the day is looked at."""

import streamlit as st

from app.services.day.storms.entered import storms_of
from app.web import session
from app.web.parts.clock import wall
from app.web.parts.wording import go, moment_said, plain
from data.model.day.storm import Storm
from data.model.language import tr


def storm_said(storm: Storm) -> str:
    """`Haishen · level 1 · Tue 1 Dec 2026, 07:00 – 19:00`."""
    begin, end = map(wall, (storm.starts, storm.ends))
    state = tr("over") if storm.ended_at else tr("level {level}", level=storm.level)
    until = f"{end:%H:%M}" if end.date() == begin.date() else moment_said(end)
    return f"{storm.name} · {state} · {moment_said(begin)} – {until}"


def storms_going() -> None:
    """Say each storm that was entered and is not over yet, with the way to its plan and steps."""
    for storm in storms_of(session.context()):
        if storm.ended_at is None:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f":orange[:material/thunderstorm: **{plain(storm_said(storm))}**]")
                go("sick_and_surge", tr("Plan, level and steps"))
