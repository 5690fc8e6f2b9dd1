"""Whether a locked shift is one that an engine would make itself from the menu."""

from data.model.problem import RosterProblem
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.patterns import begins
from rostering.rules.break_windows import wrong_breaks
from rostering.rules.duty import Duty
from rostering.rules.menu import allowed_keys


def on_offer(problem: RosterProblem, agent: Agent, shift: Shift) -> bool:
    """Whether it is a duty of the agent's menu with its breaks open, or begun as on offer."""
    key = (shift.template, shift.start_min, shift.length_min)
    if key not in allowed_keys(problem, agent.contract_id):
        return False
    windows = problem.template[shift.template].breaks
    slot_min = problem.requirement.grid.slot_min
    return not shift.breaks or (
        not wrong_breaks(Duty.of(shift), windows)
        and all(
            rest.start_min in begins(window, shift.start_min, slot_min)
            for rest, window in zip(sorted(shift.breaks), windows, strict=True)
        )
    )
