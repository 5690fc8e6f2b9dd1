"""How many shifts of a kind the requirement cannot do without."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np

from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.rules.language.breaks import begins
from rostering.rules.language.duty import Duty, contract_templates
from rostering.rules.language.presence import Clock, FloorCount
from rostering.rules.language.unpopular import Kind


def needed_shifts(problem: RosterProblem, kind: Kind, weights: Mapping[str, float]) -> float:
    """Shifts of a kind needed in the horizon [shifts].

    Parameters
    ----------
    weights
        Shifts that the able agents of each contract can give, by contract id; others give none.

    Notes
    -----
    The core are the slots in need that only shifts of the kind can serve. Each unbroken stretch
    of it needs as many shifts as agents at its peak, and no fewer than its agent-slots over what
    one shift can be present for, breaks placed where they hurt least, on average over the agents.
    A kind that others could always stand in for has no core: there, an even use of the templates
    would bring.
    """
    return _Need(problem, kind, weights).shifts()


class _Need:
    """The reckoning for one kind."""

    def __init__(self, problem: RosterProblem, kind: Kind, weights: Mapping[str, float]) -> None:
        self.problem, self.kind, self.weights = problem, kind, weights
        self.clock = Clock(problem)

    def shifts(self) -> float:
        mine, other = self.touching
        core = (mine > 0) & (other == 0)
        if core.any():
            asked = _stretches(core & (self.heads > 0))
            return sum(self._of_stretch(slice(*ends)) for ends in asked)
        return self._even_use()

    @cached_property
    def heads(self) -> IntArray:
        """Agents required whom history does not bring already [heads], shape (slots,)."""
        nobody = FloorCount.of(self.problem, Roster(self.problem.first, self.problem.days))
        brought = nobody.present.sum(axis=0)
        return np.asarray(np.maximum(0, self.problem.requirement.heads.sum(axis=0) - brought))

    @cached_property
    def touching(self) -> tuple[IntArray, IntArray]:
        """Duties of the kind, and others, that touch each slot, over everybody's templates."""
        found = np.zeros((2, self.problem.requirement.grid.slots + 1), dtype=np.int64)
        contracts = {agent.contract_id for agent in self.problem.agents}
        duties = {d for c in sorted(contracts) for d in contract_templates(self.problem, c)}
        for day in range(self.problem.days):
            for duty in duties:
                first, end = self._span(day, duty.start_min, duty.end_min)
                row = found[0 if self.kind(self.problem, day, duty) else 1]
                row[first] += 1
                row[end] -= 1
        mine, other = np.cumsum(found, axis=1)[:, :-1]
        return mine, other

    def _of_stretch(self, stretch: slice) -> float:
        heads = self.heads[stretch]
        inside = np.zeros(len(self.heads) + 1, dtype=np.int64)
        inside[1:][stretch] = 1
        before = np.cumsum(inside)
        most = {c: self._most(c, stretch, before) for c in self.weights}
        give = sum(w for c, w in self.weights.items() if most[c])
        if not give:
            return 0.0
        each = sum(w * most[c] for c, w in self.weights.items()) / give
        return max(float(heads.max()), float(heads.sum()) / each)

    def _most(self, contract: str, stretch: slice, before: IntArray) -> int:
        """Slots of a stretch in which one shift of a contract can be present at the most."""
        days = self.problem.requirement.grid.day_index[stretch]
        near = range(max(0, int(days[0]) - 1), min(self.problem.days, int(days[-1]) + 1))
        duties = contract_templates(self.problem, contract)
        return max(
            (
                self._present(day, duty, before)
                for day in near
                for duty in duties
                if self.kind(self.problem, day, duty)
            ),
            default=0,
        )

    def _present(self, day: int, duty: Duty, before: IntArray) -> int:
        slot_min = self.clock.grid.slot_min

        def inside(first_min: int, end_min: int) -> int:
            first, end = self._span(day, first_min, end_min)
            return int(before[end] - before[first]) if first < end else 0

        def lost(minute: int, length_min: int) -> int:
            end = -(-(minute + length_min) // slot_min) * slot_min
            return inside(minute // slot_min * slot_min, end)

        found = inside(duty.start_min, duty.end_min)
        for window in self.problem.template[duty.template].breaks if found else ():
            tries = begins(window, duty.start_min, slot_min)
            found -= min(lost(minute, window.length_min) for minute in tries)
        return max(0, found)

    def _span(self, day: int, first_min: int, end_min: int) -> tuple[int, int]:
        """First slot and the slot after the last of those wholly inside, cut to the horizon."""
        first, end = self.clock.span(day, first_min, end_min)
        slots = self.clock.grid.slots
        return min(max(0, first), slots), min(max(0, end), slots)

    def _even_use(self) -> float:
        mine, other = self.touching
        every: BoolArray = mine + other > 0
        share: FloatArray = np.divide(mine, mine + other, where=every, out=np.zeros(len(mine)))
        grid = self.problem.requirement.grid
        paid = [d.paid_min for c in self.weights for d in self._of_kind(c)]
        return float(self.heads @ share) * grid.slot_min / float(np.mean(paid)) if paid else 0.0

    def _of_kind(self, contract: str) -> Iterator[Duty]:
        for duty in contract_templates(self.problem, contract):
            if any(self.kind(self.problem, day, duty) for day in range(self.problem.days)):
                yield duty


def _stretches(core: BoolArray) -> Iterable[tuple[int, int]]:
    """First slot and slot after the last of each unbroken stretch."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], core.astype(np.int8), [0]))))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
