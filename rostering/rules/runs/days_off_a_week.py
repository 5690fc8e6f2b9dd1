"""Whole days off in each week."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import works
from rostering.rules.language.periods import weeks
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Hits, TourStatement, single


@dataclass(frozen=True)
class DaysOffAWeek(Rule):
    """At least so many days of each calendar week without a shift starting on them."""

    name: ClassVar[str] = "days_off_a_week"
    title: ClassVar[str] = "Days off a week"
    unit: ClassVar[str] = "day"
    usual: ClassVar[Usual] = Usual(precedence=50)
    step: ClassVar[Looser] = Looser("least", -1)

    least: int = param(1, "Least days off a week", "days", 0, 6)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every week, history included."""
        for days, _ in weeks(problem):
            yield Hits(single(days), works, most=7 - self.least)

    def looks_back(self) -> int:
        """The week that the horizon begins in."""
        return 6

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "At least {days} off in each week (Monday to Sunday).", days=counted(self.least, "day")
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr(
            "{days} of work in one week, {least} allowed",
            days=counted(breach.value, "day"),
            least=7 - self.least,
        )
