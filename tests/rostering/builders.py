"""Small rostering problems for tests."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from data.model.grid import Grid
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Roster
from data.model.rule import RuleSetting
from data.model.shift import Break, BreakWindow, Shift, ShiftTemplate
from data.model.staff import Agent, Contract
from rostering.rules import default_settings
from rostering.rules.language.breaks import placements

MONDAY = date(2026, 3, 2)


def an_agent(agent_id: str = "A1", skills: Sequence[str] = ("q",), **more: Any) -> Agent:
    return Agent(agent_id, f"Agent {agent_id}", more.pop("contract", "full"), tuple(skills), **more)


def a_contract(**more: Any) -> Contract:
    given = {"contract_id": "full", "name": "Full time", "weekly_min_min": 0}
    return Contract(**{**given, "weekly_max_min": 7 * 1440, **more})


def a_template(code: str = "D", first: int = 480, last: int | None = None, **more: Any) -> Any:
    last = first if last is None else last
    given = {"step_min": 60, "length_min": 480, "breaks": ()}
    return ShiftTemplate(code, code, first, last, **{**given, **more})


def a_meal(earliest: int = 180, latest: int = 240, length: int = 60) -> BreakWindow:
    return BreakWindow("meal", length, earliest, latest)


def shift_of(
    agent: Agent, day: date, template: ShiftTemplate, start_min: int, slot_min: int
) -> Shift:
    """A shift of a template with its breaks as early as they may be."""
    breaks = next(placements(template.breaks, start_min, slot_min))
    return Shift(agent.agent_id, day, start_min, template.length_min, template.code, breaks)


def a_shift(agent_id: str, day: int, start: int = 480, **more: Any) -> Shift:
    given = {"length_min": 480, "template": "D", "breaks": ()}
    return Shift(agent_id, MONDAY + timedelta(days=day), start, **{**given, **more})


def a_problem(
    days: int = 7,
    agents: Sequence[Agent] | None = None,
    templates: Sequence[ShiftTemplate] | None = None,
    rules: Sequence[RuleSetting] = (),
    heads: Any = 1,
    slot_min: int = 60,
    queues: Sequence[str] = ("q",),
    **more: Any,
) -> RosterProblem:
    first = more.pop("first", MONDAY)
    grid = Grid.for_days(first, days, slot_min, "UTC")
    need = np.broadcast_to(np.asarray(heads), (len(queues), grid.slots)).astype(np.int64)
    return RosterProblem(
        first=first,
        days=days,
        requirement=Requirement("R", grid, tuple(queues), need, need),
        agents=tuple(agents if agents is not None else (an_agent(),)),
        contracts=more.pop("contracts", (a_contract(),)),
        templates=tuple(templates if templates is not None else (a_template(),)),
        rules=tuple(rules),
        **more,
    )


def a_roster(problem: RosterProblem, *shifts: Shift) -> Roster:
    return Roster(problem.first, problem.days, shifts)


def a_big_centre(agents: int, days: int):  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(0)
    people = [an_agent(f"A{i:03d}", (("q",), ("q", "r"), ("r",))[i % 3]) for i in range(agents)]
    templates = [a_template("D", 360, 900, step_min=30, breaks=(a_meal(),))]
    problem = a_problem(
        days,
        people,
        templates,
        default_settings(),
        heads=agents // 6,
        slot_min=30,
        queues=("q", "r"),
    )
    shifts = [
        a_shift(agent.agent_id, day, start, breaks=(Break(start + 180, 60, "meal"),))
        for agent in people
        for day in range(days)
        if rng.random() < 0.7
        for start in [int(rng.choice(range(360, 901, 30)))]
    ]
    return problem, a_roster(problem, *shifts)
