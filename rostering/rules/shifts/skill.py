"""Nobody sits where they cannot serve."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import Rule
from rostering.rules.language.statement import Cell, TourStatement


@dataclass(frozen=True)
class Skill(Rule):
    """Whoever works can serve at least one of the required queues.

    Which queue an agent serves is never stored: cover only ever counts queues of their skills.
    """

    name: ClassVar[str] = "skill"
    title: ClassVar[str] = "Skill"
    unit: ClassVar[str] = "shift"
    structural: ClassVar[bool] = True

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """No shift at all without a skill that is asked for."""
        if not set(agent.skills) & set(problem.requirement.queue_ids):
            yield Cell(horizon(problem), lambda day, duty: int(duty is not None))

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("An agent serves only queues of their skills; without any of them, no shift.")

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr("works {span} without a skill for any required queue", span=breach.duties[0].span)
