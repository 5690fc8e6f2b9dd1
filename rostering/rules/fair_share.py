"""What the rules of fairness share: a kind of shift, a share each, the excess rising."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.duty import Duty
from rostering.rules.fairness import shares
from rostering.rules.finding import Finding
from rostering.rules.rule import Rule, param
from rostering.rules.spans import horizon
from rostering.rules.statement import Total, TourStatement
from rostering.rules.unpopular import Kind
from rostering.rules.words import counted


@dataclass(frozen=True)
class FairShare(Rule):
    """Shifts of a kind beyond an agent's fair share; the n-th beyond it counts n."""

    what: ClassVar[str]

    tolerance: int = param(0, "Shifts beyond the share that do not count", "shifts", 0, 10)
    ledger_days: int = param(92, "Look back over", "days", 0, 400)

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """Which shifts."""

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """The whole horizon."""
        kind = self.kind
        share = shares(problem, kind, self.ledger_days).get(agent.agent_id)
        if share is None:
            return

        def count(day: int, duty: Duty | None) -> int:
            return int(duty is not None and kind(problem, day, duty))

        yield Total(horizon(problem), count, most=share + self.tolerance, rising=True)

    def sentence(self) -> str:
        """Say it."""
        return (
            f"Nobody works more {self.what} than their fair share, "
            f"which counts those of the last {counted(self.ledger_days, 'day')}."
        )

    def say(self, problem: RosterProblem, found: Finding) -> str:
        """Say what was found."""
        asked = found.statement
        fair = asked.most if isinstance(asked, Total) else 0
        return f"{found.value} {self.what}, fair are {fair}"
