"""One body, one shift."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import Rule
from rostering.rules.language.statement import Step, Total, TourStatement


@dataclass(frozen=True)
class OneShiftADay(Rule):
    """At most one shift starts on a day, and none while the last one still runs."""

    name: ClassVar[str] = "one_shift_a_day"
    title: ClassVar[str] = "One shift a day"
    unit: ClassVar[str] = "shift"
    structural: ClassVar[bool] = True

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """One shift for each day; neighbours do not overlap."""
        days = horizon(problem)
        yield Step(days, lambda before, duty: int(before.end_min > duty.start_min + DAY_MIN))
        for day in days:
            yield Total((day,), _one, most=1)

    def looks_back(self) -> int:
        """The day before."""
        return 1

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("At most one shift starts on a day, and none while the shift before still runs.")

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return (
            tr("{value} shifts on one day", value=breach.value)
            if breach.value
            else tr("two shifts overlap")
        )


def _one(day: int, duty: Duty | None) -> int:
    return int(duty is not None)
