"""Staffing, simulation, rules and rosters with their proof.

Names are loaded when they are first used, so that `import rostering` costs nothing.

Examples
--------
>>> from rostering import BreakWindow, agents, agents_required, contract
>>> from rostering import roster_problem, shift_template, solve
>>> problem = roster_problem(
...     agents_required(forecast("calls.csv", 28), service_share=0.8, threshold_s=20),
...     agents(30, "full", skills=["faults"]),
...     [contract("full", weekly_h=(32, 40))],
...     [shift_template("D8", "06:00-14:00", 9, [BreakWindow("meal", 60, 180, 270)])],
... )  # doctest: +SKIP
>>> result = solve(problem, time_limit_s=60)  # doctest: +SKIP
>>> result.gap, result.to_frame()  # doctest: +SKIP
"""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from data.model.problem import RosterProblem
    from data.model.queue import Queue, ServiceTarget
    from data.model.requirement import Requirement
    from data.model.result import Result
    from data.model.roster import Roster
    from data.model.rule import RuleSetting
    from data.model.shift import BreakWindow
    from rostering.api import agents_required, simulate, solve
    from rostering.builders import agents, contract, roster_problem, shift_template
    from rostering.evaluation.scorecard import Scorecard, score
    from rostering.rules import default_settings
else:
    # No module of this package may bear one of these names: it would take the name's place.
    __getattr__ = on_demand(
        __name__,
        {
            "BreakWindow": "data.model.shift",
            "Queue": "data.model.queue",
            "Requirement": "data.model.requirement",
            "Result": "data.model.result",
            "Roster": "data.model.roster",
            "RosterProblem": "data.model.problem",
            "RuleSetting": "data.model.rule",
            "Scorecard": "evaluation.scorecard",
            "ServiceTarget": "data.model.queue",
            "agents": "builders",
            "agents_required": "api",
            "contract": "builders",
            "default_settings": "rules",
            "roster_problem": "builders",
            "score": "evaluation.scorecard",
            "shift_template": "builders",
            "simulate": "api",
            "solve": "api",
        },
    )

__all__ = [
    "BreakWindow",
    "Queue",
    "Requirement",
    "Result",
    "Roster",
    "RosterProblem",
    "RuleSetting",
    "Scorecard",
    "ServiceTarget",
    "agents",
    "agents_required",
    "contract",
    "default_settings",
    "roster_problem",
    "score",
    "shift_template",
    "simulate",
    "solve",
]
