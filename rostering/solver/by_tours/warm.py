"""Compile the tour engine before a clock runs: the first solve on a machine takes 10-20 s more."""

from datetime import date
from functools import cache

import numpy as np

from data.model.grid import Grid
from data.model.requirement import Requirement
from data.model.shift import BreakWindow, ShiftTemplate
from data.model.staff import Agent, Contract
from rostering.problem import RosterProblem
from rostering.rules import default_settings
from rostering.solver.by_tours.translate import translate
from rostering.solver.cpsat.options import OptionTable
from rostering.solver.tour.engine import solve_tours

_SECONDS = 0.2


@cache
def warm() -> None:
    """Solve a tiny team once in this process: every kernel is compiled or read from its cache."""
    problem = _tiny_team()
    solve_tours(translate(problem, OptionTable(problem)).instance, time_limit_s=_SECONDS)


def _tiny_team() -> RosterProblem:
    grid = Grid.for_days(date(2026, 1, 5), 7, 30, "UTC")
    heads = np.ones((2, grid.slots), dtype=np.int64)
    meal = BreakWindow("meal", 60, 180, 270)
    return RosterProblem(
        first=grid.days[0],
        days=7,
        requirement=Requirement("warm", grid, ("a", "b"), heads, heads),
        agents=(Agent("1", "1", "c", ("a", "b")), Agent("2", "2", "c", ("a",))),
        contracts=(Contract("c", "c", 1920, 2400),),
        templates=(
            ShiftTemplate("D", "day", 480, 600, 60, 540, (meal,)),
            ShiftTemplate("N", "night", 1320, 1320, 30, 540, (meal,)),
        ),
        rules=default_settings(),
    )
