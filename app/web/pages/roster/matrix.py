"""A roster as agents × days with the draft drawn in it, and the colour of every cell."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import streamlit as st

from app.web import session
from app.web.parts.charts.drawing import on_dark
from app.web.parts.charts.palette import AWAY, BROKEN, DRAFT, KINDS_IN_WORDS, QUIET, SHIFTS
from app.web.parts.wording import day_short
from app.web.reads import Judged
from data.model.language import phrase, tr
from data.model.problem import SICK
from data.model.roster import AgentDay, Roster
from data.model.shift import Shift
from data.model.staff import Agent, teams_among
from data.model.words import weekday
from rostering.evaluation.scorecard import Scorecard

LEAVE, OFF, FREE = phrase("leave"), "", phrase("day off")
LOCKED, CHANGED = "\N{BLACK DIAMOND} ", "\N{RIGHTWARDS ARROW} "
"""Signs before a locked cell and a changed one: every font has them, and no colour is needed."""

NOON, MORNING = 12 * 60, 10 * 60
WEEKEND, WEEKEND_ON_DARK = "#f3f6f8", "#1d272e"
ELSEWHERE = f"color:{QUIET}"


@dataclass(frozen=True)
class Filter:
    """Which rows and days are wanted; empty means all."""

    teams: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    text: str = ""

    def keeps(self, agent: Agent) -> bool:
        """Whether an agent is wanted."""
        return (
            (not self.teams or agent.team in self.teams)
            and (not self.contracts or agent.contract_id in self.contracts)
            and (not self.skills or bool(set(self.skills) & set(agent.skills)))
            and self.text.strip().lower() in f"{agent.name} {agent.agent_id}".lower()
        )


def kind_of(shift: Shift) -> str:
    """`early`, `day`, `late` or `night`, by its start and its night hours."""
    if shift.is_night:
        return "night"
    if shift.start_min < MORNING:
        return "early"
    return "day" if shift.start_min < NOON else "late"


@dataclass(frozen=True, eq=False)
class Drawn:
    """What is drawn in the matrix: the saved roster, or a draft of it.

    Parameters
    ----------
    changed
        Cells that the draft changes.
    absent
        Of those, the cells of somebody who is away, with the kind of leave.
    elsewhere
        Days that a newer version of another roster plans.
    """

    roster: Roster
    card: Scorecard
    changed: Collection[AgentDay] = ()
    absent: Mapping[AgentDay, str] = field(default_factory=dict)
    elsewhere: Collection[date] = ()


def matrix(
    judged: Judged,
    wanted: Filter,
    days: tuple[date, ...],
    locked: Collection[AgentDay] = (),
    drawn: Drawn | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Cells, their style, and the agent of each row.

    Returns
    -------
    tuple
        Texts (agent, hours, one column a day), CSS of the same shape, agent ids by row.
    """
    drawn = drawn or Drawn(judged.roster, judged.card)
    agents = [agent for agent in judged.problem.agents if wanted.keeps(agent)]
    broken = {(v.agent_id, v.day) for v in drawn.card.violations if v.hard}
    names = [_column(day) for day in days]
    texts, styles = [], []
    for agent in agents:
        cells = [_marked(judged, drawn, (agent.agent_id, day), broken, locked) for day in days]
        mine = drawn.roster.by_agent.get(agent.agent_id, ())
        hours = sum(shift.paid_min for shift in mine) / 60
        texts.append([f"{agent.name} ({agent.agent_id})", hours, *(t for t, _ in cells)])
        styles.append(["", "", *(css for _, css in cells)])
    columns = [tr("Agent"), tr("Hours"), *names]
    return (
        pd.DataFrame(texts, columns=columns),
        pd.DataFrame(styles, columns=columns),
        tuple(agent.agent_id for agent in agents),
    )


def _marked(
    judged: Judged,
    drawn: Drawn,
    cell: AgentDay,
    broken: Collection[tuple[str | None, date | None]],
    locked: Collection[AgentDay],
) -> tuple[str, str]:
    text, css = _cell(judged, drawn, cell)
    if cell in drawn.changed:
        text, css = f"{CHANGED}{text or tr(FREE)}", _css(*DRAFT)
    elif cell in locked:
        text = f"{LOCKED}{text or tr(FREE)}"
    return text, _css(*BROKEN) if cell in broken else css


def _cell(judged: Judged, drawn: Drawn, cell: AgentDay) -> tuple[str, str]:
    agent_id, day = cell
    shifts = drawn.roster.by_cell.get(cell, ())
    if shifts and day in drawn.elsewhere:
        return " + ".join(shift.code for shift in shifts), ELSEWHERE
    if shifts:
        return " + ".join(shift.code for shift in shifts), _css(*SHIFTS[kind_of(shifts[0])])
    number = (day - judged.problem.first).days
    kind = drawn.absent.get(cell, "")
    if kind == SICK or number in judged.problem.sick_days.get(agent_id, ()):
        return tr(SICK), _css(*AWAY)
    if kind or number in judged.problem.leave_days.get(agent_id, ()):
        return tr(LEAVE), _css(*AWAY)
    return OFF, _weekend() if day.weekday() >= 5 else ""


def _weekend() -> str:
    return f"background-color:{WEEKEND_ON_DARK if on_dark() else WEEKEND}"


def _css(background: str, colour: str) -> str:
    return f"background-color:{background};color:{colour}"


def _column(day: date) -> str:
    return tr("{weekday} {day}/{month}", weekday=weekday(day), day=day.day, month=day.month)


