"""Weekends worked whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import is_off, works
from rostering.rules.language.periods import weekends
from rostering.rules.language.rule import Rule, Usual
from rostering.rules.language.statement import Pattern, TourStatement, single


@dataclass(frozen=True)
class CompleteWeekends(Rule):
    """Saturday and Sunday are both worked or both free."""

    name: ClassVar[str] = "complete_weekends"
    title: ClassVar[str] = "Complete weekends"
    unit: ClassVar[str] = "weekend"
    usual: ClassVar[Usual] = Usual(price=10, precedence=175, active=False)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every weekend of which both days are known."""
        known = min(0, (problem.history_first - problem.first).days)
        for days in weekends(problem):
            if len(days) == 2 and days[0] >= known:
                yield Pattern(single(days), (works, is_off))
                yield Pattern(single(days), (is_off, works))

    def looks_back(self) -> int:
        """A Saturday before the Sunday on which a horizon begins."""
        return 1

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("Saturday and Sunday of a weekend are both worked or both free.")

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr("works only one day of the weekend")
