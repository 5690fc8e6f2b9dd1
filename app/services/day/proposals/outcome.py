"""The next morning: what actions were to bring, and what they did to the contacts that came."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, today_of
from app.services.day.proposals.morning import Morning, day_at_hand
from app.services.day.proposals.play import grid_of, people
from app.services.day.proposals.take import day_log, proposal_named
from app.services.day.rest.need_again import conditions_today
from data.model.day.proposals import Action, Effect, Proposal, Taken
from data.model.errors import NotFound
from data.model.grid import FloatArray
from data.model.language import tr


@dataclass(frozen=True)
class Outcome:
    """One queue of what was taken: expected and real effect.

    Parameters
    ----------
    expected, real
        By how much the share answered in time of the rest of the day rose [-]; None where it was
        not simulated, or the day's contacts are not all known.
    came
        Contacts that came in the rest of the day [contacts].
    """

    queue_id: str
    expected: Effect | None
    real: Effect | None
    came: float


@dataclass(frozen=True)
class Scored:
    """What was taken of a proposal, scored.

    Parameters
    ----------
    why_not
        A sentence on why there is no score yet; empty where there is one.
    """

    taken: Taken
    actions: tuple[Action, ...]
    outcomes: tuple[Outcome, ...] = ()
    why_not: str = ""


@asked
def outcomes_of(context: Context, day: date) -> tuple[Scored, ...]:
    """Whatever was taken on a day and stands, scored on the contacts that came."""
    standing = [one for one in day_log(context, day).taken if not one.undone_by]
    return tuple(_scored(context, day, taken) for taken in standing)


def _scored(context: Context, day: date, taken: Taken) -> Scored:
    proposal = proposal_named(context, taken.proposal_id)
    actions = proposal.chosen(taken.numbers)
    if day >= today_of(context):
        return Scored(taken, actions, why_not=tr("the day is not over: scored the next morning"))
    try:
        real = _real(context, proposal, actions)
    except NotFound as error:
        return Scored(taken, actions, why_not=str(error))
    expected = {one.queue_id: one.gain for one in taken.expected}
    return Scored(
        taken,
        actions,
        tuple(
            Outcome(queue_id, expected.get(queue_id), gain, came) for queue_id, gain, came in real
        ),
    )


def _real(
    context: Context, proposal: Proposal, actions: tuple[Action, ...]
) -> list[tuple[str, Effect, float]]:
    """Gain of each queue under the contacts that came, and how many came."""
    from rostering.day.effect import gain_of
    from rostering.day.replay import replay_people

    morning = day_at_hand(context, proposal.made_at, proposal.roster_id)
    queue_ids = morning.problem.requirement.queue_ids
    came, handle_s = _contacts(context, morning, proposal.from_min)
    ids = tuple(morning.rest[queue_id].version_id for queue_id in queue_ids)
    conditions = conditions_today(context, ids, queue_ids)
    reports = []
    for some in ((), actions):
        shifts, skills = people(morning, some)
        reports.append(
            replay_people(
                grid_of(morning, proposal.from_min),
                conditions.queues,
                came,
                handle_s,
                shifts,
                skills,
                behaviours=conditions.behaviours,
                shrinkages=morning.problem.requirement.shrinkages,
                replications=planning_of(context).day_replications,
                seed=proposal.day.toordinal(),
            )
        )
    return [
        (queue_id, gain_of(reports[0], reports[1], (queue_id,)), float(came[row].sum()))
        for row, queue_id in enumerate(queue_ids)
    ]


def _contacts(context: Context, morning: Morning, from_min: int) -> tuple[FloatArray, FloatArray]:
    """Contacts that came and their handle times in the rest of the day, (queues, slots) each.

    Raises
    ------
    NotFound
        If a slot of any queue is not known yet.
    """
    grid = grid_of(morning, from_min)
    came, handle_s = [], []
    for queue_id in morning.problem.requirement.queue_ids:
        series = context.store.load_series(queue_id, morning.day, morning.day)
        first = series.grid.index_of(grid.start)
        mine = series.offered[max(0, first) : max(0, first) + grid.slots]
        if first < 0 or len(mine) < grid.slots or not np.isfinite(mine).all():
            raise NotFound(
                tr(
                    "contacts of {queue} are not all known for {day}: import them, and it is "
                    "scored",
                    queue=queue_id,
                    day=morning.day,
                )
            )
        forecast = morning.rest.get(queue_id)
        if forecast is None:
            raise NotFound(
                tr("no forecast of {queue} was made before {day}", queue=queue_id, day=morning.day)
            )
        at = forecast.grid.index_of(grid.start)
        came.append(mine)
        handle_s.append(forecast.demand.handle_s[at : at + grid.slots])
    return np.array(came), np.array(handle_s)
