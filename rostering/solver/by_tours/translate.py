"""A roster problem as an instance of the tour engine, and its answer back as a roster.

Everything along one agent's tour goes over exactly, as far as the states stay few, and so do
limits of heads on the floor (hard ones dear). Priced statements that would make the states too
many, and breaks of a team apart, are left out: the bound stays a bound (every price is at least
zero), and the neighbourhoods mend the roster after.
"""

import math
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from data.model.roster import Roster
from data.model.shift import Shift, ShiftTemplate
from data.model.staff import Agent
from rostering.floor import Clock
from rostering.problem import RosterProblem
from rostering.rules.book import rule_book
from rostering.rules.duty import Duty
from rostering.rules.menu import locked_cells, matches
from rostering.rules.statement import Cell
from rostering.rules.tour import day_of
from rostering.solver.by_tours.break_groups import MOST_WAYS, BreakGroup, break_groups
from rostering.solver.by_tours.cover_groups import CoverGroups, NotForTours
from rostering.solver.by_tours.rule_sets import past_of, rule_sets
from rostering.solver.cpsat.options import OptionTable
from rostering.solver.tour.annealing import Tours
from rostering.solver.tour.instance import FORBIDDEN, Kind, TourInstance
from rostering.solver.tour.rules import TourRules


@dataclass(frozen=True, eq=False)
class Translation:
    """An instance with what is needed to read its answer.

    Parameters
    ----------
    breaks
        Breaks of each kind, those together that bind each other.
    dropped
        Names of rules of which something was left out.
    """

    problem: RosterProblem
    instance: TourInstance
    codes: tuple[str, ...]
    breaks: tuple[tuple[BreakGroup, ...], ...]
    dropped: tuple[str, ...]

    def roster(self, tours: Tours) -> Roster:
        """The engine's tours as shifts; locked shifts keep the breaks they came with."""
        shifts = []
        for row, agent in enumerate(self.problem.agents):
            locked = locked_cells(self.problem, agent)
            for day in np.flatnonzero(tours.kinds[row] >= 0).tolist():
                shift = self._shift(agent, day, tours, row)
                keep = locked.get(day)
                same = keep is not None and keep.breaks and matches(Duty.of(keep), _bare(shift))
                shifts.append(keep if same and keep is not None else shift)
        return Roster(self.problem.first, self.problem.days, tuple(shifts))

    def _shift(self, agent: Agent, day: int, tours: Tours, row: int) -> Shift:
        kind, index = int(tours.kinds[row, day]), int(tours.starts[row, day])
        start = index * self.instance.step_min
        breaks = tuple(
            rest
            for k, group in enumerate(self.breaks[kind])
            for rest in group.placed(int(tours.chosen[row, day, k]), start)
        )
        length = self.instance.kinds[kind].length_min
        date = day_of(self.problem, day)
        return Shift(agent.agent_id, date, start, length, self.codes[kind], breaks)

    def tours(self, roster: Roster) -> Tours:
        """A roster in the engine's terms; what it cannot express becomes a day off."""
        shape = len(self.problem.agents), self.problem.days
        most = max([1, *(len(groups) for groups in self.breaks)])
        found = Tours(
            np.full(shape, -1, dtype=np.int32),
            np.zeros(shape, dtype=np.int32),
            np.zeros((*shape, most), dtype=np.int32),
        )
        rows = {agent.agent_id: i for i, agent in enumerate(self.problem.agents)}
        for shift in roster.shifts:
            if shift.template in self.codes and shift.start_min % self.instance.step_min == 0:
                day = (shift.day - self.problem.first).days
                self._put(found, rows[shift.agent_id], day, shift)
        return found

    def _put(self, tours: Tours, row: int, day: int, shift: Shift) -> None:
        kind = self.codes.index(shift.template)
        tours.kinds[row, day] = kind
        tours.starts[row, day] = shift.start_min // self.instance.step_min
        done = 0
        for k, group in enumerate(self.breaks[kind]):
            mine = shift.breaks[done : done + len(group.windows)]
            tours.chosen[row, day, k] = group.way_of(mine, shift.start_min)
            done += len(group.windows)


def _bare(shift: Shift) -> Shift:
    return Shift(shift.agent_id, shift.day, shift.start_min, shift.length_min, shift.template)


