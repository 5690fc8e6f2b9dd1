"""Which shift may not follow which: no early after a late."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import clock
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty, starts_within
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import CLOCK, Rule, Usual, param
from rostering.rules.language.statement import Step, TourStatement


@dataclass(frozen=True)
class ShiftSuccession(Rule):
    """On the day after a shift of some starts, no shift of some other starts.

    Several settings of the rule state a whole table of what may follow what.
    """

    name: ClassVar[str] = "shift_succession"
    title: ClassVar[str] = "Shifts that may not follow"
    unit: ClassVar[str] = "time"
    usual: ClassVar[Usual] = Usual(price=10, precedence=205, active=False)

    after_from_min: int = param(840, "After a shift that starts from", CLOCK, 0, 1439)
    after_until_min: int = param(1439, "to", CLOCK, 0, 1439)
    next_from_min: int = param(0, "none on the next day that starts from", CLOCK, 0, 1439)
    next_until_min: int = param(540, "until", CLOCK, 0, 1439)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every two neighbouring days; after a day off all may come."""
        yield Step(horizon(problem), self._follows)

    def looks_back(self) -> int:
        """The day before."""
        return 1

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "On the day after a shift that starts {before}, none starts {after}.",
            before=_span(self.after_from_min, self.after_until_min),
            after=_span(self.next_from_min, self.next_until_min),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr(
            "may not follow ({duties})",
            duties=tr(" then ").join(duty.span for duty in breach.duties),
        )

    def _follows(self, before: Duty, duty: Duty) -> int:
        first = starts_within(before, self.after_from_min, self.after_until_min)
        return int(first and starts_within(duty, self.next_from_min, self.next_until_min))


def _span(first: int, last: int) -> str:
    if first == last:
        return tr("at {first}", first=clock(first))
    return tr("from {first} to {last}", first=clock(first), last=clock(last))
