"""Whether a problem can be stated for the tour engine at all, and so has prices."""

import ctypes
import sys
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.rules.language.duty import day_of
from rostering.rules.language.presence import Clock
from rostering.rules.language.statement import Cell
from rostering.solver.options import OptionTable
from rostering.solver.tours.instance import FORBIDDEN, NotForTours, TourInstance
from rostering.solver.tours.packed import Packed, pack
from rostering.solver.tours.resource import TourRules
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.translate.cover_groups import CoverGroups
from rostering.solver.tours.translate.rule_sets import past_of, rule_sets
from rostering.solver.tours.translate.shift_type_table import ShiftTypeTable


def why_no_prices(problem: RosterProblem) -> str:
    """Why a problem has no prices, and what to do; empty where it can have them."""
    try:
        CoverGroups(problem)
        _ = ShiftTypeTable.of(problem).shift_types
    except NotForTours as reason:
        return str(reason)
    return ""


@dataclass(frozen=True, eq=False)
class Translation:
    """An instance with what is needed to read its answer.

    Parameters
    ----------
    shift_types
        Duties of the instance's shift types and starts.
    dropped
        Names of rules of which something was left out.
    """

    problem: RosterProblem
    instance: TourInstance
    shift_types: ShiftTypeTable
    dropped: tuple[str, ...]

    @cached_property
    def packed(self) -> Packed:
        """The instance flat, its rules compiled: once, however often it is solved."""
        return pack(self.instance)

    def roster(self, tours: Tours) -> Roster:
        """The engine's tours as shifts."""
        shifts = [
            self._shift(agent, day, tours, row)
            for row, agent in enumerate(self.problem.agents)
            for day in np.flatnonzero(tours.shift_types[row] >= 0).tolist()
        ]
        return Roster(self.problem.first, self.problem.days, tuple(shifts))

    def _shift(self, agent: Agent, day: int, tours: Tours, row: int) -> Shift:
        shift_type, index = int(tours.shift_types[row, day]), int(tours.starts[row, day])
        own = self.shift_types.own_shift(agent.agent_id, day)
        if own is not None and shift_type >= len(self.shift_types.templates):
            return own
        one, start = self.shift_types.templates[shift_type], index * self.instance.step_min
        breaks = one.breaks(start, tours.chosen[row, day].tolist())
        date, template = day_of(self.problem, day), one.template
        return Shift(agent.agent_id, date, start, template.length_min, template.code, breaks)

    def tours(self, roster: Roster) -> Tours:
        """A roster in the engine's terms; what it cannot express becomes a day off."""
        shape = len(self.problem.agents), self.problem.days
        most = max([1, *(len(shift_type.breaks) for shift_type in self.instance.shift_types)])
        found = Tours(
            np.full(shape, -1, dtype=np.int32),
            np.zeros(shape, dtype=np.int32),
            np.zeros((*shape, most), dtype=np.int32),
        )
        rows = {agent.agent_id: i for i, agent in enumerate(self.problem.agents)}
        for shift in roster.shifts:
            row, day = rows[shift.agent_id], (shift.day - self.problem.first).days
            place = self.shift_types.place_of(shift, day)
            if place is not None:
                found.shift_types[row, day], found.starts[row, day] = place
                if place[0] < len(self.shift_types.templates):
                    chosen = self.shift_types.templates[place[0]].chosen(shift)
                    found.chosen[row, day, : len(chosen)] = chosen
        return found

    def without_place(self, roster: Roster) -> frozenset[str]:
        """Agents of whom some shift cannot be expressed."""
        return frozenset(
            shift.agent_id
            for shift in roster.shifts
            if self.shift_types.place_of(shift, (shift.day - self.problem.first).days) is None
        )


