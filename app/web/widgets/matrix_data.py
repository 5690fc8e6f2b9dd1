"""A roster as agents × days, with the colour of every cell."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from app.web.reads import Judged
from app.web.widgets.palette import AWAY, BROKEN, SHIFTS
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
    columns = ["Agent", "Team", "Hours", *names]
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
    elif number in judged.problem.leave_days.get(agent_id, ()):
        text, css = LEAVE, _css(*AWAY)
    else:
        text, css = OFF, WEEKEND if day.weekday() >= 5 else ""
    return text, _css(*BROKEN) if (agent_id, day) in broken else css


def _css(background: str, colour: str) -> str:
    return f"background-color:{background};color:{colour}"


def _column(day: date) -> str:
    return f"{day:%a} {day.day}/{day.month}"
