"""Starts that stay put from day to day."""

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
class StartStability(Rule):
    """From one working day to the next, the start moves by no more than so many minutes."""

    name: ClassVar[str] = "start_stability"
    title: ClassVar[str] = "Stable starts"
    unit: ClassVar[str] = "hour moved"
    usual: ClassVar[Usual] = Usual(price=1, precedence=210, active=False)
    step: ClassVar[Looser] = Looser("tolerance_min", 60)

    tolerance_min: int = param(120, "Start may move by", "min", 0, 720)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every two neighbouring days; a day off starts afresh."""
        yield Step(horizon(problem), self._moved_h)

    def looks_back(self) -> int:
        """The day before."""
        return 1

    def sentence(self) -> str:
        """The rule with its numbers."""
        most = counted(self.tolerance_min, "minute")
        return tr("The start moves by at most {most} from one day to the next.", most=most)

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr(
            "start jumps ({duties})",
            duties=tr(" then ").join(duty.span for duty in breach.duties),
        )

    def _moved_h(self, before: Duty, duty: Duty) -> int:
        moved = abs(before.start_min - duty.start_min)
        return max(0, -(-(moved - self.tolerance_min) // 60))
