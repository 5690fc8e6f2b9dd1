"""Skill sets of a centre and how many agents hold each, in proportion to workload."""

from collections.abc import Mapping

import numpy as np

from data.model.errors import InvalidValue

MOST_SETS = 7
ALL_SHARE = 0.25
"""Share of agents who can serve everything [-]; pooling needs few (the 'chaining' result of
Jordan, Graves 1995: a closed chain of pairs gives most of the benefit of full flexibility)."""

SkillSet = tuple[str, ...]


def skill_shares(queue_weights: Mapping[str, float]) -> dict[SkillSet, float]:
    """Share of agents per skill set [-]: a closed chain of neighbouring queues, and all-rounders.

    Parameters
    ----------
    queue_weights
        Workload of each queue (any unit), all >= 0, one at least above zero.

    Notes
    -----
    Link i of the chain serves queue i and its neighbour and has queue i's share of the work, so
    that all work can be met by people serving their own link first. More than six queues are
    bundled, small ones together, so that at most seven sets arise.

    Raises
    ------
    InvalidValue
        If no queue has work, or a weight is negative.
    """
    total = sum(queue_weights.values())
    if not queue_weights or min(queue_weights.values()) < 0 or total <= 0:
        raise InvalidValue("skills need at least one queue with work and no negative weight")
    bundles = _bundles(queue_weights)
    everything = tuple(queue_weights)
    if len(bundles) == 1:
        return {everything: 1.0}
    shares = {everything: ALL_SHARE}
    for i, bundle in enumerate(bundles):
        weight = sum(queue_weights[queue] for queue in bundle) / total
        chained = _chained(bundles, i, everything)
        shares[chained] = shares.get(chained, 0.0) + (1 - ALL_SHARE) * weight
    return shares


def apportion(shares: Mapping[SkillSet, float], agents: int) -> dict[SkillSet, int]:
    """Whole agents per skill set by largest remainders; the sum is `agents`."""
    exact = np.array(list(shares.values())) * agents / sum(shares.values())
    counts = np.floor(exact).astype(int)
    for i in np.argsort(counts - exact, kind="stable")[: agents - counts.sum()]:
        counts[i] += 1
    return dict(zip(shares, counts.tolist(), strict=True))


def _bundles(queue_weights: Mapping[str, float]) -> list[SkillSet]:
    bundles: list[SkillSet] = [(queue,) for queue in queue_weights]
    while len(bundles) > MOST_SETS - 1:
        by_weight = sorted(bundles, key=lambda b: sum(queue_weights[queue] for queue in b))
        merged = by_weight[0] + by_weight[1]
        bundles = [b for b in bundles if b not in by_weight[:2]] + [merged]
    return bundles


def _chained(bundles: list[SkillSet], i: int, everything: SkillSet) -> SkillSet:
    if len(bundles) == 2:  # a chain of two is everybody doing everything: keep specialists
        return bundles[i]
    linked = {*bundles[i], *bundles[(i + 1) % len(bundles)]}
    return tuple(queue for queue in everything if queue in linked)
