"""One day as a mixed-integer programme: a choice of each agent, breaks by the number.

Agents of a group (the same skills) on the same shift share their breaks: the programme decides how
many of them take each break when, not who. So it is small, and nearly whole already when relaxed.
Of the many relaxed days that cost the same, one that leans to what half of 300 agents do moves 40
to 60 of them, to what all do 5 to 20; holding the others leaves a small programme.
"""

import threading
from functools import cached_property

import numpy as np

from data.model.grid import IntArray
from rostering.solver.program import Block, Program
from rostering.solver.tours.packed import NO_MOST, Packed, Shapes
from rostering.solver.tours.paths.choices import Choices
from rostering.solver.tours.search.annealing import Tours, heads_of

_LEAN, _NONE = 0.02, 1e-6
"""Points by which what an agent is known to do is cheaper (a point that takes 50 moves is given up
for it), and the share of a choice that is none."""


class DayModel:
    """Agents, shifts, breaks and heads of one day.

    Parameters
    ----------
    packed
        The day.
    choices
        What each agent may do, one of them known.
    known
        The roster that they are known from.
    stop
        Gives a solve up.
    """

    def __init__(
        self,
        packed: Packed,
        choices: Choices,
        known: Tours,
        stop: threading.Event | None = None,
    ) -> None:
        self._packed, self._choices, self._known = packed, choices, known
        floor = packed.floor
        offset = float((floor.surplus * (floor.fixed.sum(axis=0) - floor.heads.sum(axis=0))).sum())
        self._program = Program(stop, offset)
        self._one_choice_each()
        self._count_shifts()
        self._count_breaks()
        self._meet_heads()
        self._hold_presence()
        self._now = self._counted()

    def lean(self, seconds: float, some: np.ndarray) -> float | None:
        """Hold agents whom a relaxed day that leans to what is known leaves where they are.

        The others may do what it has them do or what is known, on shifts that either needs.

        Parameters
        ----------
        some
            Agents for whom it leans, bool; the more, the fewer are moved.

        Returns
        -------
        What the relaxed day costs [points], or None if out of time.
        """
        program, own = self._program, self._flag[self._choices.known]
        agent = self._choices.agent[self._choices.known]
        relaxed = program.corner(seconds, own[some[agent]], _LEAN)
        if relaxed.values is None or not np.isfinite(relaxed.bound):
            return None  # cut short, a corner is no optimum
        share = relaxed.values
        unused = (share < _NONE) & (self._now < _NONE)
        stays = agent[share[own] > 1 - _NONE]
        moves = np.isin(self._choices.agent, stays) & ~self._choices.known
        program.forbid(self._flag[moves | unused[self._flag]])
        program.forbid(self._on[unused[self._on]])
        program.forbid(self._taking[unused[self._on][self._taken_shift]])
        return relaxed.cost

    def solve(self, seconds: float) -> Tours | None:
        """The best day met in a time, beginning with the known one, or None."""
        answer = self._program.prove(seconds, self._now)
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
        """Agents on each shift (group, shift type, start)."""
        agent, shift_type, start = self._choices[:3]
        works = shift_type >= 0
        named = np.stack([self._group[agent], shift_type, start])[:, works]
        self._shift, of = np.unique(named, axis=1, return_inverse=True)
        self._of = of.ravel()
        most = np.bincount(self._of)
        self._on = self._program.numbers(most, np.zeros(len(most)), whole=True)
        sums = Block(self._of, self._flag[works])
        self._program.hold_all(
            [sums, Block(np.arange(len(most)), self._on, -1.0)], *_exactly(0, len(most))
        )

    def _count_breaks(self) -> None:
        """Of those on a shift, how many take each break in each of its variants."""
        shapes, shift_type = self._packed.shapes, self._shift[1]
        breaks = np.diff(shapes.shift_type_break)[shift_type]
        self._rest_shift, nth = _expanded(breaks)
        self._first_rest = breaks.cumsum() - breaks
        self._rest = shapes.shift_type_break[shift_type][self._rest_shift] + nth
        variants = np.diff(shapes.break_variant)[self._rest]
        self._taken_rest, nth = _expanded(variants)
        self._first_taken = variants.cumsum() - variants
        self._taken_shift = self._rest_shift[self._taken_rest]
        self._variant = shapes.break_variant[self._rest][self._taken_rest] + nth
        most = np.full(len(nth), len(self._group))
        self._taking = self._program.numbers(most, np.zeros(len(nth)), whole=True)
        sums = Block(self._taken_rest, self._taking)
        on = Block(np.arange(len(self._rest)), self._on[self._rest_shift], -1.0)
        self._program.hold_all([sums, on], *_exactly(0, len(self._rest)))

    def _meet_heads(self) -> None:
        """Heads meet what is wanted or fall short, set of queues by set (Hall's condition)."""
        floor, program = self._packed.floor, self._program
        here, away = self._here, self._away
        program.pay(self._on, here @ floor.surplus)
        program.pay(self._taking, -(away @ floor.surplus))
        price = floor.price[:, None] + floor.surplus
        short = program.numbers(floor.heads.ravel(), price.ravel()).reshape(floor.heads.shape)
        self._short = short
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

    def _hold_presence(self) -> None:
        """Heads of each presence lie between its limits, or pay."""
        floor, group = self._packed.floor, self._shift[0]
        self._lacking: list[tuple[IntArray, int, IntArray, int]] = []
        for row, penalty in enumerate(floor.penalty.tolist()):
            counts = floor.member[:, row] > 0
            on, taking = counts[group], counts[group[self._taken_shift]]
            fixed = floor.fixed[counts].sum(axis=0)
            for sign, limit, binds in (
                (1, floor.least[row], floor.least[row] > 0),
                (-1, -floor.most[row], floor.most[row] < NO_MOST),
            ):
                slots = np.flatnonzero(binds)
                beyond = self._program.numbers(
                    np.full(len(slots), float(NO_MOST)), np.full(len(slots), float(penalty))
                )
                self._program.hold_all(
                    [
                        _marked(self._here[on][:, slots], self._on[on], sign),
                        _marked(
                            self._away[taking][:, slots],
                            self._taking[taking],
                            np.where(slots < self._packed.shapes.horizon, -sign, sign),
                        ),
                        Block(np.arange(len(slots)), beyond),
                    ],
                    (limit - sign * fixed)[slots],
                    np.full(len(slots), np.inf),
                )
                self._lacking.append((beyond, row, slots, sign))

    @cached_property
    def _here(self) -> np.ndarray:
        """Whether each shift spans a slot, shape (shifts, slots)."""
        shapes = self._packed.shapes
        first = shapes.first_slot[0, self._shift[2]]
        end = first + shapes.slots[self._shift[1]]
        slots = np.arange(self._packed.floor.fixed.shape[1])
        end_slot = np.minimum(shapes.slot_at[end], shapes.horizon)[:, None]
        return np.asarray((slots >= shapes.slot_at[first][:, None]) & (slots < end_slot))

    @cached_property
    def _away(self) -> np.ndarray:
        """Whether each break variant takes a slot, shape (variants of shifts, slots)."""
        shapes = self._packed.shapes
        first = shapes.first_slot[0, self._shift[2]][self._taken_shift]
        away = _gaps(shapes, first, self._variant)
        return np.hstack([away, away]) if shapes.resting else away

    def _counted(self) -> np.ndarray:
        """The known roster in the programme's columns."""
        own, shift_type = self._choices.known, self._choices.shift_type
        values = np.zeros(len(self._program.cost))
        values[self._flag] = own
        heads = heads_of(self._packed, self._known)
        values[self._short] = self._missing(heads)
        for beyond, presence, slots, sign in self._lacking:
            values[beyond] = self._beyond(heads, presence, sign)[slots]
        agent, shift = self._choices.agent[own & (shift_type >= 0)], self._of[own[shift_type >= 0]]
        np.add.at(values, self._on[shift], 1)
        breaks = np.diff(self._packed.shapes.shift_type_break)[self._shift[1][shift]]
        row, nth = _expanded(breaks)
        rest = self._first_rest[shift][row] + nth
        taken = self._first_taken[rest] + self._known.chosen[agent[row], 0, nth]
        np.add.at(values, self._taking[taken], 1)
        return values

    def _beyond(self, heads: IntArray, row: int, sign: int) -> IntArray:
        """Heads of a presence that the known roster lacks (sign 1) or has too many (-1)."""
        floor = self._packed.floor
        there = heads[floor.member[:, row] > 0].sum(axis=0)
        limit = floor.least[row] if sign > 0 else floor.most[row]
        return np.asarray(np.maximum(0, sign * (limit - there)))

    def _missing(self, heads: IntArray) -> IntArray:
        """Heads that the known roster leaves short, dearest queue covered first (see `floor`)."""
        floor = self._packed.floor
        short = np.zeros_like(floor.heads)
        for queue in range(len(short)):
            for some in range(1 << queue, 2 << queue):
                members = [other for other in range(queue + 1) if some >> other & 1]
                lack = floor.heads[members].sum(axis=0)
                lack = lack - heads[(floor.mask & some) > 0].sum(axis=0)
                short[queue] = np.maximum(short[queue], lack - short[:queue].sum(axis=0))
        return short

    @property
    def _group(self) -> IntArray:
        return self._packed.people.group

    def _placed(self, rows: IntArray) -> Tours:
        choices, agents = self._choices, len(self._group)
        shift_types, starts = np.full((agents, 1), -1, np.int32), np.zeros((agents, 1), np.int32)
        shift_types[choices.agent[rows], 0] = choices.shift_type[rows]
        starts[choices.agent[rows], 0] = np.maximum(choices.start[rows], 0)
        return Tours(shift_types, starts, np.zeros((agents, 1, self._packed.breaks), np.int32))

    def _give_breaks(self, tours: Tours, taken: IntArray) -> None:
        """Breaks to those on each shift, in the order of their numbers."""
        shapes = self._packed.shapes
        for row, (number, rest) in enumerate(zip(self._rest_shift, self._rest, strict=True)):
            group, shift_type, start = self._shift[:, number]
            on = (self._group == group) & (tours.shift_types[:, 0] == shift_type)
            mine = self._taken_rest == row
            tours.chosen[
                on & (tours.starts[:, 0] == start), 0, rest - shapes.shift_type_break[shift_type]
            ] = np.repeat(self._variant[mine] - shapes.break_variant[rest], taken[mine])


def _exactly(amount: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    return np.full(rows, float(amount)), np.full(rows, float(amount))


def _expanded(counts: IntArray) -> tuple[np.ndarray, np.ndarray]:
    """So many of each: whose it is, and the how manieth of its owner."""
    of = np.repeat(np.arange(len(counts)), counts)
    return of, np.arange(len(of)) - (counts.cumsum() - counts)[of]


def _marked(marks: np.ndarray, columns: IntArray, weight: float | np.ndarray) -> Block:
    """A row for each slot: the columns that are marked there, at a weight of its own."""
    column, row = np.nonzero(marks)
    return Block(row, columns[column], np.broadcast_to(weight, marks.shape[1:])[row])


def _gaps(shapes: Shapes, first: IntArray, variant: IntArray) -> np.ndarray:
    """Slots off the floor of break variants of shifts that start at some slots."""
    away = np.zeros((len(variant), shapes.horizon), dtype=bool)
    for row, begin, one in zip(away, first, variant, strict=True):
        for gap in range(shapes.variant_gap[one], shapes.variant_gap[one + 1]):
            at = begin + shapes.gap_offset[gap]
            row[shapes.slot_at[at] : shapes.slot_at[at + shapes.gap_slots[gap]]] = True
    return away
