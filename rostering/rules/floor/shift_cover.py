"""So many people on each shift of a desk: three on early, two on late, two on night."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import clock
from data.model.staff import Agent
from data.model.words import between, weekday_name
from rostering.rules.language.duty import Duty, starts_within
from rostering.rules.language.own_slots import slot_of_their_own
from rostering.rules.language.presence import Clock
from rostering.rules.language.rule import Looser, Rule, Usual, param
from rostering.rules.language.statement import UNLIMITED, Floor


@dataclass(frozen=True)
class ShiftCover(Rule):
    """On each day, at least and at most so many people on the shifts of some starts.

    Notes
    -----
    People are counted in one slot of each day that all of these shifts cover, breaks aside, and no
    other shift of these people does: so every engine and every bound holds it as a limit of heads.
    """

    name: ClassVar[str] = "shift_cover"
    title: ClassVar[str] = "Cover by shift"
    unit: ClassVar[str] = "person and shift"
    ties_agents: ClassVar[bool] = True
    usual: ClassVar[Usual] = Usual(price=160, precedence=95, active=False)
    step: ClassVar[Looser] = Looser("least", -1)

    earliest_start_min: int = param(1200, "Shifts start from", "min after midnight", 0, 1439)
    latest_start_min: int = param(1439, "Shifts start until", "min after midnight", 0, 1439)
    least: int = param(1, "Least people on the shift", "people", 0, 200)
    most: int = param(200, "Most people on the shift", "people", 0, 200)
    from_weekday: int = param(1, "From weekday (1 Monday .. 7 Sunday)", "weekday", 1, 7)
    until_weekday: int = param(7, "Until weekday", "weekday", 1, 7)

    def floor(self, problem: RosterProblem, agents: Sequence[Agent]) -> Iterable[Floor]:
        """Those it binds, in one slot of each day."""
        if not agents:
            return
        watch, at = Clock(problem), self.counted_at(problem, agents)
        slots = problem.requirement.grid.slots
        least, most = np.zeros(slots, dtype=np.int64), np.full(slots, UNLIMITED)
        for day, date in enumerate(problem.dates):
            if self.from_weekday <= date.isoweekday() <= self.until_weekday:
                for slot in watch.slots(day, at, problem.requirement.grid.slot_min).tolist():
                    least[slot], most[slot] = self.least, self.most
        yield Floor(frozenset(agent.agent_id for agent in agents), least, most)

    def counted_at(self, problem: RosterProblem, agents: Sequence[Agent]) -> int:
        """Minute after midnight of the slot that only the shifts meant cover [min]."""
        return slot_of_their_own(problem, agents, self._meant, f"«{self.title}»", self._span)

    def sentence(self) -> str:
        """The rule with its numbers."""
        first, last = (weekday_name(day - 1) for day in (self.from_weekday, self.until_weekday))
        every = (self.from_weekday, self.until_weekday) == (1, 7)
        return tr(
            "{days}, {people} people on the shifts that start {span}.",
            days=tr("Every day") if every else tr("{first} to {last}", first=first, last=last),
            people=between(self.least, self.most),
            span=self._span,
        )

    @property
    def _span(self) -> str:
        first, last = clock(self.earliest_start_min), clock(self.latest_start_min)
        several = tr("from {first} to {last}", first=first, last=last)
        return several if first != last else tr("at {first}", first=first)

    def _meant(self, duty: Duty) -> bool:
        return starts_within(duty, self.earliest_start_min, self.latest_start_min)
