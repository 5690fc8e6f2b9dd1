"""Agents who are alike on the floor: their cover, and the limits on their heads."""

from functools import cached_property

import numpy as np

from data.model.grid import IntArray
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.rules.language.presence import FloorCount, SkillGroups
from rostering.rules.rule_set import rule_set
from rostering.solver.tours.instance import Cover, NotForTours, Presence
from rostering.solver.tours.translate.shift_type_table import held_shifts

_DEAR, _LEAST_DEAR, _DEAR_POINTS = 10, 2, 100
"""Points of a head beyond a hard limit, and the most of one beyond a priced one: so many missing
heads of the dearest queue, at most so many points but not fewer than two such heads (sums of a
month must fit 32 bits). Less than the true price leaves the bound a bound. The search may still
leave a hard limit broken; the scorecard says so, and neighbourhoods repair it."""

_MOST = 30
"""Limits that fit a group's bit mask."""


class CoverGroups:
    """Groups of agents, their cover, and the limits on their heads."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.skills = SkillGroups(problem)
        self.floors = [
            (floor, applied.setting.price)
            for applied in rule_set(problem)
            for floor in applied.rule.floor(problem, applied.agents)
        ]
        if len(self.floors) > _MOST:
            raise NotForTours(
                tr(
                    "{floors} limits on heads hold at once and {most} fit: switch some "
                    "of the rules about heads off",
                    floors=len(self.floors),
                    most=_MOST,
                )
            )

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
                Presence(
                    np.array([member[row] for _, member in self._classes]),
                    np.asarray(floor.least),
                    np.asarray(floor.most),
                    self._dear if price is None else min(price, self._dear),
                )
                for row, (floor, price) in enumerate(self.floors)
            ),
        )

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

    def _fixed(self) -> IntArray:
        """Heads of each group that history and locks put on the floor, shape (groups, slots)."""
        held = tuple(shift for _, shift in held_shifts(self.problem))
        count = FloorCount.of(self.problem, Roster(self.problem.first, self.problem.days, held))
        fixed = np.zeros((len(self._classes), count.present.shape[1]), dtype=np.int64)
        for agent, row in count.rows.items():
            fixed[self._classes.index(self._class_of[agent])] += count.present[row]
        return fixed
