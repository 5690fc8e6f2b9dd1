"""Which kind and start of the tour engine stands for which duty of whom."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from data.model.problem import RosterProblem
from data.model.shift import Shift, clock
from data.model.staff import Agent
from rostering.rules.language.duty import Duty, contract_templates, day_of, locked_cells
from rostering.rules.language.presence import Clock
from rostering.solver.options import on_offer
from rostering.solver.tours.instance import Kind
from rostering.solver.tours.translate.not_for_tours import NotForTours
from rostering.solver.tours.translate.shift_types import LockedKind, TemplateType
from rostering.solver.tours.translate.statement_resource import Menu

Place = tuple[int, int]
"""Kind and start index."""

# Finer starts, and more kinds, make tables of all agents too large.
_LEAST_STEP_MIN = 5
_MOST_LOCKED_KINDS = 60


@dataclass(frozen=True, eq=False)
class KindTable:
    """The menu's kinds in the order of its templates, then those of locked shifts off it.

    Parameters
    ----------
    step_min
        Distance of possible starts [min].
    """

    problem: RosterProblem
    step_min: int
    menu: tuple[TemplateType, ...]
    locked: tuple[LockedKind, ...]

    @classmethod
    def of(cls, problem: RosterProblem) -> "KindTable":
        """The kinds of a problem.

        Raises
        ------
        NotForTours
            If days, starts or breaks do not lie on one raster.
        """
        slot_min = problem.requirement.grid.slot_min
        _check_clock(problem)
        menu = tuple(TemplateType(template, slot_min) for template in problem.templates)
        for one in menu:
            _check_starts(one)
        own = [Duty.of(shift) for _, shift in _off_offer(problem)]
        locked = tuple(dict.fromkeys(LockedKind.of(duty, slot_min) for duty in own))
        if len(locked) > _MOST_LOCKED_KINDS:
            raise NotForTours(
                f"{len(locked)} sorts of locked shifts are not on the menu (at most "
                f"{_MOST_LOCKED_KINDS} can be): add templates for them, or unlock some"
            )
        return cls(problem, _step(problem), menu, locked)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What the engine sees of them."""
        return (*(one.kind for one in self.menu), *(one.kind for one in self.locked))

    def duties(self, agent: Agent) -> Menu:
        """Duty of each kind and start that an agent may ever work."""
        found = {
            (self._codes[duty.template], duty.start_min // self.step_min): duty
            for duty in contract_templates(self.problem, agent.contract_id)
        }
        own = self._own.get(agent.agent_id, {}).values()
        return {**found, **{self._own_place(Duty.of(shift)): Duty.of(shift) for shift in own}}

    def place(self, agent_id: str, day: int, duty: Duty) -> Place:
        """Kind and start of a duty that an agent may work on a day."""
        own = self.own_shift(agent_id, day)
        if own is not None and Duty.of(own) == duty:
            return self._own_place(duty)
        return self._codes[duty.template], duty.start_min // self.step_min

    def place_of(self, shift: Shift, day: int) -> Place | None:
        """Kind and start of a shift; None where the engine has none for it."""
        own = self.own_shift(shift.agent_id, day)
        if own is not None and replace(own, activities=()) == replace(shift, activities=()):
            return self._own_place(Duty.of(own))
        template = self.problem.template.get(shift.template)
        fits = template is not None and template.length_min == shift.length_min
        if not fits or shift.start_min % self.step_min:
            return None
        return self._codes[shift.template], shift.start_min // self.step_min

    def own_shift(self, agent_id: str, day: int) -> Shift | None:
        """The locked shift of a cell that is not on offer."""
        return self._own.get(agent_id, {}).get(day)

    def _own_place(self, duty: Duty) -> Place:
        slot_min = self.problem.requirement.grid.slot_min
        kind = len(self.menu) + self.locked.index(LockedKind.of(duty, slot_min))
        return kind, duty.start_min // self.step_min

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {one.template.code: i for i, one in enumerate(self.menu)}

    @cached_property
    def _own(self) -> dict[str, dict[int, Shift]]:
        found: dict[str, dict[int, Shift]] = {}
        for day, shift in _off_offer(self.problem):
            found.setdefault(shift.agent_id, {})[day] = shift
        return found


def _off_offer(problem: RosterProblem) -> Iterator[tuple[int, Shift]]:
    for agent in problem.agents:
        for day, shift in locked_cells(problem, agent).items():
            if shift is not None and not on_offer(problem, agent, shift):
                yield day, shift


def _check_clock(problem: RosterProblem) -> None:
    if not Clock(problem).regular:
        grid = problem.grid
        sizes = [int((grid.day == day).sum()) for day in grid.days]
        odd = next(day for day, n in zip(grid.days, sizes, strict=True) if n != grid.slots_per_day)
        raise NotForTours(
            f"clocks change on {odd}, and days must be equally long: build the week of the change "
            "by itself, so that the weeks around it have prices"
        )


def _check_starts(one: TemplateType) -> None:
    for start in one.template.starts_min:
        if start % one.slot_min:
            raise NotForTours(
                f"template {one.template.code} starts at {clock(start)}, off the slots of "
                f"{one.slot_min} min: let it start on whole slots"
            )


def _step(problem: RosterProblem) -> int:
    starts = [start for template in problem.templates for start in template.starts_min]
    own = list(_off_offer(problem))
    menu = math.gcd(1440, *starts)
    step = math.gcd(menu, *(shift.start_min for _, shift in own))
    if step < min(menu, _LEAST_STEP_MIN):
        day, shift = next(one for one in own if one[1].start_min % _LEAST_STEP_MIN)
        raise NotForTours(
            f"{shift.agent_id} is locked on {day_of(problem, day)} to a shift that starts at "
            f"{clock(shift.start_min)}: let it start on a whole {_LEAST_STEP_MIN} min, or unlock it"
        )
    return step
