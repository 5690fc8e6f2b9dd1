"""How often one kind of shift comes in the period."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.shift import clock
from data.model.staff import Agent
from rostering.problem import RosterProblem
from rostering.rules.duty import Duty
from rostering.rules.finding import Finding
from rostering.rules.rule import Rule, param
from rostering.rules.spans import horizon
from rostering.rules.statement import Total, TourStatement


@dataclass(frozen=True)
class ShiftCount(Rule):
    """Shifts that start in a span of the clock: at least and at most so many in the period."""

    name: ClassVar[str] = "shift_count"
    title: ClassVar[str] = "Count of a shift kind"
    unit: ClassVar[str] = "shift"

    earliest_start_min: int = param(1200, "Starts from", "min after midnight", 0, 1439)
    latest_start_min: int = param(1439, "Starts until", "min after midnight", 0, 1439)
    least: int = param(0, "Least in the period", "shifts", 0, 62)
    most: int = param(8, "Most in the period", "shifts", 0, 62)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """The whole horizon."""
        yield Total(horizon(problem), self._counts, self.least, self.most)

    def sentence(self) -> str:
        """Say it."""
        span = f"{clock(self.earliest_start_min)} and {clock(self.latest_start_min)}"
        return f"{self.least} to {self.most} shifts in the period start between {span}."

    def say(self, problem: RosterProblem, found: Finding) -> str:
        """Say what was found."""
        return f"{found.value} shifts of the kind, {self.least} to {self.most} allowed"

    def _counts(self, day: int, duty: Duty | None) -> int:
        if duty is None:
            return 0
        return int(self.earliest_start_min <= duty.start_min <= self.latest_start_min)
