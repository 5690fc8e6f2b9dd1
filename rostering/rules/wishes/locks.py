"""What a manager has fixed stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.allowed import locked_cells, matches
from rostering.rules.language.checks import Finding
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
        """Say it."""
        return "A locked cell keeps its shift, or its day off."

    def say(self, problem: RosterProblem, found: Finding) -> str:
        """Say what was found."""
        got = found.duties[0].span if found.duties else "off"
        return f"locked cell was changed to {got}"
