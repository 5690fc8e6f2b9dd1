"""A shift of a template for one person and day, its breaks where they hurt least."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from itertools import islice

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Break, Shift, ShiftTemplate
from rostering.evaluation.cover import Cover
from rostering.evaluation.scorecard import cover_of
from rostering.rules.language.breaks import placements
from rostering.rules.language.presence import FloorCount

MOST_PLACEMENTS = 20_000
"""Placements tried at most; known templates have a few hundred."""


def shift_from_template(
    problem: RosterProblem,
    roster: Roster,
    agent_id: str,
    day: date,
    template_code: str,
    start_min: int,
) -> Shift:
    """Place a template at a start, with breaks in the slots that miss this person least.

    Raises
    ------
    InvalidValue
        If no such template is known, or not at this start.
    """
    template = problem.template.get(template_code)
    if template is None or start_min not in template.starts_min:
        raise InvalidValue(
            tr(
                "no shift template {template_code!r} starts at minute {start_min}",
                template_code=template_code,
                start_min=start_min,
            )
        )
    without = roster.with_cell(agent_id, day, None)
    need = _need(problem, cover_of(problem, FloorCount.of(problem, without)), agent_id)
    return _placed(problem, agent_id, day, template, start_min, need)


def _placed(
    problem: RosterProblem,
    agent_id: str,
    day: date,
    template: ShiftTemplate,
    start_min: int,
    need: FloatArray,
) -> Shift:
    slot = problem.requirement.grid.slot_at(day, start_min)
    step = problem.requirement.grid.slot_min
    first = slot - start_min // step  # the slot in which the day begins, if no clock changes
    tried = islice(placements(template.breaks, start_min, step), MOST_PLACEMENTS)
    breaks = min(tried, key=lambda found: _missed(found, need, first, step), default=None)
    if breaks is None:
        raise InvalidValue(
            tr("template {code}: its break windows leave no room in order", code=template.code)
        )
    return Shift(agent_id, day, start_min, template.length_min, template.code, breaks)


def with_breaks(problem: RosterProblem, roster: Roster, bare: Collection[Shift]) -> Roster:
    """A roster in which some shifts get the breaks of their templates; others stay as they are.

    Notes
    -----
    Cover is reckoned once a day: a month of 120 people takes seconds. Within the day each break
    placed takes one from the spare agents where it lies, so that the next ones keep away.
    """
    for day in sorted({shift.day for shift in bare}):
        met = cover_of(problem, FloorCount.of(problem, roster))
        taken = np.zeros(problem.requirement.grid.slots)
        placed = [
            _with_breaks(problem, shift, met, taken)
            if shift.day == day and shift in bare
            else shift
            for shift in roster.shifts
        ]
        roster = Roster(roster.first, roster.days, tuple(placed))
    return roster


def _with_breaks(problem: RosterProblem, shift: Shift, met: Cover, taken: FloatArray) -> Shift:
    template = problem.template.get(shift.template)
    if template is None or not template.breaks or not _is_template(shift, template):
        return shift
    spare = met.surplus - taken  # this person is among those on the floor
    need = _need(problem, met, shift.agent_id) + np.maximum(0.0, 1 - spare) + 0.1 * taken
    made = _placed(problem, shift.agent_id, shift.day, template, shift.start_min, need)
    step = problem.requirement.grid.slot_min
    for pause in made.breaks:
        slot = problem.requirement.grid.slot_at(shift.day, pause.start_min)
        taken[max(0, slot) : max(0, slot - (-pause.length_min // step))] += 1
    return replace(made, activities=shift.activities)


def _is_template(shift: Shift, template: ShiftTemplate) -> bool:
    return shift.length_min == template.length_min and shift.start_min in template.starts_min


def _need(problem: RosterProblem, met: Cover, agent_id: str) -> FloatArray:
    """How much one more head of this agent's skills is missed in each slot, shape (slots,)."""
    agent = next(agent for agent in problem.agents if agent.agent_id == agent_id)
    served = [q in agent.skills for q in problem.requirement.queue_ids]
    return np.asarray(met.shortfall[served].sum(axis=0) - 0.1 * met.surplus, dtype=np.float64)


def _missed(breaks: tuple[Break, ...], need: FloatArray, first: int, step: int) -> float:
    missed = 0.0
    for pause in breaks:
        begin, end = first + pause.start_min // step, first - (-pause.end_min // step)
        missed += float(need[max(0, begin) : max(0, end)].sum())
    return missed
