"""Working days in a row, at the least."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import is_off, works
from rostering.rules.language.periods import BEGUN_BEFORE, run_days
from rostering.rules.language.rule import SWITCH, Rule, Usual, param
from rostering.rules.language.statement import Pattern, TourStatement


@dataclass(frozen=True)
class DaysOnTogether(Rule):
    """Working days come in runs of at least so many; the run at the end is not held to it."""

    name: ClassVar[str] = "days_on_together"
    title: ClassVar[str] = "Working days together"
    unit: ClassVar[str] = "day"
    usual: ClassVar[Usual] = Usual(
        price=3, precedence=165, active=False, params={"begun_before": 0}
    )

    least: int = param(2, "Least working days in a row", "days", 1, 5)
    begun_before: int = param(1, BEGUN_BEFORE, SWITCH, 0, 1)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """A run that ends too early counts its missing days."""
        days = run_days(problem, self.least, self.begun_before)
        for run in range(1, self.least):
            yield Pattern(days, (is_off, *(works,) * run, is_off), self.least - run)

    def looks_back(self) -> int:
        """As long as a run must be."""
        return self.least

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("Working days come at least {least} in a row.", least=self.least)

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr("a run of working days is shorter than {least}", least=self.least)
