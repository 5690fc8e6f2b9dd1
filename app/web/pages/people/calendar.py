"""A month of a team: who is on leave, at training or off on which day, and how near the limit."""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import altair as alt
import pandas as pd
import streamlit as st

from app.services.access.asking import why_not
from app.services.centre import planning_of
from app.services.context import today_of
from app.services.people.leave import DayAway, days_away
from app.services.roster.plan import plan_of
from app.services.roster.publishing.publish import current_version
from app.web import session
from app.web.parts.cached import cached
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, NOW, QUEUES, QUIET, SESSION, SHORT, SPARE
from app.web.parts.wording import day_long, month_long
from data.model.language import phrase, tr, trn
from data.model.staff import Agent, Staff, teams_among

KINDS = {
    "annual": (phrase("annual"), ACCENT),
    "sick": (phrase("sick"), SHORT),
    "training": (phrase("training"), SESSION),
    "parental": (phrase("parental"), QUEUES[2]),
}
"""Kind of leave -> what people call it, and its colour; a centre's own kinds are grey."""
OFF = phrase("off by the plan")
BEFORE, AFTER = 1, 6
"""Months that can be looked at, besides the present one."""
MOST_ROWS, ROW_PX, BARS_PX, ROUND_PX = 60, 17, 150, 80
"""Rows at most; heights of a row, of the bars, and of what stands around the rows [px]."""
LOOK_AHEAD = timedelta(days=7)
"""The month of the day so far ahead is shown first: late in a month people plan the next one."""
_EXTENT_PX = 130
"""Room for names left of both pictures, so that a day lies under itself [px]."""


@dataclass(frozen=True)
class Row:
    """A person who is away on a day, and how people call it."""

    agent_id: str
    who: str
    day: date
    kind: str


def kind_said(kind: str) -> str:
    """A kind of leave in the language in use; a centre's own kinds as they are."""
    return tr(KINDS[kind][0]) if kind in KINDS else kind


def team_calendar(staff: Staff) -> None:
    """Ask for the month and the team, say how full it is, and draw it."""
    today = today_of(session.context())
    months = [_month(today, n) for n in range(-BEFORE, AFTER + 1)]
    teams = teams_among(staff.agents)
    left, middle, right = st.columns([2, 2, 3], vertical_alignment="bottom")
    first = left.selectbox(
        tr("Month"),
        months,
        months.index((today + LOOK_AHEAD).replace(day=1)),
        format_func=month_long,
        key="leave_month",
    )
    team = middle.selectbox(
        tr("Team"), ["", *teams], format_func=lambda one: one or tr("everybody"), key="leave_team"
    )
    with_off = right.toggle(tr("Also who is off by the published plan"), key="leave_off")
    people = [agent for agent in staff.agents if team in ("", agent.team)]
    days = [first.replace(day=n + 1) for n in range(monthrange(first.year, first.month)[1])]
    rows = _leave_rows(staff, people, days)
    away = days_away(session.context(), days[0], days[-1], team)
    _how_full(away)
    if with_off and not why_not(session.context(), "plan_of"):
        rows += _off_rows(people, days, {(row.agent_id, row.day) for row in rows})
    draw(_full_picture(away))
    ids = sorted({row.agent_id for row in rows})
    if ids:
        draw(_who_picture([row for row in rows if row.agent_id in set(ids[:MOST_ROWS])], days))
    if len(ids) > MOST_ROWS:
        st.caption(tr("Shown are the first {n} people: choose a team to see all.", n=MOST_ROWS))


