"""A roster as agents × days, with the colour of every cell."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from app.web.parts.palette import AWAY, BROKEN, SHIFTS
from app.web.parts.wording import day_short
from app.web.reads import Judged
from data.model.language import tr
from data.model.problem import SICK
from data.model.roster import AgentDay
from data.model.shift import Shift
from data.model.staff import Agent

LEAVE, OFF, FREE = "leave", "", "off"
LOCKED = "\N{BLACK DIAMOND} "
"""Sign before a locked cell: a shape that every font has, told apart without colours too."""

NOON, MORNING = 12 * 60, 10 * 60
WEEKEND = "background-color:#f3f6f8"


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


def matrix(
    judged: Judged,
    wanted: Filter,
    days: tuple[date, ...],
    locked: Collection[AgentDay] = (),
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Cells, their style, and the agent of each row.

    Returns
    -------
    tuple
        Texts (agent, hours, one column a day), CSS of the same shape, agent ids by row.
    """
    agents = [agent for agent in judged.problem.agents if wanted.keeps(agent)]
    broken = {(v.agent_id, v.day) for v in judged.card.violations if v.hard}
    names = [_column(day) for day in days]
    texts, styles = [], []
    for agent in agents:
        cells = [_marked(judged, (agent.agent_id, day), broken, locked) for day in days]
        mine = judged.roster.by_agent.get(agent.agent_id, ())
        hours = sum(shift.paid_min for shift in mine) / 60
        texts.append(
            [f"{agent.name} ({agent.agent_id})", agent.team, hours, *(t for t, _ in cells)]
        )
        styles.append(["", "", "", *(css for _, css in cells)])
    columns = [tr("Agent"), tr("Team"), tr("Hours"), *names]
    return (
        pd.DataFrame(texts, columns=columns),
        pd.DataFrame(styles, columns=columns),
        tuple(agent.agent_id for agent in agents),
    )


def _marked(
    judged: Judged,
    cell: AgentDay,
    broken: Iterable[tuple[str | None, date | None]],
    locked: Collection[AgentDay],
) -> tuple[str, str]:
    text, css = _cell(judged, *cell, broken)
    return f"{LOCKED}{text or FREE}" if cell in locked else text, css


def _cell(
    judged: Judged, agent_id: str, day: date, broken: Iterable[tuple[str | None, date | None]]
) -> tuple[str, str]:
    shifts = judged.roster.by_cell.get((agent_id, day), ())
    number = (day - judged.problem.first).days
    if shifts:
        css = _css(*SHIFTS[kind_of(shifts[0])])
        text = " + ".join(shift.code for shift in shifts)
    elif number in judged.problem.sick_days.get(agent_id, ()):
        text, css = SICK, _css(*AWAY)
    elif number in judged.problem.leave_days.get(agent_id, ()):
        text, css = LEAVE, _css(*AWAY)
    else:
        text, css = OFF, WEEKEND if day.weekday() >= 5 else ""
    return text, _css(*BROKEN) if (agent_id, day) in broken else css


def _css(background: str, colour: str) -> str:
    return f"background-color:{background};color:{colour}"


def _column(day: date) -> str:
    return f"{day:%a} {day.day}/{day.month}"


Cell = AgentDay
TEXT_COLUMNS = 3
ROW_PX, MOST_PX = 30, 640
DAY_PX, LOCKED_DAY_PX = 72, 86


def roster_matrix(judged: Judged, locked: frozenset[AgentDay] = frozenset()) -> Cell | None:
    """Draw the matrix with its filters; locked cells bear a sign.

    Returns
    -------
    Cell | None
        Agent and day clicked last, if any.
    """
    wanted, days = _filters(judged)
    texts, styles, agents = matrix(judged, wanted, days, locked)
    if not agents:
        st.info(tr("Nobody fits this filter."))
        return None
    event = st.dataframe(
        texts.style.apply(lambda _: styles, axis=None).format({tr("Hours"): "{:.1f}"}),
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(texts) + 1) + 10),
        row_height=ROW_PX,
        on_select="rerun",
        selection_mode="single-cell",
        key=f"matrix_{judged.saved.roster_id}",
        column_config={
            tr("Agent"): st.column_config.TextColumn(pinned=True, width=190),
            tr("Team"): st.column_config.TextColumn(width=70),
            tr("Hours"): st.column_config.NumberColumn(
                format="%.1f", width=60, help=tr("Paid hours.")
            ),
            **{
                name: st.column_config.TextColumn(width=LOCKED_DAY_PX if locked else DAY_PX)
                for name in texts.columns[TEXT_COLUMNS:]
            },
        },
    )
    _legend(judged, len(agents), len(locked))
    return _clicked(event, texts, agents, days)


def _filters(judged: Judged) -> tuple[Filter, tuple[date, ...]]:
    agents, dates = judged.problem.agents, judged.problem.dates
    weeks = [dates[i : i + 7] for i in range(0, len(dates), 7)]
    columns = st.columns([2, 2, 2, 2, 2])
    teams = columns[0].multiselect(tr("Team"), sorted({a.team for a in agents if a.team}))
    contracts = columns[1].multiselect(tr("Contract"), sorted({a.contract_id for a in agents}))
    skills = columns[2].multiselect(tr("Skill (queue)"), list(judged.problem.requirement.queue_ids))
    text = columns[3].text_input(tr("Name or id"))
    week = columns[4].selectbox(
        tr("Weeks"),
        [None, *range(len(weeks))],
        format_func=lambda i: (
            tr("all weeks")
            if i is None
            else tr("from {day_short}", day_short=day_short(weeks[i][0]))
        ),
    )
    shown = dates if week is None else weeks[week]
    return Filter(tuple(teams), tuple(contracts), tuple(skills), text), tuple(shown)


def _legend(judged: Judged, shown: int, locked: int) -> None:
    kinds = {
        **{tr(kind): colours for kind, colours in SHIFTS.items()},
        tr("leave, sick"): AWAY,
        tr("breaks a hard rule"): BROKEN,
    }
    marks = " ".join(_mark(kind, *colours) for kind, colours in kinds.items())
    st.html(
        f'<div style="font-size:0.85rem">{marks} &nbsp; {LOCKED} locked ({locked}) &nbsp; '
        f"{shown} of {len(judged.problem.agents)} agents. "
        "Click a cell to change or lock it.</div>"
    )


def _mark(kind: str, background: str, colour: str) -> str:
    style = f"background:{background};color:{colour};padding:1px 8px;border-radius:4px"
    return f'<span style="{style}">{kind}</span>'


def _clicked(
    event: object, texts: pd.DataFrame, agents: tuple[str, ...], days: tuple[date, ...]
) -> Cell | None:
    cells = getattr(getattr(event, "selection", None), "cells", ())
    if not cells:
        return None
    row, column = cells[0]
    place = list(texts.columns).index(column) - TEXT_COLUMNS
    return (agents[row], days[place]) if place >= 0 and row < len(agents) else None
