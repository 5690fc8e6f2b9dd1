"""Nights in a row and the days off after them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import (
    is_off,
    works,
    works_by_day,
    works_night,
    works_no_night,
)
from rostering.rules.language.periods import BEGUN_BEFORE, run_days, with_history
from rostering.rules.language.rule import SWITCH, Looser, Rule, Usual, param
from rostering.rules.language.statement import Pattern, TourStatement, single


@dataclass(frozen=True)
class NightRuns(Rule):
    """So many night shifts in a row at the most and at the least, then so many days off."""

    name: ClassVar[str] = "night_runs"
    title: ClassVar[str] = "Runs of nights"
    unit: ClassVar[str] = "day"
    usual: ClassVar[Usual] = Usual(precedence=70, params={"begun_before": 0})
    step: ClassVar[Looser] = Looser("most", 1)

    most: int = param(3, "Most nights in a row", "nights", 1, 14)
    days_off_after: int = param(1, "Days off after nights", "days", 0, 4)
    least: int = param(1, "Least nights in a row", "nights", 1, 4)
    begun_before: int = param(1, BEGUN_BEFORE, SWITCH, 0, 1)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Each night too many or too few, and each day off that is missing, counts one.

        A run that reaches over the end of the horizon is not too short yet.
        """
        days = with_history(problem, self.most)
        yield Pattern(single(days), (works_night,) * (self.most + 1))
        back = single(with_history(problem, self.days_off_after))
        if self.days_off_after:
            yield Pattern(back, (works_night, works_by_day), self.days_off_after)
        for off in range(1, self.days_off_after):
            fits = (works_night, *(is_off,) * off, works)
            yield Pattern(back, fits, self.days_off_after - off)
        for run in range(1, self.least):
            fits = (works_no_night, *(works_night,) * run, works_no_night)
            yield Pattern(run_days(problem, self.least, self.begun_before), fits, self.least - run)

    def looks_back(self) -> int:
        """As long as a run may be or must be, and the days off after it."""
        return max(self.most, self.days_off_after, self.least)

    def sentence(self) -> str:
        """The rule with its numbers."""
        least = tr(", at least {least}", least=self.least) if self.least > 1 else ""
        return tr(
            "At most {night_shifts} in a row{least}; after the last one at least {days} off.",
            night_shifts=counted(self.most, "night shift"),
            least=least,
            days=counted(self.days_off_after, "day"),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        asked = breach.statement
        if isinstance(asked, Pattern) and set(asked.fits) == {works_night}:
            return tr("more than {nights} in a row", nights=counted(self.most, "night"))
        if isinstance(asked, Pattern) and asked.fits[0] is works_no_night:
            return tr("fewer than {nights} in a row", nights=counted(self.least, "night"))
        return tr(
            "works again too soon after a night ({days} off needed)",
            days=counted(self.days_off_after, "day"),
        )
