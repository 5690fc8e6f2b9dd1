"""Which agents and days to set free next; sizes grow while neighbourhoods solve quickly."""

from dataclasses import dataclass

import numpy as np

from tests.benchmarks.staff_rostering.partition.instance import CoverInstance
from tests.benchmarks.staff_rostering.partition.part import Part, around

AIM_S = 2.0
"""A neighbourhood should take about this long [s]: many tries, each of some depth."""

FEWEST = 4


@dataclass(frozen=True, eq=False)
class Picked:
    """A neighbourhood and the shape it was drawn from."""

    part: Part
    shape: str


class Neighbourhoods:
    """Draws neighbourhoods of two shapes: some agents on all days, more agents on some weeks."""

    def __init__(self, instance: CoverInstance, rng: np.random.Generator) -> None:
        self.instance = instance
        self.rng = rng
        cells = max(60.0, 0.2 * instance.agents * instance.days)
        self._cells = {"agents": min(cells, 400.0), "window": min(cells, 400.0)}

    def next(self, roster: np.ndarray) -> Picked:
        """A neighbourhood around a roster."""
        shape = "agents" if self.instance.days <= 14 else str(self.rng.choice(["agents", "window"]))
        if shape == "agents":
            count = self._cells[shape] / self.instance.days
            agents = self._agents(roster, max(FEWEST, int(count)))
            return Picked(around(self.instance, roster, agents), shape)
        weeks = int(self.rng.integers(1, 5))
        length = min(self.instance.days, 7 * weeks)
        first = int(self.rng.integers(0, self.instance.days - length + 1))
        days = np.zeros(self.instance.days, dtype=np.bool_)
        days[first : first + length] = True
        count = self._cells[shape] / length
        agents = self._agents(roster, max(FEWEST, int(count)), days)
        return Picked(around(self.instance, roster, agents, days), shape)

    def learn(self, picked: Picked, seconds: float, improved: bool) -> None:
        """Adapt the size to the time it took."""
        factor = 1.1 if seconds < AIM_S else 0.85
        most = float(self.instance.agents * self.instance.days)
        self._cells[picked.shape] = min(most, max(40.0, self._cells[picked.shape] * factor))

    def _agents(
        self, roster: np.ndarray, count: int, days: np.ndarray | None = None
    ) -> tuple[int, ...]:
        """Draw agents who could repair something more often than the others."""
        heads = self.instance.cover(roster)
        missing = (heads < self.instance.need) * self.instance.under
        idle = (heads > self.instance.need) * self.instance.over
        if days is not None:
            missing, idle = missing * days[:, None], idle * days[:, None]
        interest = np.ones(self.instance.agents)
        day = np.arange(self.instance.days)
        for agent in range(self.instance.agents):
            row = roster[agent]
            able = np.array(self.instance.rules[agent].most) > 0
            interest[agent] += 3.0 * float((missing * able).sum() > 0)
            interest[agent] += float((idle[day, row] * (row >= 0)).sum())
        count = min(count, self.instance.agents)
        chosen = self.rng.choice(
            self.instance.agents, size=count, replace=False, p=interest / interest.sum()
        )
        return tuple(int(agent) for agent in np.sort(chosen))
