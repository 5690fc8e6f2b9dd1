"""Where activities could be held: who is in scope, in which shifts, from which minutes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import gcd

from data.model.activity import STEP_MIN, Activity, ActivityOrder
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import DAY_MIN, Shift
from data.model.staff import Agent
from rostering.rules.language.duty import day_of
from rostering.rules.language.presence import Clock, shift_slots


@dataclass(frozen=True, eq=False)
class Place:
    """One way for an agent to hold an activity.

    Parameters
    ----------
    order
        Position of the order.
    day
        Day number of the shift (0 = first day of the horizon).
    begin_min
        Begin, minutes after that day's midnight [min].
    slots
        Slots in which the agent is on the floor now and would not be then.
    """

    order: int
    agent_id: str
    day: int
    begin_min: int
    slots: tuple[int, ...]

    @property
    def at_min(self) -> int:
        """Begin in clock minutes since the horizon's first midnight [min]; groups share it."""
        return self.day * DAY_MIN + self.begin_min


class Places:
    """Every place of a roster's shifts for some orders.

    Parameters
    ----------
    roster
        Shifts that hold an activity already take no other.
    first
        First day that may take any; what earlier days hold of an order counts as placed.
    """

    def __init__(
        self,
        problem: RosterProblem,
        roster: Roster,
        orders: Sequence[ActivityOrder],
        first: date | None = None,
    ) -> None:
        self.problem, self.roster, self.orders = problem, roster, tuple(orders)
        self.first = first or problem.first
        self._clock = Clock(problem)
        self._touched: dict[tuple[int, int, int], frozenset[int]] = {}

    @cached_property
    def wanted(self) -> dict[tuple[str, int], int]:
        """Activities wanted by agent and order, less those that earlier days hold [-]."""
        over = Counter(
            (shift.agent_id, held.label)
            for shift in self.roster.shifts
            if shift.day < self.first
            for held in shift.activities
        )
        return {
            (agent.agent_id, i): max(0, order.per_agent - over[agent.agent_id, order.label])
            for i, order in enumerate(self.orders)
            for agent in self.problem.agents
            if is_in_scope(order, agent)
        }

    @cached_property
    def all(self) -> tuple[Place, ...]:
        """Every place of everybody; of those that cost the floor the same, alone, the first.

        A begin that takes an agent from more slots than the length needs is none: half of the
        time in them would be wasted, though idle people would cost less.
        """
        return tuple(
            place
            for shift in self.roster.shifts
            if not shift.activities and shift.day >= self.first
            for i in range(len(self.orders))
            if (shift.agent_id, i) in self.wanted
            for place in self._of_shift(i, shift)
        )

    def activity_at(self, place: Place) -> Activity:
        """The activity that a place stands for."""
        order = self.orders[place.order]
        return Activity(place.begin_min, order.length_min, order.label)

    def of(self, roster: Roster) -> tuple[Place, ...]:
        """Places of the activities that another roster of these shifts holds, as many as wanted.

        Those that no place allows are left out, and meetings of too few people or too many.
        """
        numbers = {(self.orders[i].label, agent_id): i for agent_id, i in self.wanted}
        held = [
            (shift, numbers[activity.label, shift.agent_id], activity)
            for shift in roster.shifts
            for activity in shift.activities[:1]
            if (activity.label, shift.agent_id) in numbers
        ]
        offered = {self._same(p): p for p in self.all} if held else {}
        bare = {(shift.agent_id, shift.day): shift for shift in self.roster.shifts}
        left, found = Counter(self.wanted), list[Place]()
        for shift, number, activity in held:
            day, who = (shift.day - self.problem.first).days, (shift.agent_id, number)
            present = self._present[bare[shift.agent_id, shift.day]]
            slots = self._slots(day, activity.start_min, activity.end_min) & present
            asked = Place(number, shift.agent_id, day, activity.start_min, tuple(sorted(slots)))
            place = offered.get(self._same(asked))
            if place is not None and left[who] > 0:
                left[who] -= 1
                found.append(place)
        met = Counter((place.order, place.at_min) for place in found)
        return tuple(p for p in found if self._is_group(p.order, met[p.order, p.at_min]))

    def _same(self, place: Place) -> tuple[object, ...]:
        """What places have in common that stand for each other: of groups the begin, too."""
        begin = place.begin_min if self.orders[place.order].in_groups else None
        return place.order, place.agent_id, place.day, place.slots, begin

    def _is_group(self, number: int, people: int) -> bool:
        order = self.orders[number]
        return not order.in_groups or order.least_together <= people <= order.most_together

    def _of_shift(self, number: int, shift: Shift) -> Iterator[Place]:
        order = self.orders[number]
        day = (shift.day - self.problem.first).days
        present = self._present[shift]
        seen: set[tuple[int, ...]] = set()
        needed = -(-order.length_min // self.problem.requirement.grid.slot_min)
        for begin in self._begins(order, shift, day):
            end = begin + order.length_min
            slots = tuple(sorted(self._slots(day, begin, end) & present))
            if len(slots) <= needed and (order.in_groups or slots not in seen):
                seen.add(slots)
                yield Place(number, shift.agent_id, day, begin, slots)

    def _begins(self, order: ActivityOrder, shift: Shift, day: int) -> Iterator[int]:
        step = gcd(STEP_MIN, self.problem.requirement.grid.slot_min)
        first = -(-(shift.start_min + order.edge_min) // step) * step
        leave = self.problem.leave_days.get(shift.agent_id, frozenset())
        for begin in range(first, shift.end_min - order.edge_min - order.length_min + 1, step):
            end = begin + order.length_min
            last = day + (end - 1) // DAY_MIN
            if (
                order.allows(begin)
                and not any(begin < rest.end_min and rest.start_min < end for rest in shift.breaks)
                and (order.due is None or day_of(self.problem, last) <= order.due)
                and not leave & {day + begin // DAY_MIN, last}
            ):
                yield begin

    @cached_property
    def _present(self) -> dict[Shift, frozenset[int]]:
        return {
            shift: frozenset(shift_slots(self._clock, shift).tolist())
            for shift in self.roster.shifts
        }

    def _slots(self, day: int, begin: int, end: int) -> frozenset[int]:
        """Slots of the horizon that a span touches."""
        key = day, begin, end
        if key not in self._touched:
            slot_min = self.problem.requirement.grid.slot_min
            first, last = begin // slot_min * slot_min, -(-end // slot_min) * slot_min
            slots = self._clock.slots(day, first, last - first)
            self._touched[key] = frozenset(slots.tolist())
        return self._touched[key]


def is_in_scope(order: ActivityOrder, agent: Agent) -> bool:
    """Whether an order is for an agent."""
    return (
        (not order.agents or agent.agent_id in order.agents)
        and (not order.teams or agent.team in order.teams)
        and (not order.contracts or agent.contract_id in order.contracts)
        and (not order.skills or bool(set(order.skills) & set(agent.skills)))
    )


def of_teams(agents: Sequence[Agent], orders: Iterable[ActivityOrder]) -> tuple[ActivityOrder, ...]:
    """The orders, one of the same name for each team where teams meet by themselves."""
    return tuple(one for order in orders for one in _of_teams(agents, order))


def is_for_somebody(agents: Sequence[Agent], order: ActivityOrder) -> bool:
    """Whether anybody is in the scope of an order, and has a team where it asks for teams."""
    mine = of_teams(agents, [order])
    return any(is_in_scope(one, agent) for one in mine for agent in agents)


def _of_teams(agents: Sequence[Agent], order: ActivityOrder) -> Iterator[ActivityOrder]:
    missing = order.each_team_but
    if missing is None:
        yield order
        return
    people = Counter(a.team for a in agents if a.team and is_in_scope(order, a))
    for team, most in people.items():
        least = max(1, most - missing)
        yield replace(
            order, teams=(team,), least_together=least, most_together=most, each_team_but=None
        )


def with_places(places: Places, chosen: Iterable[Place]) -> Roster:
    """The roster with activities at some places."""
    held: dict[tuple[str, int], list[Activity]] = {}
    for place in chosen:
        held.setdefault((place.agent_id, place.day), []).append(places.activity_at(place))
    first = places.roster.first

    def with_activities(shift: Shift) -> Shift:
        mine = held.get((shift.agent_id, (shift.day - first).days), [])
        return replace(shift, activities=tuple(sorted(mine))) if mine else shift

    return Roster(first, places.roster.days, tuple(map(with_activities, places.roster.shifts)))
