"""A few days of a roster as an instance of its own: everything before and after stays as it is.

Every agent enters on the state and the rest that the days before leave, and ends on a state from
which the days after still work, at what they then pay. So every part of the engine works on a
sub-instance as on a whole problem, in a small share of its time. Only an end-of-tour counter of
spans is rough where a sub-instance ends inside one of them: its days after may count that span once
more.
"""

from dataclasses import dataclass, replace

import numpy as np

from rostering.compiled import INT, INT32, array, called_with, compiled
from rostering.solver.tours.bound.volume import Prices
from rostering.solver.tours.end_counter import arc_of, tour_units
from rostering.solver.tours.packed import NEVER, PEOPLE, RULES, Floor, Packed, People, Rules
from rostering.solver.tours.search.annealing import Tours, heads_of


@dataclass(frozen=True, eq=False)
class SubInstance:
    """Days `first` to `last` (not included) of a roster.

    Parameters
    ----------
    packed
        These days alone.
    slots
        Their slots in the whole problem, shape (slots,).
    """

    packed: Packed
    first: int
    last: int
    slots: np.ndarray

    def around(self, best: Prices, bound: int) -> Prices:
        """Its part of prices of the whole, with a bound of its own."""
        return Prices(np.ascontiguousarray(best.price[:, self.slots]), best.multipliers, bound)

    def cut(self, tours: Tours) -> Tours:
        """The sub-instance's part of a roster."""
        days = slice(self.first, self.last)
        return Tours(
            tours.shift_types[:, days].copy(),
            tours.starts[:, days].copy(),
            tours.chosen[:, days].copy(),
        )

    def paste(self, part: Tours, tours: Tours) -> Tours:
        """A roster with the sub-instance's part replaced."""
        whole, days = tours.copy(), slice(self.first, self.last)
        whole.shift_types[:, days], whole.starts[:, days] = part.shift_types, part.starts
        whole.chosen[:, days] = part.chosen
        return whole


def among(packed: Packed, tours: Tours, members: np.ndarray) -> tuple[Packed, Tours]:
    """Some agents of a roster as a problem of their own, and their tours: the others stay there."""
    rest = tours.copy()
    rest.shift_types[members] = -1
    people = People(*(part[members] if len(part) else part for part in packed.people))
    floor = packed.floor._replace(fixed=heads_of(packed, rest))
    mine = Tours(tours.shift_types[members], tours.starts[members], tours.chosen[members])
    return replace(packed, people=people, floor=floor), mine


def open_sub_instance(packed: Packed, tours: Tours, first: int, last: int) -> SubInstance:
    """The sub-instance of some days, around what the roster does before and after them."""
    shapes, people, rules = packed.shapes, packed.people, packed.rules
    state, release, outside = _before(packed, tours, first, last)
    tail = _after(tours.shift_types, tours.starts, people, rules, last)
    base = int(shapes.first_slot[first].min())
    end = int(shapes.first_slot[first:last].max() + shapes.slots.max())
    slot_at = shapes.slot_at[base : end + 1]
    most = slot_at[-1] if shapes.wrap else min(slot_at[-1], shapes.horizon)
    slots = np.arange(slot_at[0], most) % shapes.horizon
    there = len(slots)
    if shapes.resting:
        slots = np.append(slots, shapes.resting + slots)
    part = Packed(
        packed.instance,
        shapes._replace(
            first_slot=np.ascontiguousarray(shapes.first_slot[first:last] - base),
            slot_at=slot_at - slot_at[0],
            horizon=there,
            wrap=False,
            resting=there if shapes.resting else 0,
        ),
        _rules(packed, first, last, tail),
        _people(packed, tours, first, last, state, release, outside),
        Floor(
            np.ascontiguousarray(packed.floor.heads[:, slots]),
            packed.floor.price,
            packed.floor.surplus[slots],
            packed.floor.mask,
            np.ascontiguousarray(_others(packed, tours, first, last)[:, slots]),
            packed.floor.member,
            np.ascontiguousarray(packed.floor.least[:, slots]),
            np.ascontiguousarray(packed.floor.most[:, slots]),
            packed.floor.penalty,
        ),
        packed.queue_order,
    )
    return SubInstance(part, first, last, slots)


