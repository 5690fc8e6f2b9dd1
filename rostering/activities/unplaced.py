"""Why an activity was not placed, and what would help."""

from collections import defaultdict
from functools import cached_property

import numpy as np

from data.model.activity import ActivityOrder
from data.model.grid import IntArray
from data.model.language import tr
from data.model.roster import Roster
from data.model.shift import DAY_MIN, clock
from rostering.activities.candidates import Place, Places
from rostering.evaluation.scorecard import cover_points
from rostering.rules.language.presence import FloorCount, SkillGroups


class Reasons:
    """Reasons for what was not placed.

    Parameters
    ----------
    chosen
        Places taken.
    placed
        The roster with them.
    proven
        Whether no better placing exists.
    """

    def __init__(
        self, places: Places, chosen: tuple[Place, ...], placed: Roster, proven: bool
    ) -> None:
        self.places, self.placed, self.proven = places, placed, proven
        self._held = defaultdict(set)
        for place in chosen:
            self._held[place.agent_id].add(place.day)

    def of(self, agent_id: str, number: int) -> str:
        """Why activities of an order are missing for an agent."""
        order, mine = self.places.orders[number], self._mine[agent_id, number]
        if not mine:
            return self._nowhere(order, agent_id)
        days = {place.day for place in mine}
        wanted = self.places.wanted[agent_id, number]
        if len(days) < wanted:
            return tr(
                "days with time for it: {days}, of {per_agent} that are asked for",
                days=len(days),
                per_agent=wanted,
            )
        free = [place for place in mine if place.day not in self._held[agent_id]]
        if not free:
            return tr("every day with time for it holds another activity")
        if order.in_groups:
            could = max(self._people[number, place.at_min] for place in free)
            if could < order.least_together:
                return tr(
                    "at most {could} people could meet, {least_together} are asked for",
                    could=could,
                    least_together=order.least_together,
                )
        cheapest = min(self._cost(place) for place in free)
        if cheapest >= order.price:
            return tr(
                "its cheapest time costs {cheapest} points, leaving it out {price}",
                cheapest=cheapest,
                price=order.price,
            )
        if order.in_groups:
            return tr("no group was found that could take it for less than leaving it out costs")
        if not self.proven:
            return tr("no time was found for it within the time limit")
        return tr("the rules about heads on the floor let nobody more go")

    def _nowhere(self, order: ActivityOrder, agent_id: str) -> str:
        until = tr(" by {due}", due=order.due) if order.due else ""
        first = self.places.first
        if first > self.places.problem.first:
            until = tr(" from {first} on", first=first) + until
        mine = self.places.roster.by_agent.get(agent_id, ())
        shifts = [shift for shift in mine if shift.day >= first]
        if not any(order.due is None or shift.day <= order.due for shift in shifts):
            return tr("works no shift{until}", until=until)
        hours = ""
        if order.window_min < DAY_MIN:
            hours = tr(
                " between {earliest_min} and {latest_min}",
                earliest_min=clock(order.earliest_min),
                latest_min=clock(order.latest_min),
            )
        return tr(
            "no shift{until} without another activity has {length_min} min{hours} clear of "
            "breaks and of its first and last {edge_min} min",
            until=until,
            length_min=order.length_min,
            hours=hours,
            edge_min=order.edge_min,
        )

    @cached_property
    def _mine(self) -> dict[tuple[str, int], list[Place]]:
        found: dict[tuple[str, int], list[Place]] = defaultdict(list)
        for place in self.places.all:
            found[place.agent_id, place.order].append(place)
        return found

    @cached_property
    def _people(self) -> dict[tuple[int, int], int]:
        """Agents who could be there, by order and begin."""
        found: dict[tuple[int, int], int] = defaultdict(int)
        for place in self.places.all:
            found[place.order, place.at_min] += 1
        return found

    def _cost(self, place: Place) -> int:
        """Points of cover that one more activity there would cost."""
        group = self._groups.group_of[place.agent_id]
        return int(self._one_less[group, list(place.slots)].sum())

    @cached_property
    def _groups(self) -> SkillGroups:
        return SkillGroups(self.places.problem)

    @cached_property
    def _one_less(self) -> IntArray:
        """Points more with one agent of a group less in a slot, shape (groups, slots)."""
        problem, groups = self.places.problem, self._groups
        supply = groups.supply(FloorCount.of(problem, self.placed))
        now = cover_points(problem, groups, supply)
        found = np.zeros_like(supply)
        for group in range(len(supply)):
            less = supply.copy()
            less[group] = np.maximum(0, less[group] - 1)
            found[group] = cover_points(problem, groups, less) - now
        return found
