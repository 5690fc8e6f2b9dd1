"""Starts within a week close to each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import clock
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty
from rostering.rules.language.periods import weeks
from rostering.rules.language.rule import Rule, Usual, param
from rostering.rules.language.statement import Spread, TourStatement


@dataclass(frozen=True)
class WeekStarts(Rule):
    """Earliest and latest start of a calendar week lie no further apart than so many minutes."""

    name: ClassVar[str] = "week_starts"
    title: ClassVar[str] = "Starts within a week"
    unit: ClassVar[str] = "hour apart"
    usual: ClassVar[Usual] = Usual(price=1, precedence=215, active=False)

    most_min: int = param(240, "Starts of a week lie within", "min", 0, 1439)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every week, history included."""
        for days, _ in weeks(problem):
            yield Spread(days, start, self.most_min, unit=60)

    def looks_back(self) -> int:
        """The week that the horizon begins in."""
        return 6

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "All starts of a week lie within {hours} of each other.",
            hours=counted(self.most_min / 60, "hour"),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        starts = sorted(duty.start_min for duty in breach.duties)
        return tr(
            "starts of one week from {starts} to {starts2}",
            starts=clock(starts[0]),
            starts2=clock(starts[-1]),
        )


def start(duty: Duty) -> int:
    """Start of a duty, minutes after midnight [min]."""
    return duty.start_min
