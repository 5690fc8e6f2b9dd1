"""Fair shares: how many unpopular shifts each agent owes, given what each has already borne."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from data.model.arrays import BoolArray
from data.model.staff import Agent
from rostering.problem import RosterProblem
from rostering.rules.duty import Duty
from rostering.rules.menu import contract_menu

Kind = Callable[[RosterProblem, int, Duty], bool]


@lru_cache(maxsize=32)
def shares(problem: RosterProblem, kind: Kind, ledger_days: int) -> dict[str, int]:
    """Shifts of a kind that each able agent owes in the horizon.

    The heads needed in slots of that kind over the floor time of a typical shift of it, divided
    by the able agents; less what an agent has worked in the ledger above the average.
    """
    able = [agent for agent in problem.agents if _able(problem, agent, kind)]
    if not able:
        return {}
    each = _needed(problem, kind) / len(able)
    past = {agent.agent_id: _past(problem, agent, kind, ledger_days) for agent in able}
    mean = sum(past.values()) / len(able)
    return {agent: max(0, round(each - (worked - mean))) for agent, worked in past.items()}


def _able(problem: RosterProblem, agent: Agent, kind: Kind) -> bool:
    menu = contract_menu(problem, agent.contract_id)
    return any(kind(problem, day, duty) for duty in menu for day in range(min(7, problem.days)))


def _past(problem: RosterProblem, agent: Agent, kind: Kind, ledger_days: int) -> int:
    days = ((shift, (shift.day - problem.first).days) for shift in _history(problem, agent))
    return sum(kind(problem, day, Duty.of(shift)) for shift, day in days if -ledger_days <= day < 0)


def _history(problem: RosterProblem, agent: Agent) -> tuple:  # type: ignore[type-arg]
    return problem.history_of.get(agent.agent_id, ())


def _needed(problem: RosterProblem, kind: Kind) -> float:
    """Shifts of the kind that the requirement asks for."""
    grid = problem.requirement.grid
    heads = problem.requirement.heads.sum(axis=0)
    duties = Duty.menu(problem.templates)
    slots, worked = _slots_of_kind(problem, kind, duties)
    return float(heads[slots].sum() * grid.slot_min / worked) if worked else 0.0


def _slots_of_kind(
    problem: RosterProblem, kind: Kind, duties: tuple[Duty, ...]
) -> tuple[BoolArray, float]:
    grid = problem.requirement.grid
    touched = np.zeros(grid.slots, dtype=np.int64)
    other = np.zeros(grid.slots, dtype=np.int64)
    paid: list[int] = []
    for day in range(problem.days):
        base = int(np.searchsorted(grid.day_index, day))
        for duty in duties:
            mine = kind(problem, day, duty)
            cut = slice(
                base + duty.start_min // grid.slot_min, base + duty.end_min // grid.slot_min
            )
            (touched if mine else other)[cut] += 1
            paid += [duty.paid_min] if mine else []
    # A slot belongs to the kind that most of the menu's shifts over it are of.
    return np.asarray(touched > other), float(np.mean(paid)) if paid else 0.0
