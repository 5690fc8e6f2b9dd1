"""Times at which groups had best meet: what each would save is tried out on the floor."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.grid import IntArray
from rostering.activities.candidates import Place, Places
from rostering.evaluation.scorecard import cover_points
from rostering.rules.language.presence import FloorCount, SkillGroups

MANY = 60
"""Begins of an order up to which all of them are offered, and the choice is exact."""
_RIVALS = 10
"""Begins offered for each group that is to meet, the best one included."""


@dataclass(frozen=True, eq=False)
class Meeting:
    """People of an order who could meet at one time, and the points that this would save."""

    members: tuple[Place, ...]
    value: int


@dataclass(frozen=True, eq=False)
class Offer:
    """Places to choose from, whether these are all, and meetings that could be held."""

    places: tuple[Place, ...]
    whole: bool
    held: tuple[Place, ...]


def offer_of(places: Places) -> Offer:
    """Places to choose from.

    Everybody's places alone, and of groups those at begins that save most: where people are
    spare, one group after the other with those first who have the fewest ways to meet.
    """
    begins: dict[int, dict[int, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in places.all:
        if places.orders[place.order].in_groups:
            begins[place.order][place.at_min].append(place)
    search = _Search(places)
    kept = {
        number: set(mine) if len(mine) <= MANY else found
        for number, mine in begins.items()
        for found in (search.begins(number, mine),)
    }
    chosen = tuple(p for p in places.all if p.order not in kept or p.at_min in kept[p.order])
    return Offer(chosen, len(chosen) == len(places.all), tuple(search.held))


class LeftOnFloor:
    """People on the floor, fewer with each who leaves for an activity."""

    def __init__(self, places: Places) -> None:
        self.problem = places.problem
        self.groups = SkillGroups(self.problem)
        self.supply = self.groups.supply(FloorCount.of(self.problem, places.roster))

    def leave(self, place: Place) -> None:
        """One leaves."""
        self.supply[self.groups.group_of[place.agent_id], list(place.slots)] -= 1

    def costs(self, groups: Sequence[tuple[Place, ...]]) -> IntArray:
        """What each group's leaving costs [points], shape (groups,)."""
        left, slots, owner = [], [], []
        for i, members in enumerate(groups):
            gone: dict[int, Counter[int]] = defaultdict(Counter)
            for place in members:
                for slot in place.slots:
                    gone[slot][self.groups.group_of[place.agent_id]] += 1
            for slot, counts in gone.items():
                column = self.supply[:, slot].copy()
                for group, n in counts.items():
                    column[group] -= n
                left.append(column)
                slots.append(slot)
                owner.append(i)
        if not slots:
            return np.zeros(len(groups), dtype=np.int64)
        after, before = (
            cover_points(self.problem, self.groups, supply, slots)
            for supply in (np.array(left).T, self.supply[:, slots])
        )
        return np.bincount(owner, weights=after - before, minlength=len(groups)).astype(np.int64)


class _Search:
    """Who still waits, who is busy on which day, and who is left on the floor."""

    def __init__(self, places: Places) -> None:
        self.places, self.floor = places, LeftOnFloor(places)
        self.waiting = Counter(places.wanted)
        self.busy: set[tuple[str, int]] = set()
        self.held: list[Place] = []

    def begins(self, number: int, mine: dict[int, list[Place]]) -> set[int]:
        """Begins to offer for an order."""
        order, found, open_ = self.places.orders[number], set[int](), dict(mine)
        while ranked := self._ranked(number, open_):
            best = ranked[0]
            at = best.members[0].at_min
            found |= set(_apart(ranked, order.length_min))
            open_ = {other: p for other, p in open_.items() if abs(other - at) >= order.length_min}
            self._hold(best)
        return found

    def _ranked(self, number: int, begins: dict[int, list[Place]]) -> list[Meeting]:
        """Meetings that save anything, the best first."""
        order = self.places.orders[number]
        ways = Counter(place.agent_id for mine in begins.values() for place in mine)
        possible = []
        for mine in begins.values():
            able = [
                place
                for place in mine
                if self.waiting[place.agent_id, number] > 0
                and (place.agent_id, place.day) not in self.busy
            ]
            if len(able) >= order.least_together:
                able.sort(key=lambda place: (ways[place.agent_id], place.agent_id))
                possible.append(tuple(able[: order.most_together]))
        costs = self.floor.costs(possible)
        meetings = (
            Meeting(members, order.price * len(members) - cost)
            for members, cost in zip(possible, costs.tolist(), strict=True)
        )
        saving = (meeting for meeting in meetings if meeting.value > 0)
        return sorted(saving, key=lambda meeting: (-meeting.value, meeting.members[0].at_min))

    def _hold(self, meeting: Meeting) -> None:
        self.held += meeting.members
        for place in meeting.members:
            self.waiting[place.agent_id, place.order] -= 1
            self.busy.add((place.agent_id, place.day))
            self.floor.leave(place)


def _apart(ranked: list[Meeting], length_min: int) -> Iterator[int]:
    """Begins of the best meetings that do not overlap."""
    taken: list[int] = []
    for meeting in ranked:
        at = meeting.members[0].at_min
        if all(abs(at - other) >= length_min for other in taken):
            taken.append(at)
            yield at
        if len(taken) == _RIVALS:
            return
