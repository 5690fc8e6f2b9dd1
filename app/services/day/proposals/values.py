"""What a missing agent counts by queue and slot, and less where the target is reached anyway."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, queues_of
from app.services.day.proposals.morning import Morning
from app.services.day.proposals.play import played, slots_left
from app.services.day.recourse.steering import aims_of
from data.model.grid import FloatArray
from data.model.language import tr

if TYPE_CHECKING:
    from rostering.day.options import Option

_CALM_SHARE = 0.02
"""So far above its aim a queue counts as calm [-]."""


@asked
def over_aims(context: Context, morning: Morning, from_min: int, plays: int) -> dict[str, float]:
    """How far above its aim each queue will end if nothing is done [-]; none if none is simulated.

    Notes
    -----
    The aim is that of the month and its callers: what the month so far leaves to be reached.
    """
    from rostering.day.effect import level_of

    seed = morning.day.toordinal()
    before = played(context, morning, (), from_min, plays, seed) if plays else None
    if before is None:
        return {}
    return {
        one.queue_id: level_of(before, (one.queue_id,)).mean - one.aim_share
        for one in aims_of(context, morning.day)
        if one.queue_id in morning.problem.requirement.queue_ids
    }


@asked
def calm_shares(context: Context, over: Mapping[str, float]) -> dict[str, float]:
    """How much a missing agent of each queue counts: less where the aim is reached anyway.

    Above it by `_CALM_SHARE`, a missing agent counts what the planning defaults say.
    """
    least = planning_of(context).day_calm_percent / 100
    return {
        queue_id: float(np.clip(1.0 - (1.0 - least) * far / _CALM_SHARE, least, 1.0))
        for queue_id, far in over.items()
    }


@asked
def needed_said(context: Context, over: Mapping[str, float]) -> list[str]:
    """A sentence on the queues from which nobody is sent home; none where all reach their aims."""
    names = [q.name for q in queues_of(context) if over.get(q.queue_id, 0.0) < 0]
    if not names:
        return []
    return [
        tr(
            "nobody is sent home from {queues}: the rest of the day is expected below its aim",
            queues=tr(", ").join(names),
        )
    ]


def needed_options(
    morning: Morning, options: "Sequence[Option]", over: Mapping[str, float]
) -> "list[Option]":
    """All but going home of whoever serves a queue that is expected to end below its aim.

    What formulas call spare there the simulated day has use for.
    """
    short = {queue_id for queue_id, far in over.items() if far < 0}
    needed = {a.agent_id for a in morning.problem.agents if short.intersection(a.skills)}
    return [one for one in options if one.kind != "time_off" or one.agent_id not in needed]


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
