"""Only shifts of the templates are worked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty, allowed_keys, locked_cells, matches
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import Rule
from rostering.rules.language.statement import Cell, TourStatement


@dataclass(frozen=True)
class ShiftMenu(Rule):
    """Each shift is a start and length of a template that the agent's contract allows."""

    name: ClassVar[str] = "shift_menu"
    title: ClassVar[str] = "Shift templates"
    unit: ClassVar[str] = "shift"
    structural: ClassVar[bool] = True

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every shift, but those that a lock asks for."""
        allowed = allowed_keys(problem, agent.contract_id)
        locked = locked_cells(problem, agent)

        def off_template(day: int, duty: Duty | None) -> int:
            if duty is None or duty.key in allowed:
                return 0
            return int(not (day in locked and matches(duty, locked[day])))

        yield Cell(horizon(problem), off_template)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "Every shift is one of the templates, starts and lengths of the agent's contract."
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        duty = breach.duties[0]
        return tr(
            "{template} {span} is no template of the contract",
            template=duty.template,
            span=duty.span,
        )
