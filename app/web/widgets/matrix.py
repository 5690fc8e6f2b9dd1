"""The roster as managers read it: agents × days, coloured, filtered, a click picks a cell."""

from datetime import date

import pandas as pd
import streamlit as st

from app.web.reads import Judged
from app.web.widgets.matrix_data import LOCKED, Filter, matrix
from app.web.widgets.palette import AWAY, BROKEN, SHIFTS
from app.web.widgets.wording import day_short
from data.model.roster import AgentDay

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
        st.info("Nobody fits this filter.")
        return None
    event = st.dataframe(
        texts.style.apply(lambda _: styles, axis=None).format({"Hours": "{:.1f}"}),
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(texts) + 1) + 10),
        row_height=ROW_PX,
        on_select="rerun",
        selection_mode="single-cell",
        key=f"matrix_{judged.saved.roster_id}",
        column_config={
            "Agent": st.column_config.TextColumn(pinned=True, width=190),
            "Team": st.column_config.TextColumn(width=70),
            "Hours": st.column_config.NumberColumn(format="%.1f", width=60, help="Paid hours."),
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
    teams = columns[0].multiselect("Team", sorted({a.team for a in agents if a.team}))
    contracts = columns[1].multiselect("Contract", sorted({a.contract_id for a in agents}))
    skills = columns[2].multiselect("Skill (queue)", list(judged.problem.requirement.queue_ids))
    text = columns[3].text_input("Name or id")
    week = columns[4].selectbox(
        "Weeks",
        [None, *range(len(weeks))],
        format_func=lambda i: "all weeks" if i is None else f"from {day_short(weeks[i][0])}",
    )
    shown = dates if week is None else weeks[week]
    return Filter(tuple(teams), tuple(contracts), tuple(skills), text), tuple(shown)


def _legend(judged: Judged, shown: int, locked: int) -> None:
    kinds = {**SHIFTS, "leave": AWAY, "breaks a hard rule": BROKEN}
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
