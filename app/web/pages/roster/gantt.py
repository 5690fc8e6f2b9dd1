"""One day person by person: shifts as bars, breaks as gaps, and who is there in each slot."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.day.floor import DayOnFloor, day_on_floor
from app.web.pages.roster.matrix import Drawn, kind_of
from app.web.parts.charts.cover import ALL
from app.web.parts.charts.day_chart import frame
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import (
    ACCENT,
    COOL,
    GRID,
    GROUND,
    HOT,
    KINDS_IN_WORDS,
    NOW,
    QUIET,
    SESSION,
    SHIFTS,
)
from app.web.parts.clock import at_minute, now_here
from app.web.parts.pickers import pick_day
from app.web.reads import Judged
from data.model.activity import Activity
from data.model.language import phrase, tr
from data.model.shift import Break, Shift, called
from data.model.staff import teams_among

ROW_PX = 15
KINDS = {"early": "#e0b04a", "day": "#5aa9ba", "late": "#9484cf", "night": "#2f3e63"}
BREAK = GROUND
NEED, MISSING = phrase("agents required"), phrase("agents missing")


def gantt_view(judged: Judged, drawn: Drawn) -> None:
    """Draw the day chosen, the draft in it."""
    left, middle, right, last = st.columns(4)
    wanted = last.text_input(tr("Name or id"), key="gantt_name").strip().lower()
    with left:
        day = pick_day(judged.problem.dates)
    teams = teams_among(judged.problem.agents)
    team = middle.multiselect(tr("Team"), teams, key="gantt_team", placeholder=tr("all"))
    queue = right.multiselect(
        tr("Skill (queue)"),
        judged.problem.requirement.queue_ids,
        key="gantt_q",
        placeholder=tr("all"),
    )
    names = {
        agent.agent_id: agent.name
        for agent in judged.problem.agents
        if (not team or agent.team in team)
        and (not queue or set(queue) & set(agent.skills))
        and wanted in f"{agent.name} {agent.agent_id}".lower()
    }
    past = (shift for shift in judged.problem.history)
    before = day - timedelta(days=1)
    reaching = [s for s in (*past, *drawn.roster.shifts) if s.day == before and s.end_min > 1440]
    mine = [s for s in drawn.roster.shifts if s.day == day]
    shown = sorted(
        (s for s in (*reaching, *mine) if s.agent_id in names),
        key=lambda s: (s.day, s.start_min, s.end_min, s.agent_id),
    )
    if not shown:
        st.info(tr("Nobody of this choice works on that day."))
        return
    rows = list(dict.fromkeys(f"{names[s.agent_id]} · {s.agent_id}" for s in shown))
    bars = pd.DataFrame([_bar(s, names) for s in shown])
    breaks = pd.DataFrame([row for s in shown for row in _parts(s, s.breaks, names)])
    activities = pd.DataFrame([row for s in shown for row in _parts(s, s.activities, names)])
    inside = ((breaks, BREAK), (activities, SESSION))
    need = _need_rows(day_on_floor(judged.problem, drawn.card.cover, day))
    midnight = datetime.combine(day, time())
    draw(_chart(bars, inside, rows, midnight, need, now_here()))
    st.caption(
        tr(
            "{rows} people; the two rows on top say how many are required and "
            "missing (hover for the numbers). White gaps are breaks, rose blocks "
            "activities (hover for times). Bars that begin before midnight are "
            "last night's shifts.",
            rows=len(rows),
        )
    )


def _bar(shift: Shift, names: dict[str, str]) -> dict[str, object]:
    return {
        "who": f"{names[shift.agent_id]} · {shift.agent_id}",
        "start": at_minute(shift.day, shift.start_min),
        "end": at_minute(shift.day, shift.end_min),
        "kind": tr(KINDS_IN_WORDS[kind_of(shift)]),
        "shift": shift.code,
    }


def _parts(
    shift: Shift, parts: Sequence[Break | Activity], names: dict[str, str]
) -> list[dict[str, object]]:
    who = f"{names[shift.agent_id]} · {shift.agent_id}"
    return [
        {
            "who": who,
            "start": at_minute(shift.day, part.start_min),
            "end": at_minute(shift.day, part.end_min),
            "what": tr("{what} (paid)", what=called(part))
            if not isinstance(part, Break) or part.paid
            else called(part),
        }
        for part in parts
    ]


def _chart(
    bars: pd.DataFrame,
    inside: tuple[tuple[pd.DataFrame, str], ...],
    rows: list[str],
    midnight: datetime,
    need: pd.DataFrame,
    now: datetime,
) -> alt.LayerChart | alt.FacetChart:
    y = alt.Y(
        "who:N",
        sort=[tr(NEED), tr(MISSING), *rows],
        title=None,
        axis=alt.Axis(labelLimit=220, grid=False, labelOverlap=False),
    )
    span = [midnight - timedelta(hours=3), midnight + timedelta(hours=32)]
    x = alt.X(
        "start:T",
        title=None,
        scale=alt.Scale(domain=[_iso(t) for t in span]),
        axis=alt.Axis(format="%H:%M", tickCount=18, orient="top", gridColor=GRID),
    )
    colours = alt.Scale(
        domain=[tr(KINDS_IN_WORDS[kind]) for kind in SHIFTS], range=[KINDS[kind] for kind in SHIFTS]
    )
    clock = [alt.Tooltip("start:T", format="%H:%M"), alt.Tooltip("end:T", format="%H:%M")]
    shifts = (
        alt.Chart(bars)
        .mark_bar(height=ROW_PX - 4, cornerRadius=2, clip=True)
        .encode(
            x=x,
            x2=alt.X2("end:T"),
            y=y,
            color=alt.Color("kind:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
            tooltip=[alt.Tooltip("who:N"), alt.Tooltip("shift:N"), *clock],
        )
    )
    edges = pd.DataFrame({"at": [midnight, midnight + timedelta(days=1)]})
    rule = alt.Chart(edges).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=alt.X("at:T"))
    adjustments = [shifts, rule, _need_layer(need, y)]
    for parts, colour in inside:
        if not len(parts):
            continue
        adjustments.append(
            alt.Chart(parts)
            .mark_bar(height=ROW_PX - 7, color=colour, stroke=ACCENT, strokeWidth=0.6, clip=True)
            .encode(
                x=alt.X("start:T"),
                x2=alt.X2("end:T"),
                y=y,
                tooltip=[alt.Tooltip("who:N"), alt.Tooltip("what:N"), *clock],
            )
        )
    if now.date() == midnight.date():
        at = alt.Chart(pd.DataFrame({"at": [_iso(now)]})).encode(x=alt.X("at:T"))
        adjustments.append(at.mark_rule(color=NOW, strokeWidth=2))
    return alt.layer(*adjustments).properties(height=max(160, ROW_PX * (len(rows) + 2)))


def _need_rows(found: DayOnFloor) -> pd.DataFrame:
    """Agents required and missing of each slot over all queues, with a shade for each [agents]."""
    slots = frame(found, ALL)
    most = max(1, int(slots["needed"].max()))
    parts = []
    for who, column, shades, top in (
        (tr(NEED), "needed", COOL, most),
        (tr(MISSING), "short", HOT, max(1, int(slots["short"].max()))),
    ):
        step = np.ceil(slots[column] * (len(shades) - 1) / top).astype(int)
        parts.append(
            pd.DataFrame(
                {
                    "who": who,
                    "start": slots["start"],
                    "end": slots["end"],
                    "agents": slots[column],
                    "shade": [shades[i] for i in step],
                }
            )
        )
    return pd.concat(parts)


def _need_layer(need: pd.DataFrame, y: alt.Y) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(need)
        .mark_bar(height=ROW_PX - 2, clip=True, strokeWidth=0)
        .encode(
            x=alt.X("start:T"),
            x2=alt.X2("end:T"),
            y=y,
            color=alt.Color("shade:N", scale=None),
            tooltip=[
                alt.Tooltip("who:N"),
                alt.Tooltip("start:T", format="%H:%M"),
                alt.Tooltip("agents:Q"),
            ],
        )
    )
    return chart


def _iso(moment: datetime) -> str:
    return moment.isoformat()
