"""What agents would like."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import are, counted
from rostering.rules.language.checks import Breach
from rostering.rules.language.duty import Duty
from rostering.rules.language.periods import horizon
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import Cell, Total, TourStatement, units
from rostering.rules.language.wishes import refused, weighed, wishes_on


@dataclass(frozen=True)
class Wishes(Rule):
    """Refused wishes count by weight; refusals of one person beyond some count more and more.

    Everybody's wishes together weigh the same, shared over their own by weight, so that a long
    list of wishes earns no more than a short one.
    """

    name: ClassVar[str] = "wishes"
    title: ClassVar[str] = "Wishes"
    unit: ClassVar[str] = "weight of a refused wish"
    usual: ClassVar[Usual] = Usual(
        price=1, precedence=150, params={"free_refusals": 3, "total": 30}
    )
    step: ClassVar[Looser] = Looser("free_refusals", 1)

    free_refusals: int = param(99, "Refusals before further ones count more", "wishes", 0, 99)
    total: int = param(0, "Everybody's wishes together weigh (0: as entered)", "points", 0, 1000)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Weights day by day, and a rising total of refusals."""
        wishes = problem.wishes_of.get(agent.agent_id, ())
        by_day = {day: wishes_on(wishes, problem.dates[day]) for day in horizon(problem)}
        days = tuple(day for day, mine in by_day.items() if mine)
        if not days:
            return
        weights = weighed(by_day, self.total)

        def weight(day: int, duty: Duty | None) -> int:
            return sum(weights[day, wish] for wish in by_day[day] if refused(wish, duty))

        yield Cell(days, weight, off=True)
        if self.rising:
            count = lambda day, duty: sum(refused(wish, duty) for wish in by_day[day])  # noqa: E731
            yield Total(days, count, most=self.free_refusals, rising=True)

    @property
    def rising(self) -> bool:
        """Whether some refusals of one person count more than others."""
        return self.free_refusals < 99

    def rise(self, earlier: int, more: int) -> int:
        """Units that further refusals of one person add beyond their weights."""
        if not self.rising:
            return 0
        free = self.free_refusals
        return units(earlier + more, 0, free, rising=True) - units(earlier, 0, free, rising=True)

    def sentence(self) -> str:
        """The rule with its numbers."""
        nth, total = self.free_refusals + 1, self.total
        equal = tr(", everybody's together weighing {total}", total=total) if total else ""
        more = tr("; from refusal {nth} on, the n-th further one counts n more", nth=nth)
        return tr("Wishes are granted{equal}{more}.", equal=equal, more=more if self.rising else "")

    def describe(self, problem: RosterProblem, breach: Breach) -> str:
        """Describe a breach."""
        if isinstance(breach.statement, Total):
            many, free = counted(breach.value, "wish", "wishes"), self.free_refusals
            return tr("{many} refused, {free} {are} bearable", many=many, free=free, are=are(free))
        got = tr("works {span}", span=breach.duties[0].span) if breach.duties else tr("is off")
        return tr("{got} against a wish", got=got)
