"""Weekends worked in a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import works
from rostering.rules.language.periods import weekends
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Pattern, TourStatement


@dataclass(frozen=True)
class WeekendRuns(Rule):
    """No more than so many weekends with work in a row."""

    name: ClassVar[str] = "weekend_runs"
    title: ClassVar[str] = "Weekends in a row"
    unit: ClassVar[str] = "weekend"
    usual: ClassVar[Usual] = Usual(price=30, precedence=170, active=False)
    step: ClassVar[Looser] = Looser("most", 1)

    most: int = param(3, "Most weekends worked in a row", "weekends", 1, 8)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Each weekend beyond the most counts one."""
        yield Pattern(weekends(problem, back=self.most), (works,) * (self.most + 1))

    def looks_back(self) -> int:
        """As many weekends as a run may have, to the Saturday of the first."""
        return 7 * self.most + 1

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("At most {weekends} with work in a row.", weekends=counted(self.most, "weekend"))

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr("more than {weekends} with work in a row", weekends=counted(self.most, "weekend"))
