"""Hours that are required of a queue and that nobody on the staff can work, whatever the roster."""

from collections.abc import Iterator

import numpy as np

from data.model.grid import BoolArray
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.words import are, counted
from rostering.rules.language.presence import Clock

_WEEK_DAYS = 7


def nobody_can_serve(problem: RosterProblem) -> tuple[str, ...]:
    """One sentence for each queue with required hours out of everybody's reach; often none.

    Notes
    -----
    Out of reach is a slot on whose day, and the day before, everybody with the skill is on leave,
    and all slots of a queue for which nobody has the skill.
    """
    days = _day_of_slots(problem)
    return tuple(
        sentence
        for row, queue_id in enumerate(problem.requirement.queue_ids)
        for sentence in _of_queue(problem, queue_id, row, days)
    )


def _of_queue(problem: RosterProblem, queue_id: str, row: int, days: np.ndarray) -> Iterator[str]:
    heads = problem.requirement.heads[row]
    skilled = [agent.agent_id for agent in problem.agents if queue_id in agent.skills]
    away = ~_somebody_there(problem, skilled)[days]
    hours = float(heads[away].sum()) * problem.requirement.grid.slot_min / 60
    if not hours:
        return
    if not skilled:
        weekly = hours * _WEEK_DAYS / problem.days
        yield (
            tr(
                "Nobody can serve {queue_id}: {said} h a week stay without anybody. Give people "
                "the skill, or leave the queue out of the requirement.",
                queue_id=queue_id,
                said=_said(weekly),
            )
        )
        return
    dates = sorted({problem.dates[min(day, problem.days - 1)] for day in days[away & (heads > 0)]})
    many = counted(len(skilled), "person", "people")
    yield (
        tr(
            "Nobody can serve {queue_id} on {days}, the first {dates}: {said} h stay without "
            "anybody, for the {many} with the skill {are} on leave.",
            queue_id=queue_id,
            days=counted(len(dates), "day"),
            dates=dates[0],
            said=_said(hours),
            many=many,
            are=are(len(skilled)),
        )
    )


def _somebody_there(problem: RosterProblem, agents: list[str]) -> BoolArray:
    """Whether on a day or the day before somebody of these is not on leave, shape (days + 1,)."""
    there = np.zeros(problem.days + 1, dtype=bool)  # the last: a morning after the horizon
    for agent in agents:
        leave = problem.leave_days.get(agent, frozenset())
        for day in range(-1, problem.days):
            if day not in leave:
                there[max(day, 0) : day + 2] = True
    return there


def _day_of_slots(problem: RosterProblem) -> np.ndarray:
    """Day number of each slot of the requirement, shape (slots,)."""
    clock = Clock(problem)
    begins = [clock.span(day, 0, 0)[0] for day in range(problem.days)]
    begins.append(problem.grid.slots)
    slots = np.arange(problem.requirement.grid.slots)
    return np.asarray(np.searchsorted(begins, slots, side="right") - 1)


def _said(hours: float) -> str:
    return f"{hours:,.1f}".removesuffix(".0")
