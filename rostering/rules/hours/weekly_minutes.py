"""Paid time of a week, from the contract."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import between, counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty
from rostering.rules.language.periods import weeks
from rostering.rules.language.rule import Rule, Usual, param
from rostering.rules.language.statement import Total, TourStatement


@dataclass(frozen=True)
class WeeklyMinutes(Rule):
    """Paid minutes of each calendar week lie in the contract's range; leave credits a day each.

    The least is asked of whole known weeks only, and never of a week with sickness: nobody has to
    make up for that. The most is asked of every week, history included.
    """

    name: ClassVar[str] = "weekly_minutes"
    title: ClassVar[str] = "Weekly paid time"
    unit: ClassVar[str] = "hour"
    usual: ClassVar[Usual] = Usual(precedence=60)

    credit_days: int = param(5, "A week of leave counts as", "leave days", 1, 7)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Every week."""
        contract = problem.contract_of[agent.agent_id]
        away = problem.leave_days.get(agent.agent_id, frozenset())
        sick = problem.sick_days.get(agent.agent_id, frozenset())
        for days, whole in weeks(problem):
            whole = whole and sick.isdisjoint(days)
            credited = min(self.credit_days, len(away.intersection(days)))
            share = 1 - credited / self.credit_days
            least = int(contract.weekly_min_min * share) if whole else 0
            yield Total(days, paid, least, contract.weekly_max_min, unit=60)

    def looks_back(self) -> int:
        """The week that the horizon begins in."""
        return 6

    def sentence(self) -> str:
        """The rule with its numbers."""
        return tr("Paid time of each week lies between the contract's least and most.")

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        asked = breach.statement
        assert isinstance(asked, Total)
        return tr(
            "{paid_hours} in the week, {between} agreed",
            paid_hours=counted(breach.value / 60, "paid hour"),
            between=between(asked.least / 60, asked.most / 60),
        )


def paid(day: int, duty: Duty | None) -> int:
    """Paid minutes of a duty [min]."""
    return duty.paid_min if duty else 0