def _give_back() -> None:
    """Hand freed memory to the system: of 100 people's half year it is 600 MB for choosing states,
    and as much of an earlier search.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:  # of glibc alone
        trim(0)


def translate(problem: RosterProblem, options: OptionTable) -> Translation:
    """State a problem for the tour engine.

    Raises
    ------
    NotForTours
        If shift types or limits on heads are too many.
    """
    _give_back()
    shift_types, groups = ShiftTypeTable.of(problem), CoverGroups(problem)
    step = shift_types.step_min
    cost, off_cost = _costs(problem, options, shift_types)
    rules = rule_sets(problem, shift_types, cost.shape[1:])
    _give_back()
    cell_units, off_units = rules.end_counters.units(cost.shape[1:])
    instance = TourInstance(
        agents=tuple(agent.agent_id for agent in problem.agents),
        days=problem.days,
        step_min=step,
        shift_types=shift_types.shift_types,
        first_slot=_first_slots(problem, step),
        wrap=problem.wrap,
        cover=groups.cover,
        cost=cost,
        off_cost=off_cost,
        group=groups.group,
        rules=rules.sets,
        rule_of=rules.rule_of,
        end_counter_points=rules.end_counters.points,
        cell_units=cell_units,
        off_units=off_units,
        history=rules.history,
        free_from_min=_free_from(problem, rules.sets, rules.rule_of),
        slot_at=_slot_at(problem),
    )
    return Translation(problem, instance, shift_types, rules.dropped)


def _first_slots(problem: RosterProblem, step: int) -> np.ndarray:
    per_day, slot_min = problem.requirement.grid.slots_per_day, problem.requirement.grid.slot_min
    day = np.arange(problem.days)[:, None] * per_day
    return np.asarray(day - (-np.arange(0, 1440, step)[None, :] // slot_min), dtype=np.int64)


def _slot_at(problem: RosterProblem) -> np.ndarray:
    clock = Clock(problem)
    size = 0 if clock.regular else (problem.days + 2) * clock.grid.slots_per_day + 1
    return clock.begins(size)


def _costs(
    problem: RosterProblem, options: OptionTable, shift_types: ShiftTypeTable
) -> tuple[np.ndarray, np.ndarray]:
    """Points of every cell from single-cell rules; what hard ones forbid is `FORBIDDEN`."""
    size = len(shift_types.templates) + len(shift_types.locked)
    shape = len(problem.agents), problem.days, size, 1440 // shift_types.step_min
    cost = np.full(shape, FORBIDDEN, dtype=np.int32)
    off = np.zeros(shape[:2], dtype=np.int32)
    for row, agent in enumerate(problem.agents):
        for day in range(problem.days):
            for duty in options.duties(agent.agent_id, day):
                cost[(row, day, *shift_types.place(agent.agent_id, day, duty))] = 0
            if not options.may_be_off(agent.agent_id, day):
                off[row, day] = FORBIDDEN
        _add_priced(problem, agent, options, cost[row], off[row], shift_types)
    return cost, off


def _add_priced(
    problem: RosterProblem,
    agent: Agent,
    options: OptionTable,
    cost: np.ndarray,
    off: np.ndarray,
    shift_types: ShiftTypeTable,
) -> None:
    for applied in options.rules:
        price = applied.setting.price
        if not price or agent.agent_id not in applied.ids:
            continue
        for cell in applied.rule.tour(problem, agent):
            if not isinstance(cell, Cell):
                continue
            for day in cell.days:
                off[day] += price * cell.amount(day, None) if cell.off else 0
                for duty in options.duties(agent.agent_id, day):
                    place = shift_types.place(agent.agent_id, day, duty)
                    cost[(day, *place)] += price * cell.amount(day, duty)


def _free_from(
    problem: RosterProblem, sets: tuple[TourRules, ...], rule_of: np.ndarray
) -> np.ndarray:
    """Earliest start on the first day that rest after history allows [min], shape (agents,)."""
    found = np.zeros(len(problem.agents), dtype=np.int64)
    for row, agent in enumerate(problem.agents):
        ends = [
            duty.end_min + day * 1440
            for day, duties in past_of(problem, agent).items()
            for duty in duties
            if day >= -2
        ]
        if ends:
            found[row] = max(0, max(ends) + sets[int(rule_of[row])].rest_min)
    return found
