"""Agents who are alike on the floor: their cover, and the limits on their heads."""

from functools import cached_property

import numpy as np

from data.model.grid import IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.rules.language.presence import FloorCount, SkillGroups
from rostering.rules.language.statement import Breaks, Floor
from rostering.rules.rule_set import rule_set
from rostering.solver.tours.instance import Cover, Presence
from rostering.solver.tours.translate.shift_type_table import held_shifts

_DEAR, _LEAST_DEAR, _DEAR_POINTS = 10, 2, 100
"""Points of a head beyond a hard limit, and the most of one beyond a priced one: so many missing
heads of the dearest queue, at most so many points but not fewer than two such heads (sums of a
month must fit 32 bits). Less than the true price leaves the bound a bound. The search may still
leave a hard limit broken; the scorecard says so, and neighbourhoods repair it."""


class CoverGroups:
    """Groups of agents, their cover, and the limits on their heads."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.skills = SkillGroups(problem)
        applied_rules = rule_set(problem)
        self.floors: list[tuple[Floor | Breaks, int | None]] = [
            (floor, applied.setting.price)
            for applied in applied_rules
            for floor in applied.rule.floor(problem, applied.agents)
        ]
        self.floors += [
            (breaks, applied.setting.price)
            for applied in applied_rules
            for breaks in applied.rule.breaks(problem, applied.agents)
        ]

    @cached_property
    def group(self) -> IntArray:
        """Group of each agent, shape (agents,)."""
        return np.array([self._classes.index(class_) for class_ in self._class_of.values()])

    @property
    def cover(self) -> Cover:
        """What is wanted of them."""
        groups = self.skills
        return Cover(
            heads=self.problem.requirement.heads,
            shortfall=groups.prices,
            surplus=self.problem.cover_prices.surplus,
            served=np.array([groups.skills[skills] for skills, _ in self._classes]),
            fixed=self._fixed(),
            presence=tuple(
                self._presence(
                    floor,
                    np.array([member[row] for _, member in self._classes]),
                    self._dear if price is None else min(price, self._dear),
                )
                for row, (floor, price) in enumerate(self.floors)
            ),
        )

    def _presence(self, floor: Floor | Breaks, groups: np.ndarray, price: int) -> Presence:
        if isinstance(floor, Breaks):
            left = np.maximum(0, floor.most - self._held.breaks(floor.agents))
            return Presence(groups, np.zeros_like(left), left, price, on_break=True)
        return Presence(groups, np.asarray(floor.least), np.asarray(floor.most), price)

    @property
    def _dear(self) -> int:
        dearest = int(self.skills.prices.max(initial=1))
        return max(_LEAST_DEAR * dearest, min(_DEAR * dearest, _DEAR_POINTS))

    @cached_property
    def _class_of(self) -> dict[str, tuple[int, tuple[bool, ...]]]:
        return {
            agent: (skills, tuple(agent in floor.agents for floor, _ in self.floors))
            for agent, skills in self.skills.group_of.items()
        }

    @cached_property
    def _classes(self) -> list[tuple[int, tuple[bool, ...]]]:
        return list(dict.fromkeys(self._class_of.values()))

    @cached_property
    def _held(self) -> FloorCount:
        """Shifts of history and locks that are on the floor."""
        held = tuple(shift for _, shift in held_shifts(self.problem))
        return FloorCount.of(self.problem, Roster(self.problem.first, self.problem.days, held))

    def _fixed(self) -> IntArray:
        """Heads of each group that history and locks put on the floor, shape (groups, slots)."""
        count = self._held
        fixed = np.zeros((len(self._classes), count.present.shape[1]), dtype=np.int64)
        for agent, row in count.rows.items():
            fixed[self._classes.index(self._class_of[agent])] += count.present[row]
        return fixed
