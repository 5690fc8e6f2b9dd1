"""Somebody experienced is always there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import are, counted
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import UNLIMITED, Floor


@dataclass(frozen=True)
class SeniorsPresent(Rule):
    """In every slot of a span of the clock, at least so many seniors on the floor."""

    name: ClassVar[str] = "seniors_present"
    title: ClassVar[str] = "Seniors present"
    unit: ClassVar[str] = "head and slot"
    ties_agents: ClassVar[bool] = True
    usual: ClassVar[Usual] = Usual(price=10, precedence=100, active=False)
    step: ClassVar[Looser] = Looser("least", -1)

    least: int = param(1, "Least seniors on the floor", "heads", 0, 50)
    from_min: int = param(0, "From", "min after midnight", 0, 1440)
    until_min: int = param(1440, "Until", "min after midnight", 0, 1440)

    def floor(self, problem: RosterProblem, agents: Sequence[Agent]) -> Iterable[Floor]:
        """Seniors, in the slots of the span."""
        minute = problem.requirement.grid.minute_of_day
        inside = (minute >= self.from_min) & (minute < self.until_min)
        seniors = frozenset(agent.agent_id for agent in agents if agent.senior)
        yield Floor(seniors, np.where(inside, self.least, 0), np.full(len(minute), UNLIMITED))

    def sentence(self) -> str:
        """The rule with its numbers."""
        hours = tr(
            "{from_min:g} to {until_min:g} o'clock",
            from_min=self.from_min / 60,
            until_min=self.until_min / 60,
        )
        return tr(
            "From {hours}, at least {seniors} {are} on the floor.",
            hours=hours,
            seniors=counted(self.least, "senior"),
            are=are(self.least),
        )
