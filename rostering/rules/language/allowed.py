"""Which duties a contract allows, and which cells are locked to what."""

from functools import lru_cache

from data.model.problem import RosterProblem
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.rules.language.duty import Duty


@lru_cache(maxsize=64)
def contract_templates(problem: RosterProblem, contract_id: str) -> tuple[Duty, ...]:
    """Duties of the templates that a contract allows, breaks open."""
    contract = next(c for c in problem.contracts if c.contract_id == contract_id)
    allowed = contract.templates or tuple(t.code for t in problem.templates)
    return Duty.menu(tuple(t for t in problem.templates if t.code in allowed))


@lru_cache(maxsize=64)
def allowed_keys(problem: RosterProblem, contract_id: str) -> frozenset[tuple[str, int, int]]:
    """Template, start and length of every duty that a contract allows."""
    return frozenset(
        (duty.template, duty.start_min, duty.length_min)
        for duty in contract_templates(problem, contract_id)
    )


def locked_cells(problem: RosterProblem, agent: Agent) -> dict[int, Shift | None]:
    """Day numbers of the horizon that are locked for an agent, and to what."""
    cells = {
        (lock.day - problem.first).days: lock.shift
        for lock in problem.locks_of.get(agent.agent_id, ())
    }
    return {day: shift for day, shift in cells.items() if 0 <= day < problem.days}


def matches(duty: Duty | None, shift: Shift | None) -> bool:
    """Whether a duty is what a lock asks for; breaks count where both name them."""
    if duty is None or shift is None:
        return duty is None and shift is None
    same = (duty.template, duty.start_min, duty.length_min) == (
        shift.template,
        shift.start_min,
        shift.length_min,
    )
    open_breaks = duty.breaks is None or not shift.breaks
    return same and (open_breaks or duty.breaks == shift.breaks)
