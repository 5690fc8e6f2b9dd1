"""What a manager has fixed stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import locked_cells, matches
from rostering.rules.language.rule import Rule
from rostering.rules.language.statement import Cell, TourStatement


@dataclass(frozen=True)
class Locks(Rule):
    """A locked cell holds exactly its shift, or stays off."""

    name: ClassVar[str] = "locks"
    title: ClassVar[str] = "Locked cells"
    unit: ClassVar[str] = "cell"
    structural: ClassVar[bool] = True

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every locked cell."""
        cells = locked_cells(problem, agent)
        if cells:
            days = tuple(sorted(cells))
            yield Cell(days, lambda day, duty: int(not matches(duty, cells[day])), off=True)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("A locked cell keeps its shift, or its day off.")

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        got = breach.duties[0].span if breach.duties else tr("off")
        return tr("locked cell was changed to {got}", got=got)
