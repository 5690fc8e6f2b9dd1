"""One long rest in each week."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty
from rostering.rules.language.periods import weeks
from rostering.rules.language.rule import Rule, Usual, param
from rostering.rules.language.statement import Rest, TourStatement


@dataclass(frozen=True)
class WeeklyRest(Rule):
    """Each calendar week has a day off within so many hours without work (2003/88/EC Art. 5: 35).

    Two days off in a row always count.
    """

    name: ClassVar[str] = "weekly_rest"
    title: ClassVar[str] = "Weekly rest"
    unit: ClassVar[str] = "week"
    usual: ClassVar[Usual] = Usual(precedence=35, active=False)

    rest_min: int = param(2100, "Rest without a break in each week", "min", 1440, 2880)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every week that is known as a whole, history included."""
        for days, whole in weeks(problem):
            if whole:
                yield Rest(days, self._apart)

    def looks_back(self) -> int:
        """The week that the horizon begins in, and the day before it."""
        return 7

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "Each week has a day off within {hours} without work.",
            hours=counted(self.rest_min / 60, "hour"),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr(
            "a week without {hours} of rest at a stretch", hours=counted(self.rest_min / 60, "hour")
        )

    def _apart(self, before: Duty, after: Duty) -> bool:
        return after.start_min + 2 * DAY_MIN - before.end_min >= self.rest_min
