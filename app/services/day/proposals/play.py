"""The rest of a day played: rosters with actions taken, against what may come or what came."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context
from app.services.day.proposals.morning import Morning
from app.services.day.rest.need_again import conditions_today
from data.model.day.proposals import Action
from data.model.grid import Grid, IntArray
from data.model.roster import AgentDay, Roster
from data.model.shift import DAY_MIN, Shift

if TYPE_CHECKING:
    from rostering.simulation.report import ServiceReport


_NIGHT_MIN = 8 * 60
"""Part of the morning after that the night shifts of the day still cover [min]."""


def slots_left(morning: Morning, from_min: int) -> IntArray:
    """Slots of the horizon from a minute of the day to the end of its night shifts."""
    grid = morning.problem.requirement.grid
    first = grid.slot_at(morning.day, from_min)
    over = grid.slot_at(morning.day + timedelta(days=1), 0) + _NIGHT_MIN // grid.slot_min
    end = min(grid.slots, over)
    return np.arange(min(end, first), end)


def missing_hours(morning: Morning, actions: Sequence[Action], from_min: int) -> list[float]:
    """Missing agent-hours of each queue in the rest of the day with actions taken [h]."""
    from rostering.evaluation.cover import cover
    from rostering.rules.language.presence import FloorCount, SkillGroups

    problem, grid = morning.problem, morning.problem.requirement.grid
    slots = slots_left(morning, from_min)
    groups = SkillGroups(problem)
    supply = groups.supply(FloorCount.of(problem, after(morning.roster, actions)))
    skills = groups.skills
    own = np.eye(skills.shape[1], dtype=bool)
    for action in actions:
        if action.kind == "skill":
            first, end = (
                grid.slot_at(morning.day, one) for one in (action.from_min, action.until_min)
            )
            span = slice(first, end)
            line = np.zeros((1, grid.slots), dtype=np.int64)
            line[0, span] = np.minimum(1, supply[groups.group_of[action.agent_id], span])
            supply[groups.group_of[action.agent_id]] -= line[0]
            supply = np.vstack([supply, line])
            row = problem.requirement.queue_ids.index(action.queue_id)
            skills = np.vstack([skills, own[[row]]])
    met = cover(problem.requirement.heads[:, slots], supply[:, slots], skills, groups.prices)
    hours = met.shortfall.sum(axis=1) * grid.slot_min / 60
    return [float(one) for one in hours]


def after(roster: Roster, actions: Sequence[Action]) -> Roster:
    """The roster with actions taken; skill moves change no shift."""
    cells: dict[AgentDay, Shift | None] = {}
    for action in actions:
        if action.kind != "skill":
            shift = action.before or action.after
            assert shift is not None, "an action changes a shift"
            cells[action.agent_id, shift.day] = action.after
    others = [s for s in roster.shifts if (s.agent_id, s.day) not in cells]
    return Roster(roster.first, roster.days, (*others, *filter(None, cells.values())))


@asked
def played(
    context: Context,
    morning: Morning,
    actions: tuple[Action, ...],
    from_min: int,
    replications: int,
    seed: int,
) -> "ServiceReport | None":
    """The rest of a day played with some actions; None where a queue has no forecast."""
    from rostering.simulation.onward import simulate_onward

    problem, forecasts = morning.problem, morning.rest
    queue_ids = problem.requirement.queue_ids
    if not set(queue_ids) <= set(forecasts):
        return None
    ids = tuple(forecasts[queue_id].version_id for queue_id in queue_ids)
    conditions = conditions_today(context, ids, queue_ids)
    grid = grid_of(morning, from_min)
    if not grid.slots:
        return None
    shifts, skills = people(morning, actions)
    return simulate_onward(
        grid,
        conditions.queues,
        forecasts,
        shifts,
        skills,
        shrinkages=problem.requirement.shrinkages,
        behaviours=conditions.behaviours,
        links=conditions.links,
        replications=replications,
        seed=seed,
    )


def grid_of(morning: Morning, from_min: int) -> Grid:
    """Slots from a minute of the day to midnight."""
    given = morning.problem.requirement.grid
    whole = Grid.for_days(morning.day, 1, given.slot_min, given.zone)
    first = min(whole.slots, whole.slot_at(morning.day, from_min))
    return whole.part(first, whole.slots - first)


def people(
    morning: Morning, actions: Sequence[Action]
) -> tuple[list[Shift], list[tuple[str, tuple[str, ...]]]]:
    """Shifts and skills with actions taken; who moves to another queue is split into stretches."""
    problem = morning.problem
    roster = after(morning.roster, actions)
    near = [s for s in roster.shifts if -1 <= (s.day - morning.day).days <= 0]
    near += [s for s in problem.history if (morning.day - s.day).days == 1]
    skills = [(agent.agent_id, agent.skills) for agent in problem.agents]
    moved = [action for action in actions if action.kind == "skill"]
    shifts: list[Shift] = []
    for shift in near:
        mine = [a for a in moved if a.agent_id == shift.agent_id and shift.day == morning.day]
        parts = _split(shift, mine)
        shifts += [part for part, _ in parts]
        skills += [(part.agent_id, (queue,)) for part, queue in parts if queue]
    return shifts, list(dict.fromkeys(skills))


def _split(shift: Shift, moves: Sequence[Action]) -> list[tuple[Shift, str]]:
    """A shift in stretches: its own, and those at another queue, as somebody else's."""
    if not moves:
        return [(shift, "")]
    edges = sorted({shift.start_min, shift.end_min, *(m.from_min for m in moves),
                    *(m.until_min for m in moves)})  # fmt: skip
    found = []
    for first, end in pairwise(edges):
        queue = next((m.queue_id for m in moves if m.from_min <= first < m.until_min), "")
        who = f"{shift.agent_id}>{queue}" if queue else shift.agent_id
        inside = [r for r in shift.breaks if r.start_min >= first and r.end_min <= end]
        held = [a for a in shift.activities if a.start_min >= first and a.end_min <= end]
        day = shift.day + timedelta(days=first // DAY_MIN)
        over = first // DAY_MIN * DAY_MIN
        part = Shift(
            who, day, first - over, end - first, shift.template,
            tuple(replace(r, start_min=r.start_min - over) for r in inside),
            tuple(replace(a, start_min=a.start_min - over) for a in held),
        )  # fmt: skip
        found.append((part, queue))
    return found
