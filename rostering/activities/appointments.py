"""When groups are to meet while shifts may move: told to the search, which brings people there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from data.model.activity import ActivityOrder
from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.shift import DAY_MIN
from rostering.activities.candidates import Place, Places
from rostering.activities.meetings import LeftOnFloor
from rostering.rules.language.duty import Duty
from rostering.solver.options import OptionTable
from rostering.solver.tours.translate.with_activities import Ask

_A_CHANGE, _A_DAY_OFF = 8.0, 12.0
"""What it is taken to cost to bring somebody there whose shift must change, or who is off: about
one missing half hour [points]. The search finds what it does cost."""

_TRIED = 40
"""Begins of a meeting of which the floor is asked what it costs if those leave who are there."""


class Appointments:
    """Meetings of every group: those held already, and others for whom they have no room.

    Parameters
    ----------
    places
        Of the shifts as they are, with no activity of these orders in them.
    held
        Places of the activities as they are held now.
    options
        What each may work, locked cells being as they are; None: only breaks may move.
    """

    def __init__(self, places: Places, held: Iterable[Place], options: OptionTable | None) -> None:
        self.places, self.problem, self.options = places, places.problem, options
        self._days = self.problem.days + 1  # the last night's shift ends on one more
        self._floor = LeftOnFloor(places)
        self.slot_min = self.problem.requirement.grid.slot_min
        self.row_of = {agent.agent_id: i for i, agent in enumerate(self.problem.agents)}
        self.meetings: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._waiting = Counter(places.wanted)
        self._busy: set[tuple[str, int]] = set()
        self._begin_slots: dict[tuple[str, tuple[Duty, ...]], IntArray] = {}
        self._there: dict[int, dict[int, list[Place]]] = defaultdict(lambda: defaultdict(list))
        for place in places.all:
            self._there[place.order][place.at_min].append(place)
        for place in held:
            self._join(place.order, place.at_min, place.agent_id)
        for number, order in enumerate(places.orders):
            if order.in_groups:
                self._meet(number, order)

    def asked(self) -> Iterator[dict[str, Ask]]:
        """Of each order of groups what is asked for of each who is to meet, and when.

        Who stays away may cost the others their meeting, the more likely the fewer may be missing.
        """
        for number, meetings in self.meetings.items():
            order, times = self.places.orders[number], defaultdict[str, set[int]](set)
            price = Counter[str]()
            for at, members in meetings.items():
                lost = len(members) // (1 + len(members) - order.least_together) ** 2
                for agent_id in members:
                    times[agent_id].add(at)
                    price[agent_id] = max(price[agent_id], order.price, lost * order.price)
            yield {who: Ask(order, len(at), price[who], frozenset(at)) for who, at in times.items()}

    def _meet(self, number: int, order: ActivityOrder) -> None:
        """Those who wait join meetings that have room, and meet anew as long as that is a group."""
        ease = self._ease(number, order)
        while who := [a for (a, n), left in self._waiting.items() if n == number and left > 0]:
            who.sort(key=lambda agent_id: np.isfinite(ease[self.row_of[agent_id]]).sum())
            joined = self._joined(number, order, who, ease)
            if not joined and not self._met_anew(number, order, who, ease):
                return

    def _joined(
        self, number: int, order: ActivityOrder, who: Sequence[str], ease: FloatArray
    ) -> bool:
        """Whether somebody found room in a meeting; each goes where it is easiest."""
        some = False
        for agent_id in who:
            room = [
                (ease[self.row_of[agent_id], at // self.slot_min], at)
                for at, members in self.meetings[number].items()
                if len(members) < order.most_together
                and (agent_id, at // DAY_MIN) not in self._busy
            ]
            if room and np.isfinite(min(room)[0]):
                self._join(number, min(room)[1], agent_id)
                some = True
        return some

    def _met_anew(
        self, number: int, order: ActivityOrder, who: Sequence[str], ease: FloatArray
    ) -> bool:
        """Whether there is a time at which a group of those who wait could be brought together.

        Groups are about equal, so that none is left that is too small.
        """
        size = -(-len(who) // -(-len(who) // order.most_together))
        rows = np.array([self.row_of[agent_id] for agent_id in who])
        mine = np.where(self._free(who), ease[rows], np.inf)
        easiest = np.argsort(mine, axis=0, kind="stable")[:size]
        costs = np.take_along_axis(mine, easiest, axis=0)
        can = np.isfinite(costs)
        held = self._apart(number, order) & (can.sum(axis=0) >= order.least_together)
        paid = np.where(can, costs, order.price).sum(axis=0)
        tried = [slot for slot in np.argsort(paid, kind="stable").tolist() if held[slot]][:_TRIED]
        groups = [{who[i] for i in easiest[can[:, slot], slot].tolist()} for slot in tried]
        there = self._there[number]
        if not tried:
            return False
        leaving = self._floor.costs(
            [
                tuple(place for place in there[slot * self.slot_min] if place.agent_id in group)
                for slot, group in zip(tried, groups, strict=True)
            ]
        )
        best = int(np.argmin(paid[tried] + leaving))
        for agent_id in groups[best]:
            self._join(number, tried[best] * self.slot_min, agent_id)
        return True

    def _join(self, number: int, at: int, agent_id: str) -> None:
        self.meetings[number][at].add(agent_id)
        self._waiting[agent_id, number] -= 1
        self._busy.add((agent_id, at // DAY_MIN))
        for place in self._there[number][at]:
            if place.agent_id == agent_id:
                self._floor.leave(place)

    def _free(self, who: Sequence[str]) -> BoolArray:
        """Where somebody has no meeting on the day yet, shape (agents, slots)."""
        free = np.ones((len(who), self._days), dtype=bool)
        for row, agent_id in enumerate(who):
            free[row, [day for busy, day in self._busy if busy == agent_id]] = False
        return free.repeat(DAY_MIN // self.slot_min, axis=1)

    def _apart(self, number: int, order: ActivityOrder) -> BoolArray:
        """Where no meeting of the order is held, shape (slots,)."""
        begins = self.slot_min * np.arange(self._days * DAY_MIN // self.slot_min)
        held = np.array(sorted(self.meetings[number]), dtype=np.int64)
        return np.asarray((np.abs(begins[:, None] - held) >= order.length_min).all(axis=1))

    def _ease(self, number: int, order: ActivityOrder) -> FloatArray:
        """What it is taken to cost to have somebody at a meeting that begins with a slot [points],
        shape (agents, slots); infinite where nobody can be had.
        """
        a_day = DAY_MIN // self.slot_min
        begins = self.slot_min * np.arange(self._days * a_day)
        days = begins // DAY_MIN, (begins + order.length_min - 1) // DAY_MIN
        ease = np.full((len(self.problem.agents), len(begins)), np.inf)
        works = {(shift.agent_id, shift.day) for shift in self.places.roster.shifts}
        locked = {lock.cell for lock in self.problem.locks}
        for row, agent in enumerate(self.problem.agents):
            who = agent.agent_id
            for day, date in enumerate(self.problem.dates):
                if (who, date) not in locked:
                    slots = day * a_day + self._begins(order, self._duties(who, day))
                    price = _A_CHANGE if (who, date) in works else _A_DAY_OFF
                    ease[row, slots] = np.minimum(ease[row, slots], price)
            leave = list(self.problem.leave_days.get(who, ()))
            ease[row, np.isin(days, leave).any(axis=0)] = np.inf
        if order.due is not None:
            ease[:, days[1] > (order.due - self.problem.first).days] = np.inf
        for at, places in self._there[number].items():
            if at % self.slot_min == 0:
                ease[[self.row_of[p.agent_id] for p in places], at // self.slot_min] = 0.0
        return ease

    def _duties(self, agent_id: str, day: int) -> tuple[Duty, ...]:
        if self.options is not None:
            return self.options.duties(agent_id, day)
        mine = self.places.roster.by_cell.get((agent_id, self.problem.dates[day]), ())
        return tuple(replace(Duty.of(shift), breaks=None) for shift in mine)

    def _begins(self, order: ActivityOrder, duties: tuple[Duty, ...]) -> IntArray:
        """Slots of the day with which a shift could let an activity begin, breaks aside."""
        key = order.label, duties
        if key not in self._begin_slots:
            slot = self.slot_min
            spans = {(d.start_min + order.edge_min, d.end_min - order.edge_min) for d in duties}
            found = {
                begin // slot
                for first, end in spans
                for begin in range(-(-first // slot) * slot, end - order.length_min + 1, slot)
                if order.allows(begin)
            }
            self._begin_slots[key] = np.array(sorted(found), dtype=np.int64)
        return self._begin_slots[key]
