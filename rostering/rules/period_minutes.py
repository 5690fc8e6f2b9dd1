"""Paid time of the whole horizon."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.staff import Agent
from rostering.problem import RosterProblem
from rostering.rules.finding import Finding
from rostering.rules.rule import Rule, param
from rostering.rules.spans import horizon
from rostering.rules.statement import Total, TourStatement
from rostering.rules.weekly_minutes import paid
from rostering.rules.words import between, counted


@dataclass(frozen=True)
class PeriodMinutes(Rule):
    """Paid hours of the horizon lie in a range given for an average week."""

    name: ClassVar[str] = "period_minutes"
    title: ClassVar[str] = "Paid time of the period"
    unit: ClassVar[str] = "hour"

    least_h: int = param(0, "Least paid time in an average week", "h", 0, 84)
    most_h: int = param(40, "Most paid time in an average week", "h", 0, 84)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """The whole horizon; each leave day credits a seventh of a week's least."""
        away = len([d for d in problem.leave_days.get(agent.agent_id, ()) if 0 <= d < problem.days])
        least = self.least_h * 60 * (problem.days - away) // 7
        yield Total(horizon(problem), paid, least, self.most_h * 60 * problem.days // 7, unit=60)

    def sentence(self) -> str:
        """Say it."""
        return f"On average {between(self.least_h, self.most_h)} paid hours a week over the period."

    def say(self, problem: RosterProblem, found: Finding) -> str:
        """Say what was found."""
        return f"{counted(found.value / 60, 'paid hour')} in {problem.days} days"
