"""Activities into fixed shifts: one mixed-integer programme of what each place costs the floor.

Alone, people form nearly a network: the linear programme's corner is whole in all but name, and
HiGHS proves a month of 120 agents in seconds where CP-SAT stays far off (measured). So a model
has whole choices of places and meetings, and heads covered fill themselves.
"""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray, IntArray
from rostering.activities.candidates import Place, Places, with_places
from rostering.evaluation.cover import cover
from rostering.evaluation.scorecard import score
from rostering.rules.language.presence import FloorCount, SkillGroups
from rostering.rules.language.statement import Floor
from rostering.rules.rule_set import rule_set
from rostering.solver.cpsat.cover_terms import halls
from rostering.solver.program import WHOLE, Column, Program

_HALF, _LEAST_SHARE = 0.5, 1e-6


@dataclass(frozen=True)
class Chosen:
    """Places chosen, what they cost by the model, and what no choice can undercut [points]."""

    places: tuple[Place, ...]
    objective: float
    bound: float


class ActivityModel:
    """Which places to take: least cost, most activities, groups at one time.

    Parameters
    ----------
    points
        What the roster pays without any activity [points]; the model's cost goes on from there.
    offered
        Places to choose from; all where not given.
    stop
        Set it from another thread: the best choice so far is taken.
    """

    def __init__(
        self,
        places: Places,
        points: int,
        offered: Iterable[Place] | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.places, self.problem = places, places.problem
        self.program = Program(stop)
        self.points = points
        self.take = {
            place: self.program.flag() for place in (places.all if offered is None else offered)
        }
        self.count = FloorCount.of(self.problem, places.roster)
        self.groups = SkillGroups(self.problem)
        self.in_groups = any(places.orders[place.order].in_groups for place in self.take)
        self.leaving: dict[int, dict[str, list[Column]]] = defaultdict(lambda: defaultdict(list))
        for place, literal in self.take.items():
            for slot in place.slots:
                self.leaving[slot][place.agent_id].append(literal)
        self._post_people()
        self._post_groups()
        self._post_floors()
        self._post_cover()

    def _post_people(self) -> None:
        """As many as wanted, at most one in a shift; each that is missing costs its price."""
        idle = self.problem.cover_prices.surplus
        by_order, by_shift = defaultdict(list), defaultdict(list)
        for place, literal in self.take.items():
            by_order[place.agent_id, place.order].append(literal)
            by_shift[place.agent_id, place.day].append(literal)
            price = self.places.orders[place.order].price + idle * len(place.slots)
            self.program.cost[literal] = -price
        for (agent_id, order), wanted in self.places.wanted.items():
            self.points += self.places.orders[order].price * wanted
            self.program.hold(by_order[agent_id, order], most=wanted)
        self.nothing = self.points  # paid where no activity at all is placed
        for mine in by_shift.values():
            self.program.hold(mine, most=1)

    def _post_groups(self) -> None:
        """Between least and most people at each begin, one group of an order at a time."""
        meetings: dict[int, dict[int, list[Column]]] = defaultdict(lambda: defaultdict(list))
        for place, literal in self.take.items():
            if self.places.orders[place.order].in_groups:
                meetings[place.order][place.at_min].append(literal)
        for number, begins in meetings.items():
            order = self.places.orders[number]
            held = {at: self.program.flag() for at in begins}
            for at, mine in begins.items():
                self.program.hold(mine, (held[at], -order.least_together), least=0)
                self.program.hold(mine, (held[at], -order.most_together), most=0)
                for literal in mine:
                    self.program.hold([literal], (held[at], -1), most=0)
                together = [held[o] for o in held if 0 <= at - o < order.length_min]
                self.program.hold(together, most=1)

    def _post_floors(self) -> None:
        """Rules about heads: hard ones get no worse than they are, others cost their price."""
        for applied in rule_set(self.problem):
            for floor in applied.rule.floor(self.problem, applied.agents):
                heads = self.count.heads(floor.agents)
                for slot in self.leaving:
                    self._post_floor(floor, applied.setting.price, slot, int(heads[slot]))

    def _post_floor(self, floor: Floor, price: int | None, slot: int, heads: int) -> None:
        mine = {a: ls for a, ls in self.leaving[slot].items() if a in floor.agents}
        gone = [literal for literals in mine.values() for literal in literals]
        least, most = int(floor.least[slot]), int(floor.most[slot])
        if price is None and heads - len(mine) < least:
            self.program.hold(gone, most=max(0, heads - least))
        elif price is not None and heads - len(mine) < least:
            missing = self.program.number(least, price)
            self.program.hold(gone, (missing, -1), most=heads - least)
            self.points -= price * max(0, least - heads)
        if price is not None and heads > most:
            over = self.program.number(heads, price)
            self.program.hold(gone, (over, 1), least=heads - most)
            self.points -= price * (heads - most)

    def _post_cover(self) -> None:
        heads = self.problem.requirement.heads
        supply = self.groups.supply(self.count)
        met = cover(heads, supply, self.groups.skills, self.groups.prices)
        paid = met.points(self.groups.prices, self.problem.cover_prices.surplus)
        self.points -= round(paid[list(self.leaving)].sum())  # settled anew, slot by slot
        rows = tuple(map(tuple, self.groups.skills.tolist()))
        for slot in self.leaving:
            self._post_slot(slot, heads[:, slot], supply[:, slot], rows)

    def _post_slot(
        self, slot: int, heads: IntArray, supply: IntArray, rows: tuple[tuple[bool, ...], ...]
    ) -> None:
        """Covered heads are what Hall's condition lets through, as in `cpsat.cover_terms`.

        Sets of queues that could not run short even if everybody left who may are left out.
        """
        gone: list[list[Column]] = [[] for _ in rows]
        people = np.zeros(len(rows), dtype=np.int64)
        for agent_id, literals in self.leaving[slot].items():
            group = self.groups.group_of[agent_id]
            people[group] += 1
            gone[group] += literals
        self.points += self.problem.cover_prices.surplus * int(supply.sum())
        tight = [
            (queues, groups)
            for queues, groups in halls(rows, tuple(np.flatnonzero(heads).tolist()))
            if heads[list(queues)].sum() > (supply - people)[list(groups)].sum()
        ]
        met = self._covered(heads, {queue for queues, _ in tight for queue in queues})
        reached = {group for _, groups in tight for group in groups if gone[group]}
        away = {group: self._sum(gone[group], int(people[group])) for group in reached}
        for queues, groups in tight:
            mine = [met[queue] for queue in queues] + [away[g] for g in groups if g in away]
            self.program.hold(mine, most=int(supply[list(groups)].sum()))

    def _covered(self, heads: IntArray, open_: set[int]) -> dict[int, Column]:
        """Covered heads of each queue that can run short; of the others all are met."""
        idle = self.problem.cover_prices.surplus
        covered: dict[int, Column] = {}
        for queue in np.flatnonzero(heads).tolist():
            price, needed = int(self.groups.prices[queue]), int(heads[queue])
            if queue in open_:
                covered[queue] = self.program.number(needed, -price - idle)
                self.points += price * needed
            else:
                self.points -= idle * needed
        return covered

    def _sum(self, literals: list[Column], most: int) -> Column:
        """A column that equals a sum."""
        if len(literals) == 1:
            return literals[0]
        total = self.program.number(most)
        self.program.hold(literals, (total, -1), least=0, most=0)
        return total

    def bound(self, time_s: float) -> float:
        """Points that no choice can undercut, by the linear programme alone."""
        self.program.offset = self.points
        return max(0.0, self.program.solve(time_s, relaxed=True).bound)

    def solve(self, time_s: float, seed: int = 0, known: tuple[Place, ...] = ()) -> Chosen:
        """The best choice within the time.

        Parameters
        ----------
        known
            A choice that may be made, taken where the time finds no better one.

        Notes
        -----
        Without groups the linear programme nearly always has a whole corner, and that is that;
        else its shares lead to a choice that is taken if the time runs out.
        """
        ends = time.monotonic() + time_s
        self.program.offset, least = self.points, 0.0
        choices = [known]
        if not self.in_groups:
            eased = self.program.solve(time_s, seed, relaxed=True)
            least = max(0.0, eased.bound)
            if eased.values is not None:
                choices.append(self._rounded(eased.values))
            else:
                choices.append(self._in_idle_time())
        costs = [self._paid(choice) for choice in choices]
        if min(costs) - least >= WHOLE and time.monotonic() < ends:
            found = self.program.solve(ends - time.monotonic(), seed)
            least = max(least, found.bound)
            if found.values is not None:
                choices.append(self._taken(found.values))
                costs.append(round(found.cost))
        best = costs.index(min(costs))
        return Chosen(choices[best], costs[best], least)

    def _taken(self, values: FloatArray) -> tuple[Place, ...]:
        return tuple(place for place, column in self.take.items() if values[column] > _HALF)

    def _rounded(self, values: FloatArray) -> tuple[Place, ...]:
        """Places by their shares, largest first, as far as counts and days allow."""
        wanted, held, found = Counter(self.places.wanted), set(), []
        for place, column in sorted(self.take.items(), key=lambda row: -values[row[1]]):
            day, order = (place.agent_id, place.day), (place.agent_id, place.order)
            if values[column] > _LEAST_SHARE and wanted[order] and day not in held:
                wanted[order] -= 1
                held.add(day)
                found.append(place)
        return tuple(found)

    def _in_idle_time(self) -> tuple[Place, ...]:
        """Places one after the other, each where most people are idle: for a search cut short."""
        idle = score(self.problem, self.places.roster).cover.surplus.tolist()
        mine: dict[tuple[str, int], list[Place]] = defaultdict(list)
        for place in self.take:
            mine[place.agent_id, place.order].append(place)
        held, found = set[tuple[str, int]](), list[Place]()
        for key, places in mine.items():
            for _ in range(self.places.wanted[key]):
                spare = {
                    place: min((idle[slot] for slot in place.slots), default=0)
                    for place in places
                    if (place.agent_id, place.day) not in held
                }
                best = max(spare, key=spare.__getitem__, default=None)
                if best is None or spare[best] <= 0:
                    break
                for slot in best.slots:
                    idle[slot] -= 1
                held.add((best.agent_id, best.day))
                found.append(best)
        return tuple(found)

    def _paid(self, choice: tuple[Place, ...]) -> float:
        """What a choice costs by the scorecard; infinite where it breaks a hard rule anew."""
        before, after = (score(self.problem, with_places(self.places, c)) for c in ((), choice))
        if after.hard_violations > before.hard_violations:
            return np.inf
        saved = sum(self.places.orders[place.order].price for place in choice)
        return self.nothing - saved + after.objective - before.objective
