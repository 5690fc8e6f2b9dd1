"""Activities where people can hold them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

from data.model.activity import Activity
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN, Break
from data.model.staff import Agent
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import Rule
from rostering.rules.language.statement import Cell, TourStatement


@dataclass(frozen=True)
class ActivityTimes(Rule):
    """An activity lies in its shift, apart from breaks and other activities; none on leave."""

    name: ClassVar[str] = "session_times"
    title: ClassVar[str] = "Activity times"
    unit: ClassVar[str] = "activity"
    structural: ClassVar[bool] = True

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every shift with activities."""
        leave = problem.leave_days.get(agent.agent_id, frozenset())

        def misplaced(day: int, duty: Duty | None) -> int:
            if duty is None or not duty.activities:
                return 0
            return wrong_activities(duty) + sum(
                day + held.start_min // DAY_MIN in leave for held in duty.activities
            )

        yield Cell(horizon(problem), misplaced)

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("An activity lies in its shift, clear of breaks, other activities and leave.")

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        duty = breach.duties[0]
        labels = ", ".join(dict.fromkeys(held.label for held in duty.activities))
        return tr(
            "{labels} in {template} {span}: on a break, on another activity, or on leave",
            labels=labels,
            template=duty.template,
            span=duty.span,
        )


def wrong_activities(duty: Duty) -> int:
    """Pairs of an activity with what it overlaps; none lies outside its shift (`Shift`)."""
    rests = duty.breaks or ()
    on_breaks = sum(overlap(held, rest) for held in duty.activities for rest in rests)
    return on_breaks + sum(overlap(*pair) for pair in combinations(duty.activities, 2))


def overlap(one: Activity | Break, other: Activity | Break) -> bool:
    """Whether two parts of a shift share a minute."""
    return one.start_min < other.end_min and other.start_min < one.end_min
