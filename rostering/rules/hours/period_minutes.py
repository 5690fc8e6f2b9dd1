"""Paid time of the horizon, or of periods of several weeks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import between, counted
from rostering.rules.hours.weekly_minutes import paid
from rostering.rules.language.checks import Breach
from rostering.rules.language.periods import WEEKS_LATER, period_name, period_totals, period_words
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Days, Total, TourStatement


@dataclass(frozen=True)
class PeriodMinutes(Rule):
    """Paid hours of a period lie in a range given for an average week.

    A period is the horizon, or so many calendar weeks, those before the horizon taken from
    history; one cut by the horizon's end, or begun before history is known, is asked for the most
    only.
    """

    name: ClassVar[str] = "period_minutes"
    title: ClassVar[str] = "Paid time of the period"
    unit: ClassVar[str] = "hour"
    usual: ClassVar[Usual] = Usual(price=5, precedence=190, active=False)
    step: ClassVar[Looser] = Looser("most_h", 1)

    least_h: int = param(0, "Least paid time in an average week", "h", 0, 84)
    least_min: int = param(0, "Least: minutes more", "min", 0, 59)
    most_h: int = param(40, "Most paid time in an average week", "h", 0, 84)
    most_min: int = param(0, "Most: minutes more", "min", 0, 59)
    weeks: int = param(0, "A period is so many weeks (0: the horizon)", "weeks", 0, 17)
    weeks_later: int = param(0, WEEKS_LATER, "weeks", 0, 16)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every period; each leave day credits a seventh of a week's least."""
        away = problem.leave_days.get(agent.agent_id, frozenset())
        least, most = self._in_a_week

        def least_of(days: Days) -> int:
            return least * (len(days) - len(away.intersection(days))) // 7

        most = most * (7 * self.weeks or problem.days) // 7
        weeks = self.weeks, self.weeks_later
        yield from period_totals(problem, agent, *weeks, paid, least_of, most, unit=60)

    def looks_back(self) -> int:
        """Its period but one day."""
        return max(0, 7 * self.weeks - 1)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "On average {between} paid hours a week over {of}.",
            between=between(*(minutes / 60 for minutes in self._in_a_week)),
            of=period_name(self.weeks),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        asked = breach.statement
        assert isinstance(asked, Total)
        allowed = between(asked.least / 60, asked.most / 60)
        return tr(
            "{paid_hours} in {period_words}, {allowed} allowed",
            paid_hours=counted(breach.value / 60, "paid hour"),
            period_words=period_words(problem, asked.days),
            allowed=allowed,
        )

    @property
    def _in_a_week(self) -> tuple[int, int]:
        return 60 * self.least_h + self.least_min, 60 * self.most_h + self.most_min
