"""Re-optimises single agents of a published roster: exact best tours, changes priced."""

import dataclasses
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.rules.rule_set import rule_set
from rostering.solver.cpsat.keeping import DEAR, Kept
from rostering.solver.options import OptionTable
from rostering.solver.tours.bound.floor import slot_costs
from rostering.solver.tours.instance import FORBIDDEN, SCALE, TourInstance
from rostering.solver.tours.packed import pack
from rostering.solver.tours.points import tour_points
from rostering.solver.tours.search.annealing import Chain, Guide, Tours
from rostering.solver.tours.translate.translate import Translation, translate


@dataclass(frozen=True, eq=False)
class Descent:
    """Where a descent ended.

    Parameters
    ----------
    gains
        What a change of each would save on their own, as far as asked since the last change
        [points].
    asked, people
        How many people were asked in full since the last change, and of how many.
    """

    roster: Roster
    gains: dict[str, int]
    asked: int
    people: int

    @property
    def ended(self) -> bool:
        """Whether everybody was asked and no change of one person saves anything."""
        return self.asked == self.people and all(gain <= 0 for gain in self.gains.values())


class SingleAgentReroster:
    """Ranks agents by what a new tour of theirs would save, changes priced.

    Parameters
    ----------
    days
        Day numbers that may change; all others stay as they are.

    Raises
    ------
    InvalidValue
        If the problem cannot be stated as tours.
    """

    def __init__(self, problem: RosterProblem, kept: Kept, days: Collection[int]) -> None:
        self.kept = kept
        self.translation = translate(problem, OptionTable(problem))
        self._agents = self.translation.instance.agents
        self.blind = self.translation.without_place(kept.published)
        published = self.translation.tours(kept.published)
        self.packed = pack(_with_changes(self.translation, published, kept, days))
        self.chain = Chain(self.packed, np.random.default_rng(0))

    @property
    def exact(self) -> bool:
        """Whether its points are the scorecard's: nothing was left out when it was stated."""
        problem = self.translation.problem
        ties = any(True for a in rule_set(problem) for _ in a.rule.breaks(problem, a.agents))
        return not (self.blind or self.translation.dropped or ties)

    def descend(self, roster: Roster, go_on: Callable[[], bool]) -> Descent:
        """Give the agent who saves most their new tour, again and again, while that saves anything.

        No more agents are touched than allowed. Shifts that stay keep their breaks. Savings
        mostly shrink with each new tour, so who promised most is asked again first, and everybody
        once more at the end. `go_on` is asked before each person.
        """
        self.chain.load(self.translation.tours(roster))
        touched = {agent for agent, _ in self.kept.changes(roster)}
        moved: set[int] = set()
        known: dict[int, int] = {}
        fresh: set[int] = set()
        while go_on():
            rows = self._may_change(touched)
            row = max(rows, key=lambda r: (known.get(r, FORBIDDEN), r in fresh), default=-1)
            if row in fresh and known[row] <= 0:
                row = next((r for r in rows if r not in fresh), -1)
            if row < 0:
                break
            if row not in fresh:
                known[row] = self._gain(row)
                fresh.add(row)
                continue
            self._place(row)
            moved.add(row)
            touched.add(self._agents[row])
            fresh.clear()
        gains = {self._agents[row]: known[row] for row in fresh}
        may = self._may_change(touched)
        people = len(self._agents)
        waiting = sum(row not in fresh for row in may)
        ended = self._with_tours(roster, moved) if moved else roster
        return Descent(ended, gains, people - waiting, people)

    def _may_change(self, touched: Collection[str]) -> list[int]:
        full = self.kept.max_touched is not None and len(touched) >= self.kept.max_touched
        return [
            row
            for row, agent in enumerate(self._agents)
            if agent not in self.blind and (not full or agent in touched)
        ]

    def _with_tours(self, roster: Roster, rows: set[int]) -> Roster:
        """The roster with the chain's tours of some agents; published shifts as published."""
        ids = {self._agents[row] for row in rows}
        published = self.kept.published.by_cell
        new = self.translation.roster(self.chain.tours).by_agent
        mine = [shift for agent_id in ids for shift in new.get(agent_id, ())]
        shifts = [
            next((old for old in published.get((s.agent_id, s.day), ()) if old.key == s.key), s)
            for s in mine
        ]
        others = [shift for shift in roster.shifts if shift.agent_id not in ids]
        return Roster(roster.first, roster.days, (*others, *shifts))

    def _place(self, row: int) -> None:
        worth = np.zeros_like(self.chain.more)
        end_counters = self.packed.instance.end_counters
        multipliers = np.zeros((len(self._agents), end_counters), dtype=np.int32)
        self.chain.place(np.array([row]), 0.0, 0.0, Guide(worth, multipliers))

    def _gain(self, row: int) -> int:
        """What an agent's best new tour saves; everything is put back afterwards."""
        chain, tours = self.chain, self.chain.tours
        kept = [array.copy() for array in (chain.heads, chain.more, chain.less)]
        held = [array[row].copy() for array in (tours.shift_types, tours.starts, tours.chosen)]
        before = self._along(tours, row)
        self._place(row)
        saved = before - self._along(tours, row) + self._bill_saved(kept[0])
        for array, old in zip((chain.heads, chain.more, chain.less), kept, strict=True):
            array[:] = old
        for array, old in zip((tours.shift_types, tours.starts, tours.chosen), held, strict=True):
            array[row] = old
        return saved

    def _bill_saved(self, heads: np.ndarray) -> int:
        """Points of cover that the chain's heads save against others."""
        before, now = np.zeros((2, heads.shape[1]), dtype=np.int64)
        slot_costs(heads, self.packed.floor, before)
        slot_costs(self.chain.heads, self.packed.floor, now)
        return int(before.sum() - now.sum())

    def _along(self, tours: Tours, row: int) -> int:
        points = tour_points(
            tours.shift_types[row], tours.starts[row], self.packed.people, self.packed.rules, row
        )
        return DEAR if points < 0 else int(points) // SCALE


