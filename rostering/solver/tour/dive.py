"""Round prices to a roster in the large: who works when, then what kind of shift.

With good prices nearly all agents are indifferent between many tours, and sweeps settle on days and
kinds that no longer fit together (measured on a centre of 120 agents: holding the days of an
annealed roster costs 22 % of the bound). A dive holds a few agents' days at a time, those that were
the surest lately, and lets the prices find their balance again before it holds the next.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rostering.solver.tour.packed import NEVER, Packed
from rostering.solver.tour.stream import Stream, cooling_paces

_DAYS_SHARE, _KINDS_SHARE = 0.1, 0.3
"""Share of the agents left that each stage holds."""

_FIRST, _LAST = 0.2, 0.01
"""Pace of a stage's first and last step [points]."""

_SAMPLES = 24
"""Tours of each agent looked at in the second half of a stage."""


def stages(agents: int) -> int:
    """Steps of a dive in units of a day stage's steps; a stage of kinds takes half as many."""
    return _stages(agents, _DAYS_SHARE) + -(-_stages(agents, _KINDS_SHARE) // 2)


def _stages(agents: int, share: float) -> int:
    count = 0
    while agents > 0:
        agents -= max(1, -(-int(share * 100 * agents) // 100))
        count += 1
    return count


class Dive:
    """One dive from a stream's prices; the stream is its own afterwards."""

    def __init__(self, stream: Stream, rng: np.random.Generator) -> None:
        self.stream, self.rng = stream, rng
        people = stream.people
        self.people = people._replace(cost=people.cost.copy(), off_cost=people.off_cost.copy())
        stream.people = self.people

    def run(self, steps: int, go_on: Callable[[], bool]) -> bool:
        """Hold all agents' days, then all kinds; False if stopped on the way."""
        return self._hold(_DAYS_SHARE, steps, self._hold_days, go_on) and self._hold(
            _KINDS_SHARE, -(-steps // 2), self._hold_kinds, go_on
        )

    def settle(self, steps: int) -> None:
        """Let the prices find their balance with everything held."""
        self.stream.run(cooling_paces(steps, _FIRST, _LAST / 2), self.rng)

    @property
    def held(self) -> Packed:
        """The instance with what is held."""
        return replace(self.stream.packed, people=self.people)

    def _hold(
        self,
        share: float,
        steps: int,
        hold: Callable[[int, np.ndarray], None],
        go_on: Callable[[], bool],
    ) -> bool:
        free = np.arange(len(self.stream.flow.kinds))
        while len(free):
            if not go_on():
                return False
            kinds = self._sample(steps)[:, free]
            said = kinds >= 0 if hold == self._hold_days else kinds
            alike = np.array([(said == one).mean(axis=(0, 2)) for one in said])
            surest, sureness = alike.argmax(axis=0), alike.max(axis=0)
            count = max(1, -(-int(share * 100 * len(free)) // 100))
            chosen = np.argsort(-sureness, kind="stable")[:count]
            for j in chosen.tolist():
                hold(int(free[j]), kinds[surest[j], j])
            free = np.delete(free, chosen)
        return True

    def _sample(self, steps: int) -> np.ndarray:
        """Kinds of everybody's tours now and then in a stage, shape (samples, agents, days)."""
        paces = cooling_paces(steps, _FIRST, _LAST)
        edges = np.unique(np.linspace(steps // 2, steps, _SAMPLES).astype(int))
        found = []
        for begin, end in zip([0, *edges[:-1]], edges, strict=True):
            self.stream.run(paces[begin:end], self.rng)
            found.append(self.stream.flow.kinds.copy())
        return np.array(found)

    def _hold_days(self, agent: int, kinds: np.ndarray) -> None:
        self.people.cost[agent, kinds < 0] = -NEVER
        self.people.off_cost[agent, kinds >= 0] = -NEVER

    def _hold_kinds(self, agent: int, kinds: np.ndarray) -> None:
        for day in np.flatnonzero(kinds >= 0).tolist():
            others = np.arange(self.people.cost.shape[2]) != kinds[day]
            self.people.cost[agent, day, others] = -NEVER
