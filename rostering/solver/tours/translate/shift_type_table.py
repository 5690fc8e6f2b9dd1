"""Which shift type and start of the tour engine stands for which duty of whom."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.shift import DAY_MIN, Shift
from data.model.staff import Agent
from rostering.rules.language.duty import Duty, contract_templates, locked_cells, matches
from rostering.solver.options import on_offer
from rostering.solver.tours.instance import NotForTours, ShiftType
from rostering.solver.tours.translate.shift_types import LockedShiftType, TemplateType
from rostering.solver.tours.translate.statement_resource import Offered

Place = tuple[int, int]
"""Shift type and start index."""

_LEAST_STEP_MIN, _MOST_LOCKED_SHIFT_TYPES = 5, 60
"""Finer starts of locked shifts, and more shift types, make tables of all agents too large."""


@dataclass(frozen=True, eq=False)
class ShiftTypeTable:
    """Shift types of the templates in their order, then those of shifts that locks hold.

    Parameters
    ----------
    step_min
        Distance of possible starts [min].
    """

    problem: RosterProblem
    step_min: int
    templates: tuple[TemplateType, ...]
    locked: tuple[LockedShiftType, ...]

    @classmethod
    def of(cls, problem: RosterProblem) -> "ShiftTypeTable":
        """The shift types of a problem.

        Raises
        ------
        NotForTours
            If breaks can be placed in no way or in too many, or locked shifts are of too many
            sorts.
        """
        slot_min = problem.requirement.grid.slot_min
        templates = tuple(
            TemplateType(template, slot_min, late_min)
            for template in problem.templates
            for late_min in sorted({at % slot_min for at in template.starts_min})
        )
        step_min = _step(problem)
        own = (shift for _, shift in held_shifts(problem))
        locked = tuple(dict.fromkeys(LockedShiftType.of(shift, step_min) for shift in own))
        known = {(t.code, t.length_min, t.paid_min) for t in problem.templates}
        odd = [one for one in locked if (one.template, one.length_min, one.paid_min) not in known]
        if len(odd) > _MOST_LOCKED_SHIFT_TYPES:
            raise NotForTours(
                tr(
                    "{locked} sorts of locked shifts are not among the templates (at "
                    "most {most_locked_shift_types} can be): add templates for them, or "
                    "unlock some",
                    locked=len(odd),
                    most_locked_shift_types=_MOST_LOCKED_SHIFT_TYPES,
                )
            )
        return cls(problem, step_min, templates, locked)

    @property
    def shift_types(self) -> tuple[ShiftType, ...]:
        """What the engine sees of them."""
        return (
            *(one.shift_type for one in self.templates),
            *(one.shift_type for one in self.locked),
        )

    def duties(self, agent: Agent) -> Offered:
        """Duty of each shift type and start that an agent may ever work."""
        found = {
            self._template_place(duty.template, duty.start_min): duty
            for duty in contract_templates(self.problem, agent.contract_id)
        }
        own = self._own.get(agent.agent_id, {}).values()
        return {**found, **{self._own_place(shift): Duty.of(shift) for shift in own}}

    def place(self, agent_id: str, day: int, duty: Duty) -> Place:
        """Shift type and start of a duty that an agent may work on a day."""
        own = self.own_shift(agent_id, day)
        if own is not None and matches(duty, own):
            return self._own_place(own)
        return self._template_place(duty.template, duty.start_min)

    def place_of(self, shift: Shift, day: int) -> Place | None:
        """Shift type and start of a shift; None where the engine has none for it."""
        own = self.own_shift(shift.agent_id, day)
        if own is not None and replace(own, activities=()) == replace(shift, activities=()):
            return self._own_place(own)
        template = self.problem.template.get(shift.template)
        fits = template is not None and template.length_min == shift.length_min
        if not fits or (shift.template, self._late_min(shift.start_min)) not in self._numbers:
            return None
        return self._template_place(shift.template, shift.start_min)

    def own_shift(self, agent_id: str, day: int) -> Shift | None:
        """The shift that a lock holds as it is in a cell."""
        return self._own.get(agent_id, {}).get(day)

    def _own_place(self, shift: Shift) -> Place:
        one = LockedShiftType.of(shift, self.step_min)
        start_min = min(shift.start_min + one.early_min, DAY_MIN - self.step_min)
        return len(self.templates) + self.locked.index(one), start_min // self.step_min

    def _template_place(self, template: str, start_min: int) -> Place:
        number = self._numbers[template, self._late_min(start_min)]
        return number, start_min // self.step_min

    def _late_min(self, start_min: int) -> int:
        return start_min % self.problem.requirement.grid.slot_min

    @cached_property
    def _numbers(self) -> dict[tuple[str, int], int]:
        return {(one.template.code, one.late_min): i for i, one in enumerate(self.templates)}

    @cached_property
    def _own(self) -> dict[str, dict[int, Shift]]:
        found: dict[str, dict[int, Shift]] = {}
        for day, shift in held_shifts(self.problem):
            found.setdefault(shift.agent_id, {})[day] = shift
        return found


def held_shifts(problem: RosterProblem) -> Iterator[tuple[int, Shift]]:
    """Day numbers and shifts that locks hold to the break: in others breaks are to be placed."""
    for agent in problem.agents:
        for day, shift in locked_cells(problem, agent).items():
            if shift is None:
                continue
            known = on_offer(problem, agent, shift)
            if not known or shift.breaks or not problem.template[shift.template].breaks:
                yield day, shift


def _step(problem: RosterProblem) -> int:
    """Distance of starts that holds those of all templates, and locked ones to five minutes."""
    common = math.gcd(DAY_MIN, *(at for one in problem.templates for at in one.starts_min))
    own = math.gcd(common, *(shift.start_min for _, shift in held_shifts(problem)))
    step = max(own, math.gcd(common, _LEAST_STEP_MIN))
    return step if step >= min(common, _LEAST_STEP_MIN) else common
