"""One day as a mixed-integer programme: a choice of each agent, breaks by the number.

Agents of a group (the same skills) on the same shift share their breaks: the programme decides how
many of them take each break when, not who. So it is small, and nearly whole already when relaxed:
of 300 agents on three queues five in six keep one shift, and the best whole day met costs 0 to 6
points of 2,600 more. Those agents are held, the others placed, and everybody's breaks with them.
"""

import threading
import time

import numpy as np

from data.model.arrays import IntArray
from rostering.solver.program import Block, Program
from rostering.solver.tour.annealing import Tours
from rostering.solver.tour.choices import Choices
from rostering.solver.tour.packed import Packed, Shapes

_SURE = 1 - 1e-6
_LEFT, _PART, _FEW = 20, 4, 0.5
"""Agents left to the whole programme; at a stage all who are sure are held, and where they are
fewer than half, a quarter of the torn besides. On four days of 300 agents the whole programme then
ends 0 to 6 points above the relaxed one, with half of the torn at a time 0 to 12."""


class DayModel:
    """Agents, shifts, breaks and heads of one day.

    Parameters
    ----------
    packed
        The day.
    choices
        What each agent may do; everybody has at least one choice.
    stop
        Gives a solve up.
    """

    def __init__(
        self, packed: Packed, choices: Choices, stop: threading.Event | None = None
    ) -> None:
        self._packed, self._choices, self._program = packed, choices, Program(stop)
        self._one_choice_each()
        self._count_shifts()
        self._count_breaks()
        self._meet_heads()

    def settle(self, until: float) -> bool:
        """Hold most agents, surest first, as the relaxed day has them; False if out of time.

        Of 300 agents on a day looked at, all but four could be held so before it cost anything.

        Parameters
        ----------
        until
            Monotonic clock.
        """
        agent, free = self._choices.agent, np.ones(len(self._group), dtype=bool)
        while free.sum() > _LEFT:
            left_s = until - time.monotonic()
            relaxed = self._program.corner(left_s) if left_s > 0 else None
            if relaxed is None or relaxed.values is None or not np.isfinite(relaxed.bound):
                return False  # cut short, a corner is no optimum
            share = relaxed.values[self._flag]
            order = np.lexsort((-share, agent))
            surest = order[np.unique(agent[order], return_index=True)[1]]
            sureness = share[surest]
            held = np.flatnonzero(free & (sureness > _SURE))
            torn = np.flatnonzero(free & (sureness <= _SURE))
            if len(held) < _FEW * free.sum():
                count = min(-(-len(torn) // _PART), max(0, len(torn) - _LEFT))
                held = np.append(held, torn[np.argsort(-sureness[torn])[:count]])
            free[held] = False
            others = np.isin(agent, held)
            others[surest] = False
            self._program.forbid(self._flag[others])
        return True

    def solve(self, seconds: float) -> Tours | None:
        """The best day met in a time, or None."""
        answer = self._program.solve(seconds)
        if answer.values is None:
            return None
        values = np.rint(answer.values).astype(int)
        tours = self._placed(np.flatnonzero(values[self._flag]))
        self._give_breaks(tours, values[self._taking])
        return tours

    def _one_choice_each(self) -> None:
        agent, points = self._choices.agent, self._choices.points
        self._flag = self._program.numbers(np.ones(len(agent)), points, whole=True)
        self._program.hold_all([Block(agent, self._flag)], *_exactly(1, len(self._group)))

    def _count_shifts(self) -> None:
        """Agents on each shift (group, kind, start)."""
        agent, kind, start, _ = self._choices
        works = kind >= 0
        named = np.stack([self._group[agent], kind, start])[:, works]
        self._shift, of = np.unique(named, axis=1, return_inverse=True)
        of = of.ravel()
        most = np.bincount(of)
        self._on = self._program.numbers(most, np.zeros(len(most)), whole=True)
        sums = Block(of, self._flag[works])
        self._program.hold_all(
            [sums, Block(np.arange(len(most)), self._on, -1.0)], *_exactly(0, len(most))
        )

    def _count_breaks(self) -> None:
        """Of those on a shift, how many take each break in each of its variants."""
        shapes = self._packed.shapes
        rests = [
            (number, rest)
            for number, kind in enumerate(self._shift[1])
            for rest in range(shapes.kind_break[kind], shapes.kind_break[kind + 1])
        ]
        self._rest_shift, self._rest = np.array(rests, dtype=int).reshape(-1, 2).T
        variants = np.diff(shapes.break_variant)[self._rest]
        self._taken_rest = np.repeat(np.arange(len(rests)), variants)
        self._taken_shift = self._rest_shift[self._taken_rest]
        within = np.arange(len(self._taken_rest)) - np.repeat(
            variants.cumsum() - variants, variants
        )
        self._variant = shapes.break_variant[self._rest[self._taken_rest]] + within
        most = np.full(len(within), len(self._group))
        self._taking = self._program.numbers(most, np.zeros(len(within)), whole=True)
        sums = Block(self._taken_rest, self._taking)
        on = Block(np.arange(len(rests)), self._on[self._rest_shift], -1.0)
        self._program.hold_all([sums, on], *_exactly(0, len(rests)))

    def _meet_heads(self) -> None:
        """Heads meet what is wanted or fall short, set of queues by set (Hall's condition)."""
        floor, program, shapes = self._packed.floor, self._program, self._packed.shapes
        first = shapes.first_slot[0, self._shift[2]]
        here = _span(first, shapes.slots[self._shift[1]], floor.fixed.shape[1])
        away = _gaps(shapes, first[self._taken_shift], self._variant, floor.fixed.shape[1])
        program.pay(self._on, floor.surplus * here.sum(axis=1))
        program.pay(self._taking, -floor.surplus * away.sum(axis=1))
        price = np.broadcast_to((floor.price + floor.surplus)[:, None], floor.heads.shape)
        short = program.numbers(floor.heads.ravel(), price.ravel()).reshape(floor.heads.shape)
        group = self._shift[0]
        for some in range(1, 1 << len(short)):
            members = [queue for queue in range(len(short)) if some >> queue & 1]
            serves = (floor.mask & some) > 0
            need = floor.heads[members].sum(axis=0) - floor.fixed[serves].sum(axis=0)
            slots = np.flatnonzero(need > 0)
            rows = np.arange(len(slots))
            on, taking = serves[group], serves[group[self._taken_shift]]
            program.hold_all(
                [
                    _marked(here[on][:, slots], self._on[on], 1.0),
                    _marked(away[taking][:, slots], self._taking[taking], -1.0),
                    *(Block(rows, short[queue, slots]) for queue in members),
                ],
                need[slots],
                np.full(len(slots), np.inf),
            )

    @property
    def _group(self) -> IntArray:
        return self._packed.people.group

    def _placed(self, rows: IntArray) -> Tours:
        choices, agents = self._choices, len(self._group)
        kinds, starts = np.full((agents, 1), -1, np.int32), np.zeros((agents, 1), np.int32)
        kinds[choices.agent[rows], 0] = choices.kind[rows]
        starts[choices.agent[rows], 0] = np.maximum(choices.start[rows], 0)
        return Tours(kinds, starts, np.zeros((agents, 1, self._packed.breaks), np.int32))

    def _give_breaks(self, tours: Tours, taken: IntArray) -> None:
        """Breaks to those on each shift, in the order of their numbers."""
        shapes = self._packed.shapes
        for row, (number, rest) in enumerate(zip(self._rest_shift, self._rest, strict=True)):
            group, kind, start = self._shift[:, number]
            on = (self._group == group) & (tours.kinds[:, 0] == kind)
            mine = self._taken_rest == row
            tours.chosen[on & (tours.starts[:, 0] == start), 0, rest - shapes.kind_break[kind]] = (
                np.repeat(self._variant[mine] - shapes.break_variant[rest], taken[mine])
            )


def _exactly(amount: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    return np.full(rows, float(amount)), np.full(rows, float(amount))


def _marked(marks: np.ndarray, columns: IntArray, weight: float) -> Block:
    """A row for each slot: the columns that are marked there."""
    column, row = np.nonzero(marks)
    return Block(row, columns[column], weight)


def _span(first: IntArray, length: IntArray, slots: int) -> np.ndarray:
    """Slots from some firsts on, bool, shape (firsts, slots)."""
    at = np.arange(slots)
    return np.asarray((at >= first[:, None]) & (at < (first + length)[:, None]))


def _gaps(shapes: Shapes, first: IntArray, variant: IntArray, slots: int) -> np.ndarray:
    """Slots off the floor of break variants of shifts that start at some slots."""
    away = np.zeros((len(variant), slots), dtype=bool)
    for row, begin, one in zip(away, first, variant, strict=True):
        for gap in range(shapes.variant_gap[one], shapes.variant_gap[one + 1]):
            at = begin + shapes.gap_offset[gap]
            row[at : at + shapes.gap_slots[gap]] = True
    return away
