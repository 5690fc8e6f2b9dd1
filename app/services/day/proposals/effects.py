"""What actions do for callers, queue by queue."""

from typing import TYPE_CHECKING

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, queues_of
from app.services.day.proposals.morning import Morning, day_at_hand
from app.services.day.proposals.play import after, missing_hours, played
from app.services.roster.check import roster_of
from app.services.service_quality.seats import seats_lacking
from data.model.day.proposals import Action, Effect, Proposal, QueueEffect
from data.model.errors import NotFound

if TYPE_CHECKING:
    from rostering.simulation.report import ServiceReport


@asked
def effects_by_queue(
    context: Context,
    morning: Morning,
    reports: "tuple[ServiceReport, ServiceReport]",
    missing: tuple[list[float], list[float]],
    differ: bool,
) -> tuple[QueueEffect, ...]:
    """What callers of each queue get by two plays of the day, with missing hours before and after.

    Parameters
    ----------
    reports
        The day without the actions, and with them.
    missing
        Missing agent-hours by queue without and with them [h].
    differ
        Whether there are any actions: without, the gain is nothing, not chance.
    """
    from rostering.day.effect import gain_of, level_of

    before, with_all = reports
    targets = {q.queue_id: q.target.service_share for q in queues_of(context)}
    still = Effect(0.0, 0.0, 0.0)
    return tuple(
        QueueEffect(
            queue_id,
            level_of(before, (queue_id,)),
            level_of(with_all, (queue_id,)),
            gain_of(before, with_all, (queue_id,)) if differ else still,
            targets[queue_id],
            round(missing[0][row], 2),
            round(missing[1][row], 2),
        )
        for row, queue_id in enumerate(morning.problem.requirement.queue_ids)
    )


@asked
def effects_of_some(
    context: Context, proposal: Proposal, actions: tuple[Action, ...]
) -> tuple[QueueEffect, ...]:
    """Expected effect of some actions of a proposal, by queue, as known when it was made.

    Notes
    -----
    Empty where the proposal simulated nothing, or what it was simulated from is no longer there.
    """
    if not proposal.effects or set(actions) == set(proposal.actions):
        return proposal.effects
    try:
        morning = day_at_hand(context, proposal.made_at, proposal.roster_id)
    except NotFound:
        return ()
    plays, seed = planning_of(context).day_replications, morning.day.toordinal()
    reports = [
        played(context, morning, some, proposal.from_min, plays, seed) for some in ((), actions)
    ]
    if reports[0] is None or reports[1] is None:
        return ()
    missing = (
        missing_hours(morning, (), proposal.from_min),
        missing_hours(morning, actions, proposal.from_min),
    )
    return effects_by_queue(context, morning, (reports[0], reports[1]), missing, True)


@asked
def seats_lacking_after(
    context: Context, proposal: Proposal, numbers: tuple[int, ...] = ()
) -> tuple[str, ...]:
    """When actions of a proposal bring more people than there are seats, in sentences.

    Parameters
    ----------
    numbers
        Actions by number; all if empty.
    """
    saved = context.store.load_roster(proposal.roster_id)
    before = roster_of(saved)
    with_them = after(before, proposal.chosen(numbers))
    return seats_lacking(context, saved.problem, with_them, before)
