"""What counts as the same: breaks placed together, people who are alike on the floor."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from data.model.grid import IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Break, BreakWindow, ShiftTemplate
from rostering.rules.language.breaks import may_share_a_slot, placements
from rostering.rules.language.presence import FloorCount, SkillGroups
from rostering.rules.rule_set import rule_set
from rostering.solver.tours.instance import Cover, Presence
from rostering.solver.tours.translate.not_for_tours import NotForTours

MOST_WAYS = 300
"""Ways to place breaks that bind each other, at most: beyond, a tour takes too long to price."""

Gaps = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class BreakGroup:
    """Breaks that bind each other, and the ways to place them.

    Parameters
    ----------
    ways
        Begin of each break after the shift's start [min]; `MOST_WAYS` + 1 of them where there are
        more than that.
    """

    windows: tuple[BreakWindow, ...]
    ways: tuple[tuple[int, ...], ...]

    def placed(self, way: int, start_min: int) -> tuple[Break, ...]:
        """The breaks of a shift, placed in one of the ways."""
        return tuple(
            Break(start_min + begin, window.length_min, window.label, window.paid)
            for begin, window in zip(self.ways[way], self.windows, strict=True)
        )

    def way_of(self, breaks: tuple[Break, ...], start_min: int) -> int:
        """The way in which breaks of a shift lie; the first one where they lie in none."""
        begins = tuple(rest.start_min - start_min for rest in breaks)
        return self.ways.index(begins) if begins in self.ways else 0

    def gaps(self, slot_min: int) -> tuple[Gaps, ...]:
        """Of each way its gaps off the floor, (first slot after the start, slots)."""
        return tuple(_gaps(way, self.windows, slot_min) for way in self.ways)


def break_groups(template: ShiftTemplate, slot_min: int) -> tuple[BreakGroup, ...]:
    """The breaks of a template, those together that bind each other."""
    return tuple(
        BreakGroup(windows, tuple(islice(_ways(windows, slot_min), MOST_WAYS + 1)))
        for windows in _bound_together(template.breaks, slot_min)
    )


def _bound_together(
    windows: tuple[BreakWindow, ...], slot_min: int
) -> list[tuple[BreakWindow, ...]]:
    groups: list[tuple[BreakWindow, ...]] = []
    for window in windows:
        before = groups[-1][-1] if groups else None
        if before and (window.binds(before) or may_share_a_slot(before, window, slot_min)):
            groups[-1] = (*groups[-1], window)
        else:
            groups.append((window,))
    return groups


def _ways(windows: tuple[BreakWindow, ...], slot_min: int) -> Iterator[tuple[int, ...]]:
    for breaks in placements(windows, 0, slot_min):
        yield tuple(rest.start_min for rest in breaks)


def _gaps(begins: tuple[int, ...], windows: tuple[BreakWindow, ...], slot_min: int) -> Gaps:
    """Slots touched, each once though two breaks touch it."""
    found: list[tuple[int, int]] = []
    for begin, window in zip(begins, windows, strict=True):
        first, end = begin // slot_min, -(-(begin + window.length_min) // slot_min)
        first = max(first, sum(found[-1])) if found else first
        if first < end:
            found.append((first, end - first))
    return tuple(found)


_DEAR, _LEAST_DEAR, _DEAR_POINTS = 10, 2, 100
"""Points of a head beyond a hard limit, and the most of one beyond a priced one: so many missing
heads of the dearest queue, at most so many points but not fewer than two such heads (sums of a
month must fit 32 bits). Less than the true price leaves the bound a bound. The search may still
leave a hard limit broken; the scorecard says so, and neighbourhoods mend it."""

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
                f"{len(self.floors)} limits on heads hold at once and {_MOST} fit: switch some of "
                "the rules about heads off"
            )

    @cached_property
    def group(self) -> IntArray:
        """Group of each agent, shape (agents,)."""
        return np.array([self._kinds.index(kind) for kind in self._kind_of.values()])

    @property
    def cover(self) -> Cover:
        """What is wanted of them."""
        groups = self.skills
        return Cover(
            heads=self.problem.requirement.heads,
            shortfall=groups.prices,
            surplus=self.problem.cover_prices.surplus,
            served=np.array([groups.skills[skills] for skills, _ in self._kinds]),
            fixed=self._fixed(),
            presence=tuple(
                Presence(
                    np.array([member[row] for _, member in self._kinds]),
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
    def _kind_of(self) -> dict[str, tuple[int, tuple[bool, ...]]]:
        return {
            agent: (skills, tuple(agent in floor.agents for floor, _ in self.floors))
            for agent, skills in self.skills.group_of.items()
        }

    @cached_property
    def _kinds(self) -> list[tuple[int, tuple[bool, ...]]]:
        return list(dict.fromkeys(self._kind_of.values()))

    def _fixed(self) -> IntArray:
        """Heads of each group that history leaves on the floor, shape (groups, slots)."""
        nobody = FloorCount.of(self.problem, Roster(self.problem.first, self.problem.days))
        fixed = np.zeros((len(self._kinds), nobody.present.shape[1]), dtype=np.int64)
        for agent, row in nobody.rows.items():
            fixed[self._kinds.index(self._kind_of[agent])] += nobody.present[row]
        return fixed
