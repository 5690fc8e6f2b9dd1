"""Large neighbourhood search: free some cells of the best roster, solve them, keep what is better.

All rules, those that tie agents together included, hold in every neighbourhood.
"""

from dataclasses import dataclass, field

import numpy as np

from rostering.solver.cpsat.neighbourhoods import NEIGHBOURHOODS
from rostering.solver.cpsat.options import OptionTable
from rostering.solver.cpsat.polish import about_breaks, polish_breaks
from rostering.solver.cpsat.solving import Answer, Limits, build, solve
from rostering.solver.incumbent import Incumbent, rank

# A neighbourhood that CP-SAT finishes well within this time grows, one it cannot finish shrinks.
_TARGET_S = 3.0
_FIRST_CELLS = 112
_LEAST_CELLS = 28


@dataclass
class _Arm:
    """One kind of neighbourhood: how large, and how much it won lately per second."""

    name: str
    size: float = _FIRST_CELLS
    gain: float = 1.0


@dataclass
class Search:
    """The neighbourhoods in play, and what is known of them."""

    incumbent: Incumbent
    options: OptionTable
    seed: int
    workers: int
    arms: list[_Arm] = field(default_factory=lambda: [_Arm(name) for name in NEIGHBOURHOODS])
    overhead_s: float = 0.0
    """What a turn lately took beyond its solver's limit: building, judging, and late returns."""

    def run(self) -> None:
        """Search until the time is up, somebody stops it, or nothing can be better."""
        if about_breaks(self.incumbent.problem):
            polish_breaks(self.incumbent, self.options, self.seed, self.workers)
        rng, turn = np.random.default_rng(self.seed), 0
        while self.incumbent.left_s > self.overhead_s and not self.incumbent.proven:
            arm = self._choose(rng)
            self._turn(arm, rng, turn)
            turn += 1

    def _choose(self, rng: np.random.Generator) -> _Arm:
        gains = np.array([arm.gain for arm in self.arms])
        weights = gains / gains.sum() + 0.15  # nobody is ever forgotten
        return self.arms[int(rng.choice(len(self.arms), p=weights / weights.sum()))]

    def _turn(self, arm: _Arm, rng: np.random.Generator, turn: int) -> None:
        seen, began = self.incumbent, self.incumbent.seconds
        if seen.roster is None or seen.card is None:
            return
        before, roster = rank(seen.card), seen.roster
        cells = NEIGHBOURHOODS[arm.name](seen.problem, seen.card, round(arm.size), rng)
        soft = before[0] > 0
        built = build(seen.problem, self.options, cells, roster, partial=True, soft_floors=soft)
        time_s = min(2 * _TARGET_S, seen.left_s - self.overhead_s / 2)
        if time_s <= 0:
            return
        asked = seen.seconds
        limits = Limits(time_s, self.workers, self.seed + turn, seen.stop)
        answer = solve(built, limits, start=roster)
        late = max(0.0, seen.seconds - asked - time_s)
        if answer.roster is not None:
            seen.offer(answer.roster)
        self.overhead_s = max(0.7 * self.overhead_s, asked - began + late)
        self._learn(arm, answer, before, seen.seconds - began)

    def _learn(self, arm: _Arm, answer: Answer, before: tuple[int, int], spent_s: float) -> None:
        if self.incumbent.card is None:
            return
        after = rank(self.incumbent.card)
        won = max(0, before[1] - after[1]) + 1000 * max(0, before[0] - after[0])
        arm.gain = 0.7 * arm.gain + 0.3 * (won / max(0.1, spent_s) + 0.01)
        if answer.status == "optimal" and spent_s < _TARGET_S:
            arm.size *= 1.15
        elif answer.status != "optimal":
            arm.size = max(_LEAST_CELLS, arm.size * 0.85)
