"""What standby and what lacked cost in a replayed storm, beside who knew, and hour by hour."""

from typing import TYPE_CHECKING

import numpy as np

from data.model.day.storm import Playbook
from data.model.grid import FloatArray
from rostering.staffing.standby import newsvendor

if TYPE_CHECKING:
    from forecasting.intraday.surge import SurgeModel, SurgeTrail
    from rostering.staffing.standby import StandbyBlock, StandbyPlan

NOTICE_H = 1
"""Notice of standby that is called hour by hour [h]."""

_LEVELS = np.linspace(0.025, 0.975, 20)


def working(plan: "StandbyPlan", playbook: Playbook, need: FloatArray) -> FloatArray:
    """Agents of the standby who work in each hour: who costs least to call comes first."""
    there = np.zeros(len(need))
    for tier in sorted(playbook.tiers, key=lambda one: one.call):
        held = plan.people(tier.name).astype(np.float64)
        held[: tier.notice_h] = 0.0
        there += np.minimum(held, np.maximum(0.0, need - there))
    return there


def cost_of(
    blocks: "tuple[StandbyBlock, ...]",
    playbook: Playbook,
    need: FloatArray,
    short: FloatArray,
) -> float:
    """Cost of a plan against what came [paid hours]."""
    tiers = {tier.name: tier for tier in playbook.tiers}
    held = sum(b.people * (b.end - b.start) * tiers[b.kind].hold for b in blocks)
    free = np.zeros(len(need))
    called = 0.0
    for tier in sorted(playbook.tiers, key=lambda one: one.call):
        on = np.zeros(len(need))
        for block in blocks:
            if block.kind == tier.name:
                on[block.start : min(block.end, len(need))] += block.people
        on[: tier.notice_h] = 0.0
        used = np.minimum(on, np.maximum(0.0, need - free))
        free += used
        called += float(used.sum()) * tier.call
    return float(held + called + playbook.shortfall * short.sum())


def hourly_cost(
    model: "SurgeModel",
    trail: "SurgeTrail",
    usual: FloatArray,
    need: FloatArray,
    begin: int,
    agents_each: float,
    playbook: Playbook,
) -> float:
    """Standby called hour by hour, each for the next one by what calm or a surge may add."""
    within = [tier for tier in playbook.tiers if tier.notice_h <= NOTICE_H]
    tier = min(within, key=lambda one: one.hold + one.call, default=None)
    cost, hours = 0.0, slice(begin, begin + len(need))
    usual = usual[: hours.stop]  # the trail ends with the storm
    ahead = np.array(
        [trail.added_ahead(model, usual, NOTICE_H, level)[hours] for level in _LEVELS.tolist()]
    )
    for place, lacks in enumerate(need.tolist()):
        held = 0.0
        if tier is not None and begin + place >= NOTICE_H:
            held = np.ceil(newsvendor(ahead[:, place] * agents_each, tier.hold,
                                      playbook.shortfall - tier.call))  # fmt: skip
        used = min(held, lacks)
        price = tier.hold * held + tier.call * used if tier else 0.0
        cost += price + playbook.shortfall * (lacks - used)
    return float(cost)


def knew(need: FloatArray, playbook: Playbook) -> float:
    """Cost of one who had known every hour [paid hours]."""
    each = [
        min([playbook.shortfall, *(t.hold + t.call for t in playbook.tiers if hour >= t.notice_h)])
        for hour in range(len(need))
    ]
    return float(need @ np.array(each))
