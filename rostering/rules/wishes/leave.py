"""Leave is leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN, clock_text
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import Rule, Usual, param
from rostering.rules.language.statement import Cell, TourStatement


@dataclass(frozen=True)
class LeaveDays(Rule):
    """No shift on a day of leave; a night shift of the evening before may still end early."""

    name: ClassVar[str] = "leave"
    title: ClassVar[str] = "Leave"
    unit: ClassVar[str] = "shift"
    usual: ClassVar[Usual] = Usual(precedence=10)

    ends_by_min: int = param(480, "A night before leave ends by", "min after midnight", 0, 1440)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every day of leave and the day before it."""
        away = problem.leave_days.get(agent.agent_id, frozenset())
        latest = DAY_MIN + self.ends_by_min

        def into_leave(day: int, duty: Duty | None) -> int:
            if duty is None:
                return 0
            return int(day in away or (day + 1 in away and duty.end_min > latest))

        if away:
            days = tuple(d for d in horizon(problem) if d in away or d + 1 in away)
            yield Cell(days, into_leave)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr(
            "No shift on a day of leave; a night shift before it ends by {clock}.",
            clock=clock_text(self.ends_by_min),
        )

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        return tr("{span} reaches into leave", span=breach.duties[0].span)