def _before(
    packed: Packed, tours: Tours, first: int, last: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """States and releases on the first morning, and units counted outside the sub-instance."""
    people, rules = packed.people, packed.rules
    agents = len(people.rule)
    state = np.empty(agents, dtype=np.int32)
    outside = np.zeros((agents, people.end_counter_points.shape[1]), dtype=np.int64)
    _walk(tours.shift_types, tours.starts, people, rules, first, last, state, outside)
    release = people.free_from.copy()
    if first:
        shift_types, starts = tours.shift_types[:, first - 1], tours.starts[:, first - 1]
        after = starts + rules.shift[people.rule, np.maximum(shift_types, 0)]
        most = people.cost.shape[3]
        release = np.where(shift_types < 0, 0, np.clip(after, 0, most)).astype(np.int32)
    return state, release, outside


@called_with(array(INT32, 2), array(INT32, 2), PEOPLE, RULES, INT, INT, array(INT32), array(INT, 2))
@compiled
def _walk(
    shift_types: np.ndarray,
    starts: np.ndarray,
    people: People,
    rules: Rules,
    first: int,
    last: int,
    state: np.ndarray,
    outside: np.ndarray,
) -> None:
    inside = np.zeros(outside.shape[1], dtype=np.int64)
    shared = rules.arc_units.shape[1]
    for agent in range(shift_types.shape[0]):
        tour_units(rules, people, agent, shift_types[agent], starts[agent], outside[agent])
        inside[:] = 0
        at = people.state[agent]
        for day in range(last):
            if day == first:
                state[agent] = at
            shift_type, start = shift_types[agent, day], starts[agent, day]
            arc = arc_of(rules, people.rule[agent], day, at, shift_type, start)
            if day >= first:
                for r in range(shared):
                    inside[r] += rules.arc_units[arc, r]
                if people.cell_units.shape[0] and shift_type < 0:
                    inside[shared] += people.off_units[agent, day]
                elif people.cell_units.shape[0]:
                    inside[shared] += people.cell_units[agent, day, shift_type, start]
            at = rules.arc_to[arc]
        outside[agent] -= inside


@called_with(array(INT32, 2), array(INT32, 2), PEOPLE, RULES, INT)
@compiled
def _after(
    shift_types: np.ndarray, starts: np.ndarray, people: People, rules: Rules, last: int
) -> np.ndarray:
    """What the days after pay from each state of morning `last`, shape (agents, states)."""
    days, most = shift_types.shape[1], rules.states.max()
    found = np.empty((shift_types.shape[0], most), dtype=np.int32)
    tail, before = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)
    for agent in range(shift_types.shape[0]):
        rule = people.rule[agent]
        for q in range(rules.states[rule, days]):
            tail[q] = rules.final_cost[rules.final_begin[rule] + q]
        for day in range(days - 1, last - 1, -1):
            shift_type, start = shift_types[agent, day], starts[agent, day]
            before[:] = -NEVER
            for arc in range(rules.arc_begin[rule, day], rules.arc_begin[rule, day + 1]):
                if rules.arc_shift_type[arc] != shift_type:
                    continue
                fits = shift_type < 0 or rules.arc_first[arc] <= start < rules.arc_last[arc]
                if fits and tail[rules.arc_to[arc]] < -NEVER:
                    before[rules.arc_from[arc]] = rules.arc_cost[arc] + tail[rules.arc_to[arc]]
            tail[:] = before
        found[agent] = tail
    return found


def _rules(packed: Packed, first: int, last: int, tail: np.ndarray) -> Rules:
    """The rules of these days, each agent's a set of their own: what follows is their own."""
    rules, rule = packed.rules, packed.people.rule
    ends = rules.states[rule, last]
    return rules._replace(
        states=np.ascontiguousarray(rules.states[rule, first : last + 1]),
        arc_begin=np.ascontiguousarray(rules.arc_begin[rule, first : last + 1]),
        final_begin=np.cumsum([0, *ends], dtype=np.int32),
        final_cost=np.concatenate([row[:n] for row, n in zip(tail, ends, strict=True)]),
        shift=np.ascontiguousarray(rules.shift[rule]),
    )


def _people(
    packed: Packed,
    tours: Tours,
    first: int,
    last: int,
    state: np.ndarray,
    release: np.ndarray,
    outside: np.ndarray,
) -> People:
    people, rules = packed.people, packed.rules
    cost = people.cost[:, first:last].copy()
    if last < tours.shift_types.shape[1]:
        starts = np.arange(cost.shape[3])
        free = starts + rules.shift[people.rule][:, :, None]
        late = np.minimum(free, len(starts)) > tours.starts[:, last][:, None, None]
        cost[:, -1][late & (tours.shift_types[:, last] >= 0)[:, None, None]] = -NEVER
    return People(
        cost=cost,
        off_cost=np.ascontiguousarray(people.off_cost[:, first:last]),
        group=people.group,
        rule=np.arange(len(people.rule), dtype=np.int32),
        state=state,
        free_from=release,
        end_counter_points=_points_left(people.end_counter_points, outside),
        cell_units=np.ascontiguousarray(people.cell_units[:, first:last]),
        off_units=np.ascontiguousarray(people.off_units[:, first:last]),
    )


def _points_left(points: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """Points of end-of-tour counters by the units inside a sub-instance, given those outside."""
    if not points.size:
        return points
    last = points.shape[2] - 1
    number = np.minimum(np.arange(last + 1) + outside[:, :, None], last)
    return np.ascontiguousarray(np.take_along_axis(points, number, axis=2))


def _others(packed: Packed, tours: Tours, first: int, last: int) -> np.ndarray:
    """Heads on the floor without the sub-instance's shifts."""
    shift_types = tours.shift_types.copy()
    shift_types[:, first:last] = -1
    return heads_of(packed, Tours(shift_types, tours.starts, tours.chosen))
