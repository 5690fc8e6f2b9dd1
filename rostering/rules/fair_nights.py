"""Nights shared fairly."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.staff import Agent
from rostering.problem import RosterProblem
from rostering.rules.duty import Duty
from rostering.rules.fairness import shares
from rostering.rules.finding import Finding
from rostering.rules.rule import Rule, param
from rostering.rules.spans import horizon
from rostering.rules.statement import Total, TourStatement


@dataclass(frozen=True)
class FairNights(Rule):
    """Night shifts beyond an agent's fair share; the n-th beyond it counts n."""

    name: ClassVar[str] = "fair_nights"
    title: ClassVar[str] = "Fair nights"
    unit: ClassVar[str] = "night, rising"

    tolerance: int = param(0, "Nights beyond the share that do not count", "nights", 0, 10)
    ledger_days: int = param(92, "Look back over", "days", 0, 400)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """The whole horizon."""
        share = shares(problem, night, self.ledger_days).get(agent.agent_id)
        if share is not None:
            most = share + self.tolerance
            yield Total(horizon(problem), _count, most=most, rising=True)

    def sentence(self) -> str:
        """Say it."""
        return (
            "Nobody works more nights than their fair share, "
            f"which counts the nights of the last {self.ledger_days} days."
        )

    def say(self, problem: RosterProblem, found: Finding) -> str:
        """Say what was found."""
        asked = found.statement
        return f"{found.value} nights, fair are {asked.most if isinstance(asked, Total) else 0}"


def night(problem: RosterProblem, day: int, duty: Duty) -> bool:
    """Whether a duty is a night."""
    return duty.night


def _count(day: int, duty: Duty | None) -> int:
    return int(duty is not None and duty.night)
