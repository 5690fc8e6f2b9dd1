"""How often one kind of shift comes in the period."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import clock
from data.model.staff import Agent
from data.model.words import between, counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty, starts_within
from rostering.rules.language.periods import WEEKS_LATER, period_name, period_totals, period_words
from rostering.rules.language.rule import Rule, Usual, param
from rostering.rules.language.statement import Total, TourStatement


@dataclass(frozen=True)
class ShiftCount(Rule):
    """Shifts that start in a span of the clock: at least and at most so many in each period.

    A period is the horizon, or so many calendar weeks, those before the horizon taken from
    history; one cut by the horizon's end, or begun before history is known, is asked for the most
    only.
    """

    name: ClassVar[str] = "shift_count"
    title: ClassVar[str] = "Count of a shift kind"
    unit: ClassVar[str] = "shift"
    usual: ClassVar[Usual] = Usual(price=5, precedence=220, active=False)

    earliest_start_min: int = param(1200, "Starts from", "min after midnight", 0, 1439)
    latest_start_min: int = param(1439, "Starts until", "min after midnight", 0, 1439)
    least: int = param(0, "Least in the period", "shifts", 0, 366)
    most: int = param(8, "Most in the period", "shifts", 0, 366)
    weeks: int = param(0, "A period is so many weeks (0: the horizon)", "weeks", 0, 8)
    weeks_later: int = param(0, WEEKS_LATER, "weeks", 0, 7)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every period; weeks reach back into history."""
        weeks, least = (self.weeks, self.weeks_later), lambda _: self.least
        yield from period_totals(problem, agent, *weeks, self._counts, least, self.most)

    def looks_back(self) -> int:
        """Its period but one day."""
        return max(0, 7 * self.weeks - 1)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "{between} shifts in {of} start between {first} and {last}.",
            between=between(self.least, self.most),
            of=period_name(self.weeks),
            first=clock(self.earliest_start_min),
            last=clock(self.latest_start_min),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        asked = breach.statement
        assert isinstance(asked, Total)
        allowed = between(asked.least, asked.most)
        return tr(
            "{shifts} of the kind in {period_words}, {allowed} allowed",
            shifts=counted(breach.value, "shift"),
            period_words=period_words(problem, asked.days),
            allowed=allowed,
        )

    def _counts(self, day: int, duty: Duty | None) -> int:
        return int(starts_within(duty, self.earliest_start_min, self.latest_start_min))
