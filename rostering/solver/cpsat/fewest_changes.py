"""The fewest days that one person must change to keep every hard rule of their own."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from data.model.roster import Roster
from data.model.staff import Agent
from rostering.rules.language.duty import locked_cells
from rostering.solver.cpsat.floor_terms import FloorTerms
from rostering.solver.cpsat.keeping import KeepingOptions, changes_of
from rostering.solver.cpsat.model import RosterModel
from rostering.solver.cpsat.solving import Built, Limits, solve


@dataclass(frozen=True, eq=False)
class Fewest:
    """How little one person can change.

    Parameters
    ----------
    changes
        No way of keeping the rules changes fewer of their days [days].
    roster
        The roster with their days changed so; as it was where none was found in the time.
    """

    changes: int
    roster: Roster


def fewest_changes(
    options: KeepingOptions, agent: Agent, days: Iterable[int], roster: Roster, limits: Limits
) -> Fewest | None:
    """Ask one person alone; heads on the floor and breaks of others are not their doing.

    Parameters
    ----------
    days
        Day numbers that may change; locked ones stay.

    Returns
    -------
    Fewest | None
        None where no change of these days keeps the rules, which is proven.
    """
    locked = locked_cells(options.problem, agent)
    cells = [(agent.agent_id, day) for day in days if day not in locked]
    model = RosterModel(options.problem, options, cells, roster)
    for applied in options.rules:
        if applied.setting.hard and agent.agent_id in applied.ids:
            model.post(applied, [agent])
    model.floors.clear()
    model.breaks.clear()
    for cell in cells:
        for term in changes_of(model, options.kept, *cell):
            model.cost.extend(term)
    floor = FloorTerms(model)
    model.cp.minimize(model.cost.expression)
    answer = solve(Built(model, floor, roster), limits)
    if answer.status == "infeasible":
        return None
    # Who breaks a hard rule changes something, whether the bound got there or not.
    least = max(1, math.ceil((answer.bound or 0.0) - 1e-6))
    return Fewest(least, answer.roster or roster)