def _month(day: date, later: int) -> date:
    number = 12 * day.year + day.month - 1 + later
    return date(number // 12, number % 12 + 1, 1)


def _leave_rows(staff: Staff, people: Sequence[Agent], days: list[date]) -> list[Row]:
    names = {agent.agent_id: agent.name or agent.agent_id for agent in people}
    found = {
        (row.agent_id, day): Row(row.agent_id, names[row.agent_id], day, kind_said(row.kind))
        for row in sorted(staff.leave)
        if row.agent_id in names
        for day in days
        if row.first <= day <= row.last
    }
    return list(found.values())


def _off_rows(people: Sequence[Agent], days: list[date], away: set[tuple[str, date]]) -> list[Row]:
    """Who has no shift on a day that a published roster plans for them."""
    version = current_version(session.context())
    planned, shifts = _planned(session.url(), days[0], days[-1], version)
    return [
        Row(agent.agent_id, agent.name or agent.agent_id, day, tr(OFF))
        for agent in people
        for day in days
        if (agent.agent_id, day) in planned
        and (agent.agent_id, day) not in shifts
        and (agent.agent_id, day) not in away
    ]


@cached(phrase("Reading the published plan"), 8)
def _planned(
    url: str, first: date, last: date, version: int
) -> tuple[frozenset[tuple[str, date]], frozenset[tuple[str, date]]]:
    """Whom a published roster has on each day, and who works then; as it was at a version."""
    plan = plan_of(session.shared_context(url), first, last)
    planned = {
        (agent.agent_id, day)
        for day, publication in plan.by_day.items()
        for agent in plan.rosters[publication.roster_id].problem.agents
    }
    return frozenset(planned), frozenset((shift.agent_id, shift.day) for shift in plan.shifts)


def _limit(people: int) -> int:
    return planning_of(session.context()).leave_away_percent * people // 100


def _how_full(days: Sequence[DayAway]) -> None:
    """The fullest day and the days over the limit, in one sentence."""
    worst = max(days, key=lambda day: day.away)
    limit = _limit(worst.people)
    if not worst.away:
        said = tr("**Nobody is on leave in this month.**")
    else:
        said = tr("**At most {away} of {people} are away at once, on {day}.**",
                  away=worst.away, people=worst.people, day=day_long(worst.day))  # fmt: skip
    over = [day for day in days if day.away > limit]
    percent = planning_of(session.context()).leave_away_percent
    more = (
        trn("One day is over the limit of {limit} ({percent} %).",
            "{n} days are over the limit of {limit} ({percent} %).", len(over),
            limit=limit, percent=percent)
        if over
        else tr("The limit is {limit} ({percent} %).", limit=limit, percent=percent)
    )  # fmt: skip
    st.markdown(f"{said} {f':red[{more}]' if over else more}")


def _full_picture(days: Sequence[DayAway]) -> alt.LayerChart | alt.FacetChart:
    """People on leave on each day, against the limit."""
    limit = _limit(days[0].people)
    bars = pd.DataFrame(
        {
            "date": [f"{day.day.day}" for day in days],
            "day": [day_long(day.day) for day in days],
            "people": [day.away for day in days],
            "over": [day.away > limit for day in days],
        }
    )
    count = alt.Y(
        "people:Q",
        title=None,
        axis=alt.Axis(tickMinStep=1, tickCount=3, minExtent=_EXTENT_PX, maxExtent=_EXTENT_PX),
    )
    tips = [alt.Tooltip("day:N"), alt.Tooltip("people:Q", title=tr("people away"))]
    colour = alt.condition("datum.over", alt.value(SHORT), alt.value(ACCENT))
    line = alt.Chart(pd.DataFrame({"limit": [limit]})).mark_rule(color=NOW, strokeDash=[5, 4])
    title = alt.Title(tr("People away; the dashed line is the limit"), anchor="start", fontSize=12)
    chart: alt.LayerChart | alt.FacetChart = alt.layer(
        alt.Chart(bars)
        .mark_bar()
        .encode(x=_x([day.day for day in days]), y=count, color=colour, tooltip=tips),
        line.encode(y=alt.Y("limit:Q"), tooltip=[alt.Tooltip("limit:Q", title=tr("limit"))]),
    ).properties(height=BARS_PX, title=title)
    return chart


def _who_picture(rows: list[Row], days: list[date]) -> alt.Chart:
    """A row a person, a cell a day away, in the colour of its kind."""
    names = Counter(name for _, name in {(row.agent_id, row.who) for row in rows})
    frame = pd.DataFrame(
        {
            "who": [r.who if names[r.who] == 1 else f"{r.who} {r.agent_id}" for r in rows],
            "date": [f"{row.day.day}" for row in rows],
            "day": [day_long(row.day) for row in rows],
            "kind": [row.kind for row in rows],
        }
    )
    known = {tr(word): colour for word, colour in KINDS.values()}
    own = sorted({*frame["kind"]} - {*known, tr(OFF)})
    colours = {**known, **dict.fromkeys(own, QUIET), tr(OFF): SPARE}
    used = [kind for kind in colours if kind in set(frame["kind"])]
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_rect(cornerRadius=2)
        .encode(
            x=_x(days),
            y=alt.Y(
                "who:N",
                title=None,
                axis=alt.Axis(
                    labelOverlap=False,
                    labelLimit=_EXTENT_PX - 5,
                    minExtent=_EXTENT_PX,
                    maxExtent=_EXTENT_PX,
                ),
            ),
            color=alt.Color(
                "kind:N",
                title=None,
                legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=used, range=[colours[kind] for kind in used]),
            ),
            tooltip=[alt.Tooltip("who:N"), alt.Tooltip("day:N"), alt.Tooltip("kind:N")],
        )
        .properties(height=ROUND_PX + ROW_PX * frame["who"].nunique())
    )
    return chart


def _x(days: list[date]) -> alt.X:
    """The days of the month; both pictures have them at the same places."""
    labels = [f"{day.day}" for day in days]
    axis = alt.Axis(labelAngle=0, labelOverlap=True)
    return alt.X("date:O", title=None, scale=alt.Scale(domain=labels), axis=axis)
