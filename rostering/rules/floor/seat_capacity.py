"""No more people than seats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Floor


@dataclass(frozen=True)
class SeatCapacity(Rule):
    """Heads on the floor never exceed the seats (breaks free a seat)."""

    name: ClassVar[str] = "seat_capacity"
    title: ClassVar[str] = "Seats"
    unit: ClassVar[str] = "head and slot"
    ties_agents: ClassVar[bool] = True
    usual: ClassVar[Usual] = Usual(precedence=80, active=False)
    step: ClassVar[Looser] = Looser("seats", 1)

    seats: int = param(200, "Seats", "seats", 1, 5000)

    def floor(self, problem: RosterProblem, agents: Sequence[Agent]) -> Iterable[Floor]:
        """Everybody, in every slot."""
        slots = problem.requirement.grid.slots
        everybody = frozenset(agent.agent_id for agent in agents)
        yield Floor(everybody, np.zeros(slots, dtype=np.int64), np.full(slots, self.seats))

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "At most {people} on the floor at once.", people=counted(self.seats, "person", "people")
        )