def single_agent_reroster(
    problem: RosterProblem, kept: Kept, days: Collection[int]
) -> SingleAgentReroster | None:
    """The ranking, or None where the problem cannot be stated as tours."""
    try:
        return SingleAgentReroster(problem, kept, days)
    except InvalidValue:
        return None


def _with_changes(
    translation: Translation, published: Tours, kept: Kept, days: Collection[int]
) -> TourInstance:
    """The instance in which a changed cell costs, and cells of other days stay."""
    instance = translation.instance
    cost, off = instance.cost.copy(), instance.off_cost.copy()
    rows = {agent: row for row, agent in enumerate(instance.agents)}
    for agent, row in rows.items():
        for day in range(instance.days):
            if (agent, day) in kept.away:
                cost[row, day] = FORBIDDEN
                continue
            _charge(cost, off, (row, day), published, kept.change_price if day in days else None)
    return dataclasses.replace(instance, cost=cost, off_cost=off)


def _charge(
    cost: np.ndarray,
    off: np.ndarray,
    cell: tuple[int, int],
    published: Tours,
    price: int | None,
) -> None:
    """Add the price of a change to whatever differs from the cell; None: it may not differ."""
    shift_type, start = int(published.shift_types[cell]), int(published.starts[cell])
    held = int(cost[cell][shift_type, start]) if shift_type >= 0 else int(off[cell])
    added = FORBIDDEN if price is None else price
    cost[cell] = np.where(cost[cell] >= FORBIDDEN, FORBIDDEN, cost[cell] + added)
    off[cell] = FORBIDDEN if off[cell] >= FORBIDDEN else off[cell] + added
    if shift_type >= 0:
        cost[cell][shift_type, start] = held
    else:
        off[cell] = held
