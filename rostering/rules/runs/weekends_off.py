"""Free weekends in a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import are
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import history, works
from rostering.rules.language.periods import weekends
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Hits, TourStatement


@dataclass(frozen=True)
class WeekendsOff(Rule):
    """In each full period of so many weekends, at least some without any shift."""

    name: ClassVar[str] = "weekends_off"
    title: ClassVar[str] = "Weekends off"
    unit: ClassVar[str] = "weekend"
    usual: ClassVar[Usual] = Usual(price=60, precedence=110)
    step: ClassVar[Looser] = Looser("least", -1)

    least: int = param(1, "Least weekends off", "weekends", 0, 53)
    period: int = param(4, "in every", "weekends", 1, 53)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Periods from the horizon's first weekend on; and every one that began in history."""
        found, most = weekends(problem), max(0, self.period - self.least)
        for i in range(0, len(found) - self.period + 1, self.period):
            yield Hits(found[i : i + self.period], works, most=most)
        every = weekends(problem, back=self.period - 1)
        worked = {(shift.day - problem.first).days for shift in history(problem, agent)}
        for back in range(1, self.period):
            groups = every[self.period - 1 - back :][: self.period]
            before = sum(any(day in worked for day in group) for group in groups[:back])
            if before > most - (len(groups) - back):  # else it cannot be broken any more
                yield Hits(groups, works, most=most)

    def looks_back(self) -> int:
        """All weekends of a period but one, to the Saturday of the first."""
        return 7 * self.period - 6

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "At least {least} of every {period} weekends {are} free.",
            least=self.least,
            period=self.period,
            are=are(self.least),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr(
            "works {value} of {period} weekends, {least} must be free",
            value=breach.value,
            period=self.period,
            least=self.least,
        )
