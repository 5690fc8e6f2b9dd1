"""What agents would like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from data.model.staff import Agent, Wish
from rostering.problem import RosterProblem
from rostering.rules.duty import Duty
from rostering.rules.finding import Finding
from rostering.rules.rule import Rule, param
from rostering.rules.spans import horizon
from rostering.rules.statement import Cell, Total, TourStatement, units
from rostering.rules.words import are, counted


@dataclass(frozen=True)
class Wishes(Rule):
    """Refused wishes count by weight; refusals of one person beyond some count more and more.

    Everybody's wishes together weigh the same, shared over their own by weight, so that a long
    list of wishes earns no more than a short one.
    """

    name: ClassVar[str] = "wishes"
    title: ClassVar[str] = "Wishes"
    unit: ClassVar[str] = "weight of a refused wish"

    free_refusals: int = param(99, "Refusals before further ones count more", "wishes", 0, 99)
    total: int = param(0, "Everybody's wishes together weigh (0: as entered)", "points", 0, 1000)

    def tour(self, problem: RosterProblem, agent: Agent) -> Iterable[TourStatement]:
        """Weights day by day, and a rising total of refusals."""
        wishes = problem.wishes_of.get(agent.agent_id, ())
        by_day = {day: wishes_on(wishes, problem.dates[day]) for day in horizon(problem)}
        days = tuple(day for day, mine in by_day.items() if mine)
        if not days:
            return
        weights = self.weights(by_day)

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

    def weights(self, by_day: Mapping[int, tuple[Wish, ...]]) -> dict[tuple[int, Wish], int]:
        """Weight of each wish on each of its days; equal totals by largest remainders."""
        entered = {(day, wish): wish.weight for day, mine in by_day.items() for wish in mine}
        if not self.total or not any(entered.values()):
            return entered
        each = self.total / sum(entered.values())
        shared = {key: int(each * weight) for key, weight in entered.items()}
        left = self.total - sum(shared.values())
        by_rest = sorted(entered, key=lambda key: shared[key] - each * entered[key])
        for key in by_rest[:left]:
            shared[key] += 1
        return shared

    def rise(self, earlier: int, more: int) -> int:
        """Units that further refusals of one person add beyond their weights."""
        if not self.rising:
            return 0
        before, after = (
            units(count, 0, self.free_refusals, rising=True) for count in (earlier, earlier + more)
        )
        return after - before

    def sentence(self) -> str:
        """Say it."""
        more = f"; from refusal {self.free_refusals + 1} on, the n-th further one counts n more"
        equal = f", everybody's together weighing {self.total}" if self.total else ""
        return f"Wishes are granted{equal}{more if self.rising else ''}."

    def say(self, problem: RosterProblem, found: Finding) -> str:
        """Say what was found."""
        if isinstance(found.statement, Total):
            bearable = f"{self.free_refusals} {are(self.free_refusals)} bearable"
            return f"{counted(found.value, 'wish', 'wishes')} refused, {bearable}"
        got = f"works {found.duties[0].span}" if found.duties else "is off"
        return f"{got} against a wish"


def wishes_on(wishes: Iterable[Wish], day: date) -> tuple[Wish, ...]:
    """Those of some wishes that are about a date, each once."""
    return tuple(dict.fromkeys(wish for wish in wishes if wish.day in (None, day)))


def refusals(wish: Wish, duties: Sequence[Duty]) -> int:
    """How many of a day's duties go against a wish; without any, whether the day off does."""
    return sum(refused(wish, duty) for duty in duties or (None,))


def refused(wish: Wish, duty: Duty | None) -> bool:
    """Whether a day goes against a wish; a wish for every day to be `on` is about starts only."""
    if duty is None:
        return wish.want == "on" and wish.day is not None
    inside = wish.earliest_start_min <= duty.start_min <= wish.latest_start_min
    return inside if wish.want == "off" else not inside
