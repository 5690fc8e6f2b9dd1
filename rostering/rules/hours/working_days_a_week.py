"""Days worked in each week."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import between, counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import works
from rostering.rules.language.periods import weeks
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Hits, TourStatement, single


@dataclass(frozen=True)
class WorkingDaysAWeek(Rule):
    """Days worked in a calendar week lie in a range; the least only for whole weeks."""

    name: ClassVar[str] = "working_days_a_week"
    title: ClassVar[str] = "Working days a week"
    unit: ClassVar[str] = "day"
    usual: ClassVar[Usual] = Usual(price=20, precedence=180, active=False)
    step: ClassVar[Looser] = Looser("most", 1)

    least: int = param(0, "Least working days a week", "days", 0, 7)
    most: int = param(6, "Most working days a week", "days", 0, 7)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every week; days of leave lower the least."""
        away = problem.leave_days.get(agent.agent_id, frozenset())
        for days, whole in weeks(problem):
            least = max(0, self.least - len(away.intersection(days))) if whole else 0
            yield Hits(single(days), works, least, self.most)

    def looks_back(self) -> int:
        """The week that the horizon begins in."""
        return 6

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("{between} days of work in each week.", between=between(self.least, self.most))

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr("{days} of work in one week", days=counted(breach.value, "day"))
