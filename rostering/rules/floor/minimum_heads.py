"""Agents kept for every queue, whatever the load."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import are
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import UNLIMITED, Floor


@dataclass(frozen=True)
class MinimumHeads(Rule):
    """In every slot, at least so many people who can serve each queue that asks for anybody."""

    name: ClassVar[str] = "minimum_heads"
    title: ClassVar[str] = "Minimum heads per queue"
    unit: ClassVar[str] = "head and slot"
    ties_agents: ClassVar[bool] = True
    usual: ClassVar[Usual] = Usual(price=20, precedence=90, active=False)
    step: ClassVar[Looser] = Looser("least", -1)

    least: int = param(1, "Least people able to serve a queue", "heads", 0, 50)

    def floor(self, problem: RosterProblem, agents: Sequence[Agent]) -> Iterable[Floor]:
        """Those skilled for each queue, in slots where it requires any agent."""
        needed = problem.requirement.heads
        for row, queue in enumerate(problem.requirement.queue_ids):
            skilled = frozenset(agent.agent_id for agent in agents if queue in agent.skills)
            least = np.where(needed[row] > 0, self.least, 0)
            yield Floor(skilled, least, np.full(len(least), UNLIMITED))

    def sentence(self) -> str:
        """The rule with its numbers."""
        who = tr("{least} who can serve it {are} there", least=self.least, are=are(self.least))
        return tr("Wherever a queue needs anybody, at least {who}.", who=who)
