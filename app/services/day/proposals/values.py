"""What a missing agent counts by queue and slot, and less where the target is reached anyway."""

from collections.abc import Mapping

import numpy as np

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, queues_of
from app.services.day.proposals.morning import Morning
from app.services.day.proposals.play import played, slots_left
from app.services.day.recourse.steering import aims_of
from data.model.grid import FloatArray
from data.model.language import tr

_CALM_SHARE = 0.02
"""So far above its aim a queue counts as calm [-]."""


@asked
def calm_shares(context: Context, morning: Morning, from_min: int, plays: int) -> dict[str, float]:
    """How much a missing agent of each queue counts: less where the target is reached anyway.

    Notes
    -----
    The target is that of the month and its callers: what the month so far leaves to be reached is
    aimed at. Above it by `_CALM_SHARE`, a missing agent counts what the planning defaults say.
    """
    from rostering.day.effect import level_of

    seed = morning.day.toordinal()
    before = played(context, morning, (), from_min, plays, seed) if plays else None
    if before is None:
        return {}
    least = planning_of(context).day_calm_percent / 100
    aims = {one.queue_id: one.aim_share for one in aims_of(context, morning.day)}
    found = {}
    for queue_id, aim in aims.items():
        if queue_id in morning.problem.requirement.queue_ids:
            over = (level_of(before, (queue_id,)).mean - aim) / _CALM_SHARE
            found[queue_id] = float(np.clip(1.0 - (1.0 - least) * over, least, 1.0))
    return found


@asked
def calm_said(context: Context, calm: dict[str, float]) -> list[str]:
    """A sentence on the queues whose missing agents count least; none where none do."""
    least = planning_of(context).day_calm_percent / 100
    names = [q.name for q in queues_of(context) if calm.get(q.queue_id, 1.0) <= least < 1]
    if not names:
        return []
    return [
        tr(
            "{queues} will reach what the month needs anyway: a missing agent counts {share:.0%} "
            "of its price there",
            queues=tr(", ").join(names), share=least,
        )
    ]  # fmt: skip


@asked
def values_of_agents(
    context: Context, morning: Morning, from_min: int, calm: Mapping[str, float]
) -> FloatArray | None:
    """Value of agents by slot; None where a queue has no forecast."""
    from rostering.day.value import unit_values

    requirement, slots = morning.problem.requirement, slots_left(morning, from_min)
    if not set(requirement.queue_ids) <= set(morning.rest) or not len(slots):
        return None
    contacts, handle_s = [], []
    for queue_id in requirement.queue_ids:
        demand = morning.rest[queue_id].demand
        here = slots + demand.grid.index_of(requirement.grid.start)
        if here[0] < 0 or here[-1] >= demand.grid.slots:
            return None
        contacts.append(demand.contacts[here])
        handle_s.append(demand.handle_s[here])
    found = unit_values(
        queues_of(context, requirement.queue_ids), np.array(contacts), np.array(handle_s),
        requirement.heads[:, slots], requirement.grid.slot_min,
    )  # fmt: skip
    share = [calm.get(queue_id, 1.0) for queue_id in requirement.queue_ids]
    return np.asarray(found * np.array(share)[:, None, None])
