"""Shifts move later from day to day, never earlier."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Step, TourStatement


@dataclass(frozen=True)
class ForwardRotation(Rule):
    """From one working day to the next, a shift starts no earlier than the last one did."""

    name: ClassVar[str] = "forward_rotation"
    title: ClassVar[str] = "Forward rotation"
    unit: ClassVar[str] = "hour earlier"
    usual: ClassVar[Usual] = Usual(price=1, precedence=200, active=False)
    step: ClassVar[Looser] = Looser("tolerance_min", 60)

    tolerance_min: int = param(60, "Start may move earlier by", "min", 0, 720)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every two neighbouring days; a day off starts afresh."""
        yield Step(horizon(problem), self._earlier_h)

    def looks_back(self) -> int:
        """The day before."""
        return 1

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "On the next day a shift starts no earlier than the last one did, give or take "
            "{minutes}.",
            minutes=counted(self.tolerance_min, "minute"),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr(
            "rotates backward ({duties})",
            duties=tr(" then ").join(duty.span for duty in breach.duties),
        )

    def _earlier_h(self, before: Duty, duty: Duty) -> int:
        return max(0, -(-(before.start_min - duty.start_min - self.tolerance_min) // 60))
