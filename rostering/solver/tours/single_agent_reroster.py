"""Re-optimises single agents of a published roster: exact best tours, changes priced."""

import dataclasses
from collections.abc import Callable, Collection

import numpy as np

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Shift
from rostering.solver.cpsat.keeping import DEAR, Kept
from rostering.solver.options import OptionTable
from rostering.solver.tours.bound.floor import slot_cost
from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.instance import FORBIDDEN, SCALE, TourInstance
from rostering.solver.tours.packed import pack
from rostering.solver.tours.points import tour_points
from rostering.solver.tours.search.annealing import Chain, Guide, Tours
from rostering.solver.tours.translate.translate import Translation, translate


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
        published = self.translation.tours(kept.published)
        self.packed = pack(_with_changes(self.translation, published, kept, days))
        extended = Pricer(self.packed).extended
        self.chain = Chain(self.packed, extended, np.random.default_rng(0))

    def gains(self, roster: Roster) -> dict[str, int]:
        """Points that each agent's best new tour saves, alone, against a roster."""
        self.chain.load(self.translation.tours(roster))
        return {agent: self._gain(row) for row, agent in enumerate(self._agents)}

    def descend(self, roster: Roster, go_on: Callable[[], bool]) -> Roster:
        """Give the agent who saves most their new tour, again and again, while that saves anything.

        No more agents are touched than allowed. Shifts that stay keep their breaks.
        """
        self.chain.load(self.translation.tours(roster))
        touched = {agent for agent, _ in self.kept.changes(roster)}
        moved: set[int] = set()
        while go_on():
            full = self.kept.max_touched is not None and len(touched) >= self.kept.max_touched
            rows = [r for r, a in enumerate(self._agents) if not full or a in touched]
            gains = {row: self._gain(row) for row in rows}
            best = max(gains, key=gains.__getitem__, default=-1)
            if best < 0 or gains[best] <= 0:
                break
            self._place(best)
            moved.add(best)
            touched.add(self._agents[best])
        return self._with_tours(roster, moved)

    def _with_tours(self, roster: Roster, rows: set[int]) -> Roster:
        """The roster with the chain's tours of some agents; published shifts as published."""
        ids = {self._agents[row] for row in rows}
        published = self.kept.published.by_cell
        new = self.translation.roster(self.chain.tours).by_agent
        mine = [shift for agent_id in ids for shift in new.get(agent_id, ())]
        shifts = [
            next((old for old in published.get((s.agent_id, s.day), ()) if _same(old, s)), s)
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
        floor = self.packed.floor
        return sum(
            int(slot_cost(heads[:, slot].copy(), floor, slot))
            - int(slot_cost(self.chain.heads[:, slot].copy(), floor, slot))
            for slot in np.flatnonzero((self.chain.heads != heads).any(axis=0)).tolist()
        )

    def _along(self, tours: Tours, row: int) -> int:
        points = tour_points(
            tours.shift_types[row], tours.starts[row], self.packed.people, self.packed.rules, row
        )
        return DEAR if points < 0 else int(points) // SCALE


def _same(one: Shift, two: Shift) -> bool:
    return (one.template, one.start_min, one.length_min) == (
        two.template,
        two.start_min,
        two.length_min,
    )


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
