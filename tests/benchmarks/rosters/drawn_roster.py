"""A centre with a roster drawn at random: what a judge sees, without a solve."""

from datetime import date, timedelta

import numpy as np

from data.model.grid import Grid
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Roster
from data.model.shift import BreakWindow, ShiftTemplate
from data.model.staff import Agent, Contract, Leave, Wish
from rostering.rules import default_settings
from tests.benchmarks.rosters.centre import PARTS, SLOTS, STEP_MIN, Centre, generate
from tests.rostering.builders import shift_of

FIRST = date(2026, 3, 2)
_SHARES = {"q": 0.6, "r": 0.4}
_SKILLS = (("q",), ("q", "r"), ("r",))
_ONE_AT_NIGHT, _DAYS_A_WEEK = 10, 5
_MEAL = (BreakWindow("meal", 60, 180, 240),)
_DAY = ShiftTemplate("D8", "Day 8 h", 360, 960, 30, 480, _MEAL)
_NIGHT = ShiftTemplate("N8", "Night 8 h", 1320, 1380, 30, 480, _MEAL)
_CONTRACT = Contract("full", "Full time", 1680, 2520)


def drawn_roster(agents: int, days: int, seed: int) -> tuple[RosterProblem, Roster]:
    """A generated centre of two queues under the default rules, and a roster of it.

    Everybody works five days of seven, all of a week from one start; every tenth agent at night.
    Leave, menu and weekly minutes are kept; rest between weeks and nights running are not.
    """
    centre = generate(agents, seed, days)
    problem = _problem(centre)
    rng = np.random.default_rng(seed)
    shifts = [
        shift_of(agent, FIRST + timedelta(days=day), template, start, STEP_MIN)
        for number, agent in enumerate(problem.agents)
        for template in [_DAY if number % _ONE_AT_NIGHT else _NIGHT]
        for starts in [rng.choice(template.starts_min, -(-days // 7)).tolist()]
        for day, start in enumerate(np.repeat(starts, 7)[:days].tolist())
        if (day + number) % 7 < _DAYS_A_WEEK and (number, day) not in centre.leave
    ]
    return problem, Roster(FIRST, days, tuple(shifts))


def _problem(centre: Centre) -> RosterProblem:
    days = len(centre.heads)
    heads = np.array([np.rint(centre.heads.ravel() * share) for share in _SHARES.values()])
    need = heads.astype(np.int64)
    grid = Grid.for_days(FIRST, days, 24 * 60 // SLOTS)
    people = tuple(
        Agent(agent_id, f"Agent {agent_id}", _CONTRACT.contract_id, _SKILLS[number % len(_SKILLS)])
        for number, agent_id in enumerate(centre.agents)
    )
    leave = [(centre.agents[agent], FIRST + timedelta(days=day)) for agent, day in centre.leave]
    return RosterProblem(
        first=FIRST,
        days=days,
        requirement=Requirement("bench", grid, tuple(_SHARES), need, need),
        agents=people,
        contracts=(_CONTRACT,),
        templates=(_DAY, _NIGHT),
        rules=default_settings(),
        leave=tuple(Leave(agent_id, day, day) for agent_id, day in leave),
        wishes=tuple(_wishes(centre)),
    )


def _wishes(centre: Centre) -> list[Wish]:
    """Of each agent, the part of the day in which a start is least wanted."""
    found = []
    for agent_id, prices in zip(centre.agents, centre.wishes.tolist(), strict=True):
        weight = max(prices)
        first, end = PARTS[prices.index(weight)]
        if weight:
            last_min = min(end, 24) * 60 - 1
            found.append(Wish(agent_id, None, "off", first * 60, last_min, weight))
    return found
