"""People: contracts, agents, leave, availability and wishes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from data.model.codec import LATER
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import DAY_MIN, ShiftTemplate, clock

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""Short names in files, by number: 0 = Monday."""

LEAVE_KINDS = ("annual", "sick", "training", "parental")
"""Kinds of leave that forms offer; a centre may use others."""

MOST_LEAVE_DAYS_A_YEAR = 366


@dataclass(frozen=True, order=True)
class Contract:
    """Terms shared by a group of agents.

    Parameters
    ----------
    weekly_min_min, weekly_max_min
        Least and most paid time in a calendar week [min].
    templates
        Codes of the shift templates that may be worked; empty = all.
    hour_cents
        Cost of a paid hour [cents].
    leave_days
        Annual leave in a calendar year [working days]; 0: not said.
    """

    contract_id: str
    name: str
    weekly_min_min: int
    weekly_max_min: int
    templates: tuple[str, ...] = ()
    hour_cents: int = 0
    leave_days: int = field(default=0, metadata=LATER)

    def __post_init__(self) -> None:
        if not 0 <= self.weekly_min_min <= self.weekly_max_min:
            raise InvalidValue(
                tr(
                    "contract {contract_id}: weekly minutes out of order",
                    contract_id=self.contract_id,
                )
            )
        if not 0 <= self.leave_days <= MOST_LEAVE_DAYS_A_YEAR:
            raise InvalidValue(
                tr(
                    "contract {contract_id}: leave a year is 0 to 366 days",
                    contract_id=self.contract_id,
                )
            )


LEVELS = range(1, 6)
"""Proficiency in a skill: 1 still learning .. 5 the others ask them [-]."""
USUAL_LEVEL = 3
"""Of skills that nobody rated."""


@dataclass(frozen=True, order=True)
class Agent:
    """A person who works shifts.

    Parameters
    ----------
    skills
        Queue ids that the agent can serve.
    senior
        Counts where rules ask for experienced people.
    leave_days
        Annual leave in a calendar year, with what was carried over [working days]; None: as the
        contract has it.
    proficiency
        Skills with their level of `LEVELS`; those that are `USUAL_LEVEL` are left out. It ranks who
        takes over and is shown; what is required and covered counts everybody alike.
    """

    agent_id: str
    name: str
    contract_id: str
    skills: tuple[str, ...]
    team: str = ""
    senior: bool = False
    leave_days: int | None = field(default=None, metadata=LATER)
    proficiency: tuple[tuple[str, int], ...] = field(default=(), metadata=LATER)

    def __post_init__(self) -> None:
        if not self.agent_id.strip():
            raise InvalidValue(tr("an agent needs an id"))
        for skill, level in self.proficiency:
            if level not in LEVELS:
                raise InvalidValue(
                    tr("agent {agent_id}: proficiency in {skill} is a number from 1 to 5",
                       agent_id=self.agent_id, skill=skill)
                )  # fmt: skip
        levels = dict(self.proficiency)
        rated = tuple(
            (s, levels[s]) for s in self.skills if levels.get(s, USUAL_LEVEL) != USUAL_LEVEL
        )
        object.__setattr__(self, "proficiency", rated)
        if self.leave_days is not None and not 0 <= self.leave_days <= MOST_LEAVE_DAYS_A_YEAR:
            raise InvalidValue(
                tr("agent {agent_id}: leave a year is 0 to 366 days", agent_id=self.agent_id)
            )

    def level_in(self, skill: str) -> int:
        """Proficiency in a skill that they have, 1 .. 5 [-]."""
        return dict(self.proficiency).get(skill, USUAL_LEVEL)

    @property
    def mean_level(self) -> float:
        """Proficiency over all their skills, 1 .. 5 [-]."""
        return sum(map(self.level_in, self.skills)) / max(1, len(self.skills))


@dataclass(frozen=True, order=True)
class Leave:
    """Whole days off, first .. last, both included."""

    agent_id: str
    first: date
    last: date
    kind: str = "annual"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidValue(
                tr("leave of {agent_id} ends before it begins", agent_id=self.agent_id)
            )


@dataclass(frozen=True, order=True)
class Availability:
    """On these weekdays the agent can work only between two clock times (empty span = never).

    Parameters
    ----------
    weekday
        0 = Monday .. 6 = Sunday.
    earliest_min, latest_min
        Earliest start and latest end, minutes after midnight; the end may exceed 1440 [min].
    """

    agent_id: str
    weekday: int
    earliest_min: int = 0
    latest_min: int = 2 * DAY_MIN


@dataclass(frozen=True, order=True)
class Wish:
    """What an agent would like; priced, never hard.

    Parameters
    ----------
    day
        The day of the wish; None: every day.
    want
        `off`: no shift that starts in the span; `on`: a shift that starts in it.
    earliest_start_min, latest_start_min
        Span of starts, minutes after midnight, both included [min].
    weight
        1 (mild) .. 5 (strong).
    """

    agent_id: str
    day: date | None
    want: Literal["off", "on"] = "off"
    earliest_start_min: int = 0
    latest_start_min: int = DAY_MIN - 1
    weight: int = 1

    @property
    def what(self) -> str:
        """`day off`, `no start 06:00-10:00`, `work` or `start 06:00-10:00`."""
        if self.earliest_start_min <= 0 and self.latest_start_min >= DAY_MIN - 1:
            return tr("day off") if self.want == "off" else tr("work")
        span = f"{clock(self.earliest_start_min)}-{clock(self.latest_start_min)}"
        return (
            tr("no start {span}", span=span)
            if self.want == "off"
            else tr("start {span}", span=span)
        )


@dataclass(frozen=True)
class Staff:
    """Everybody who can be rostered, with contracts, shift templates, leave and wishes."""

    agents: tuple[Agent, ...] = ()
    contracts: tuple[Contract, ...] = ()
    templates: tuple[ShiftTemplate, ...] = ()
    leave: tuple[Leave, ...] = ()
    availability: tuple[Availability, ...] = ()
    wishes: tuple[Wish, ...] = ()

    @property
    def menu(self) -> tuple[ShiftTemplate, ...]:
        """Templates that at least one agent's contract allows.

        The others remain for shifts planned earlier.
        """
        held = {agent.contract_id for agent in self.agents}
        contracts = [c for c in self.contracts if c.contract_id in held]
        if any(not contract.templates for contract in contracts):
            return self.templates
        named = {code for contract in contracts for code in contract.templates}
        return tuple(template for template in self.templates if template.code in named)


def teams_among(agents: Iterable[Agent]) -> tuple[str, ...]:
    """Teams of some agents in the order that people read: Team 2 before Team 10."""
    teams = {agent.team for agent in agents if agent.team}
    return tuple(sorted(teams, key=lambda team: [_as_read(part) for part in _DIGITS.split(team)]))


_DIGITS = re.compile(r"(\d+)")


def _as_read(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdecimal() else (0, part)
