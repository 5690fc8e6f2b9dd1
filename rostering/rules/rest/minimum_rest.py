"""Rest between two shifts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Step, TourStatement


@dataclass(frozen=True)
class MinimumRest(Rule):
    """Hours between the end of a shift and the start of the next day's (2003/88/EC Art. 3: 11)."""

    name: ClassVar[str] = "minimum_rest"
    title: ClassVar[str] = "Rest between shifts"
    unit: ClassVar[str] = "hour of rest missing"
    usual: ClassVar[Usual] = Usual(precedence=30)
    step: ClassVar[Looser] = Looser("rest_min", -60)

    rest_min: int = param(660, "Rest between two shifts", "min", 0, 960)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every two neighbouring days, the last day of history included."""
        yield Step(horizon(problem), self._missing_h)

    def looks_back(self) -> int:
        """The day before."""
        return 1

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "At least {hours} of rest between two shifts.",
            hours=counted(self.rest_min / 60, "hour"),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        rest = _rest_min(*breach.duties)
        spans = tr(" then ").join(duty.span for duty in breach.duties)
        return tr(
            "{rest:g} h of rest ({spans}), {rest_min:g} h needed",
            rest=rest / 60,
            spans=spans,
            rest_min=self.rest_min / 60,
        )

    def _missing_h(self, before: Duty, duty: Duty) -> int:
        return max(0, -(-(self.rest_min - _rest_min(before, duty)) // 60))


def _rest_min(before: Duty, duty: Duty) -> int:
    return duty.start_min + DAY_MIN - before.end_min
