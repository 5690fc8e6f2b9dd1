"""Work on Saturdays and Sundays shared fairly."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.staff import Agent
from rostering.problem import RosterProblem
from rostering.rules.duty import Duty
from rostering.rules.fairness import shares
from rostering.rules.finding import Finding
from rostering.rules.rule import Rule, param
from rostering.rules.spans import horizon, weekday
from rostering.rules.statement import Total, TourStatement


@dataclass(frozen=True)
class FairWeekends(Rule):
    """Weekend shifts beyond an agent's fair share; the n-th beyond it counts n."""

    name: ClassVar[str] = "fair_weekends"
    title: ClassVar[str] = "Fair weekends"
    unit: ClassVar[str] = "weekend shift, rising"

    tolerance: int = param(0, "Shifts beyond the share that do not count", "shifts", 0, 10)
    ledger_days: int = param(92, "Look back over", "days", 0, 400)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """The whole horizon."""
        share = shares(problem, weekend, self.ledger_days).get(agent.agent_id)
        if share is None:
            return

        def count(day: int, duty: Duty | None) -> int:
            return int(duty is not None and weekend(problem, day, duty))

        yield Total(horizon(problem), count, most=share + self.tolerance, rising=True)

    def sentence(self) -> str:
        """Say it."""
        return (
            "Nobody works more shifts on Saturdays and Sundays than their fair share, "
            f"which counts those of the last {self.ledger_days} days."
        )

    def say(self, problem: RosterProblem, found: Finding) -> str:
        """Say what was found."""
        asked = found.statement
        fair = asked.most if isinstance(asked, Total) else 0
        return f"{found.value} weekend shifts, fair are {fair}"


def weekend(problem: RosterProblem, day: int, duty: Duty) -> bool:
    """Whether a duty starts on one."""
    return weekday(problem, day) >= 5