Cell = AgentDay
TEXT_COLUMNS = 2
ROW_PX, MOST_PX = 30, 560
AGENT_PX, HOURS_PX, DAY_PX, MARKED_DAY_PX = 150, 54, 66, 80


def roster_matrix(
    judged: Judged, locked: frozenset[AgentDay] = frozenset(), drawn: Drawn | None = None
) -> tuple[Cell, ...]:
    """Draw the matrix; locked and changed cells bear a sign.

    Returns
    -------
    tuple
        Agents and days selected, in the order of rows; the filter's people are in
        `shown_agents()`.
    """
    wanted, days = st.session_state.get(FILTER, (Filter(), judged.problem.dates))
    texts, styles, agents = matrix(judged, wanted, days, locked, drawn)
    st.session_state[SHOWN] = agents
    if not agents:
        st.info(tr("Nobody fits this filter."))
        return ()
    changed, elsewhere = (len(drawn.changed), bool(drawn.elsewhere)) if drawn else (0, False)
    event = st.dataframe(
        texts.style.apply(lambda _: styles, axis=None).format({tr("Hours"): "{:.1f}"}),
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(texts) + 1) + 10),
        row_height=ROW_PX,
        on_select="rerun",
        selection_mode="multi-cell",
        key=f"matrix_{judged.saved.roster_id}",
        column_config={
            tr("Agent"): st.column_config.TextColumn(pinned=True, width=AGENT_PX),
            tr("Hours"): st.column_config.NumberColumn(
                format="%.1f", width=HOURS_PX, help=tr("Paid hours.")
            ),
            **{
                name: st.column_config.TextColumn(
                    width=MARKED_DAY_PX if locked or changed else DAY_PX
                )
                for name in texts.columns[TEXT_COLUMNS:]
            },
        },
    )
    _legend(judged, len(agents), len(locked), changed, elsewhere=elsewhere)
    return _selected(event, texts, agents, days)


FILTER, SHOWN = "matrix_filter", "matrix_shown"
"""Session keys: what the filters above the matrix say, and whom it shows."""


def shown_agents() -> tuple[str, ...]:
    """Agents that the matrix showed last."""
    found: tuple[str, ...] = st.session_state.get(SHOWN, ())
    return found


def matrix_filters(judged: Judged) -> None:
    """Who and which weeks are shown; the week of the chosen day unless somebody wants all."""
    agents, dates = judged.problem.agents, judged.problem.dates
    weeks = [dates[i : i + 7] for i in range(0, len(dates), 7)]
    columns = st.columns([2, 2, 2, 2, 2.4])
    teams = columns[0].multiselect(tr("Team"), teams_among(agents), placeholder=tr("all"))
    contracts = columns[1].multiselect(
        tr("Contract"), sorted({a.contract_id for a in agents}), placeholder=tr("all")
    )
    names = session.queue_names()
    skills = columns[2].multiselect(
        tr("Skill (queue)"),
        list(judged.problem.requirement.queue_ids),
        format_func=lambda queue_id: names.get(queue_id, queue_id),
        placeholder=tr("all"),
    )
    text = columns[3].text_input(tr("Name or id"))
    day = session.chosen_day(dates)
    usual = 1 + next(i for i, week in enumerate(weeks) if day in week)
    chosen = columns[4].selectbox(
        tr("Weeks"),
        [None, *range(len(weeks))],
        usual,
        format_func=lambda i: (
            tr("all weeks")
            if i is None
            else tr("from {day_short}", day_short=day_short(weeks[i][0]))
        ),
    )
    shown = dates if chosen is None else weeks[chosen]
    wanted = Filter(tuple(teams), tuple(contracts), tuple(skills), text)
    st.session_state[FILTER] = (wanted, tuple(shown))


def _legend(judged: Judged, shown: int, locked: int, changed: int, *, elsewhere: bool) -> None:
    kinds = {
        **{tr(KINDS_IN_WORDS[kind]): colours for kind, colours in SHIFTS.items()},
        tr("leave, sick"): AWAY,
        tr("breaks a hard rule"): BROKEN,
    }
    if changed:
        kinds[CHANGED + tr("changed, not saved ({changed})", changed=changed)] = DRAFT
    marks = " ".join(_mark(kind, *colours) for kind, colours in kinds.items())
    if elsewhere:
        marks += f' <span style="{ELSEWHERE}">{tr("planned by a newer version")}</span>'
    st.html(
        f'<div style="font-size:0.85rem">{marks} &nbsp; {LOCKED} '
        + tr(
            "locked ({locked}) &nbsp; {shown} of {all} agents. Click a cell, or drag over several, "
            "to change or lock them.",
            locked=locked,
            shown=shown,
            all=len(judged.problem.agents),
        )
        + "</div>"
    )


def _mark(kind: str, background: str, colour: str) -> str:
    style = f"background:{background};color:{colour};padding:1px 8px;border-radius:4px"
    return f'<span style="{style}">{kind}</span>'


def _selected(
    event: object, texts: pd.DataFrame, agents: tuple[str, ...], days: tuple[date, ...]
) -> tuple[Cell, ...]:
    cells = getattr(getattr(event, "selection", None), "cells", ())
    columns = list(texts.columns)
    found = []
    for row, column in cells:
        place = columns.index(column) - TEXT_COLUMNS if column in columns else -1
        if place >= 0 and row < len(agents):
            found.append((row, place))
    return tuple((agents[row], days[place]) for row, place in sorted(found))
