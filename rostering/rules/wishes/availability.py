"""Weekly hours at which somebody can work."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty, lies_within, stated_hours
from rostering.rules.language.periods import horizon, weekday
from rostering.rules.language.rule import Rule, Usual
from rostering.rules.language.statement import Cell, TourStatement


@dataclass(frozen=True)
class AvailableHours(Rule):
    """On weekdays with stated hours, a shift lies wholly within one of the stated spans."""

    name: ClassVar[str] = "availability"
    title: ClassVar[str] = "Availability"
    unit: ClassVar[str] = "shift"
    usual: ClassVar[Usual] = Usual(precedence=20)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every day whose weekday has stated hours."""
        spans = stated_hours(problem, agent)

        def outside(day: int, duty: Duty | None) -> int:
            return int(duty is not None and not lies_within(duty, spans[weekday(problem, day)]))

        days = tuple(d for d in horizon(problem) if weekday(problem, d) in spans)
        if days:
            yield Cell(days, outside)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("A shift lies within the hours at which the agent can work on that weekday.")

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr("{span} lies outside the stated hours", span=breach.duties[0].span)
