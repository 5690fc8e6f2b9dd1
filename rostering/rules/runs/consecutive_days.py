"""Days worked in a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import works
from rostering.rules.language.periods import with_history
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Pattern, TourStatement, single


@dataclass(frozen=True)
class ConsecutiveDays(Rule):
    """No more than so many days in a row."""

    name: ClassVar[str] = "consecutive_days"
    title: ClassVar[str] = "Days in a row"
    unit: ClassVar[str] = "day"
    usual: ClassVar[Usual] = Usual(precedence=40)
    step: ClassVar[Looser] = Looser("most", 1)

    most: int = param(6, "Most days in a row", "days", 1, 14)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Each day beyond the most counts one."""
        days = with_history(problem, self.most)
        yield Pattern(single(days), (works,) * (self.most + 1))

    def looks_back(self) -> int:
        """As long as a run may be."""
        return self.most

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("At most {days} of work in a row.", days=counted(self.most, "day"))

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr("more than {days} in a row", days=counted(self.most, "day"))