def translate(problem: RosterProblem, options: OptionTable) -> Translation:
    """State a problem for the tour engine.

    Raises
    ------
    NotForTours
        If slots, starts or breaks do not lie on one raster, or a locked shift is off the menu.
    """
    step = _step(problem)
    slot_min = problem.requirement.grid.slot_min
    breaks = tuple(_breaks(template, slot_min) for template in problem.templates)
    kinds = tuple(map(_kind, problem.templates, breaks, repeat(slot_min)))
    codes = tuple(template.code for template in problem.templates)
    cost, off_cost = _costs(problem, options, codes, step)
    rules = rule_sets(problem, codes, step, cost.shape[1:])
    groups = CoverGroups(problem)
    cell_units, off_units = rules.tallies.units(cost.shape[1:])
    instance = TourInstance(
        agents=tuple(agent.agent_id for agent in problem.agents),
        days=problem.days,
        step_min=step,
        kinds=kinds,
        first_slot=_first_slots(problem, step),
        wrap=problem.wrap,
        cover=groups.cover,
        cost=cost,
        off_cost=off_cost,
        group=groups.group,
        rules=rules.sets,
        rule_of=rules.rule_of,
        tally_points=rules.tallies.points,
        cell_units=cell_units,
        off_units=off_units,
        history=rules.history,
        free_from_min=_free_from(problem, rules.sets, rules.rule_of),
    )
    return Translation(problem, instance, codes, breaks, rules.dropped)


def _step(problem: RosterProblem) -> int:
    slot_min = problem.requirement.grid.slot_min
    if not Clock(problem).regular:
        raise NotForTours("clocks change in the horizon")
    starts = [start for template in problem.templates for start in template.starts_min]
    if any(start % slot_min for start in starts):
        raise NotForTours(f"some starts do not lie on whole slots of {slot_min} min")
    return math.gcd(1440, *starts) if starts else slot_min


def _breaks(template: ShiftTemplate, slot_min: int) -> tuple[BreakGroup, ...]:
    groups = break_groups(template, slot_min)
    for group in groups:
        if not 0 < len(group.ways) <= MOST_WAYS:
            labels, many = ", ".join(w.label for w in group.windows), len(group.ways) > MOST_WAYS
            raise NotForTours(
                f"template {template.code}: there {'are too many ways' if many else 'is no way'} "
                f"to place {labels} after and apart from each other; set their windows apart"
            )
    return groups


def _kind(template: ShiftTemplate, breaks: tuple[BreakGroup, ...], slot_min: int) -> Kind:
    slots, gaps = template.length_min // slot_min, tuple(group.gaps(slot_min) for group in breaks)
    return Kind(template.code, template.length_min, slots, template.paid_min, gaps)


def _first_slots(problem: RosterProblem, step: int) -> np.ndarray:
    per_day, slot_min = problem.requirement.grid.slots_per_day, problem.requirement.grid.slot_min
    day = np.arange(problem.days)[:, None] * per_day
    return np.asarray(day + np.arange(0, 1440, step)[None, :] // slot_min, dtype=np.int64)


def _costs(
    problem: RosterProblem, options: OptionTable, codes: tuple[str, ...], step: int
) -> tuple[np.ndarray, np.ndarray]:
    """Points of every cell from single-cell rules; what hard ones forbid is `FORBIDDEN`."""
    shape = len(problem.agents), problem.days, len(codes), 1440 // step
    cost = np.full(shape, FORBIDDEN, dtype=np.int32)
    off = np.zeros(shape[:2], dtype=np.int32)
    kind = {code: i for i, code in enumerate(codes)}
    for row, agent in enumerate(problem.agents):
        if any(s is not None and s.template not in kind for s in _locked(problem, agent)):
            raise NotForTours(f"a locked shift of {agent.name} is not on the menu")
        for day in range(problem.days):
            for duty in options.duties(agent.agent_id, day):
                cost[row, day, kind[duty.template], duty.start_min // step] = 0
            if not options.may_be_off(agent.agent_id, day):
                off[row, day] = FORBIDDEN
        _add_priced(problem, agent, options, cost[row], off[row], kind, step)
    return cost, off


def _locked(problem: RosterProblem, agent: Agent) -> list[Shift | None]:
    return list(locked_cells(problem, agent).values())


def _add_priced(
    problem: RosterProblem,
    agent: Agent,
    options: OptionTable,
    cost: np.ndarray,
    off: np.ndarray,
    kind: dict[str, int],
    step: int,
) -> None:
    for applied in rule_book(problem):
        price = applied.setting.price
        if not price or agent.agent_id not in applied.ids:
            continue
        for cell in applied.rule.tour(problem, agent):
            if not isinstance(cell, Cell):
                continue
            for day in cell.days:
                off[day] += price * cell.amount(day, None) if cell.off else 0
                for duty in options.duties(agent.agent_id, day):
                    place = day, kind[duty.template], duty.start_min // step
                    cost[place] += price * cell.amount(day, duty)


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
