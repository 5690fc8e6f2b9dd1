"""What each agent could do on each day, once the hard rules about single days are kept."""

from data.model.problem import RosterProblem
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.rules.language.breaks import begins
from rostering.rules.language.duty import Duty, allowed_keys, contract_templates, locked_cells
from rostering.rules.language.statement import Cell
from rostering.rules.rule_set import rule_set
from rostering.rules.shifts.break_windows import wrong_breaks


def on_offer(problem: RosterProblem, agent: Agent, shift: Shift) -> bool:
    """Whether it is a duty of the agent's templates with its breaks open, or begun as on offer."""
    if shift.key not in allowed_keys(problem, agent.contract_id):
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


Duties = tuple[Duty, ...]


class OptionTable:
    """Duties that each cell allows, and whether it may be off.

    Parameters
    ----------
    prune
        Leave out what a hard cell rule forbids. Explanations keep everything.

    `rules` holds the problem's rules as they apply.
    """

    def __init__(self, problem: RosterProblem, prune: bool = True) -> None:
        self.problem, self.prune = problem, prune
        self.rules = rule_set(problem)
        self._agents = {agent.agent_id: agent for agent in problem.agents}
        self._interned: dict[Duties, Duties] = {}
        self._cells: dict[str, tuple[tuple[Duties, bool], ...]] = {}

    def duties(self, agent_id: str, day: int) -> Duties:
        """Duties allowed; equal tuples are the same object."""
        return self._of(agent_id)[day][0]

    def may_be_off(self, agent_id: str, day: int) -> bool:
        """Whether the cell may stay empty."""
        return self._of(agent_id)[day][1]

    def _of(self, agent_id: str) -> tuple[tuple[Duties, bool], ...]:
        if agent_id not in self._cells:
            self._cells[agent_id] = tuple(self._cells_of(agent_id))
        return self._cells[agent_id]

    def _cells_of(self, agent_id: str) -> list[tuple[Duties, bool]]:
        agent = self._agents[agent_id]
        offered = contract_templates(self.problem, agent.contract_id)
        rows = [(offered, True)] * self.problem.days
        for day, shift in locked_cells(self.problem, agent).items():
            if shift is not None:
                rows[day] = (_with_locked(offered, Duty.of(shift)), True)
        if self.prune:
            for cell in self._hard_cells(agent_id):
                for day in cell.days:
                    rows[day] = _pruned(cell, day, *rows[day])
        return [(self._interned.setdefault(duties, duties), off) for duties, off in rows]

    def _hard_cells(self, agent_id: str) -> list[Cell]:
        agent = self._agents[agent_id]
        return [
            statement
            for applied in self.rules
            if applied.setting.hard and agent_id in applied.ids
            for statement in applied.rule.tour(self.problem, agent)
            if isinstance(statement, Cell)
        ]


def _with_locked(offered: Duties, locked: Duty) -> Duties:
    """The duties on offer with a locked one in place of its equal: its breaks stay."""
    others = tuple(duty for duty in offered if duty.key != locked.key)
    if len(others) < len(offered) and not locked.breaks:
        return offered  # breaks are open: the solver places them
    return (*others, locked)


def _pruned(cell: Cell, day: int, duties: Duties, off: bool) -> tuple[Duties, bool]:
    kept = tuple(duty for duty in duties if not cell.amount(day, duty))
    return kept, off and not (cell.off and cell.amount(day, None))
