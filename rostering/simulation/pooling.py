"""Heads of several queues together: the credit that shared skills earn, found by simulation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.model.arrays import BoolArray, FloatArray, IntArray
from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.queue import Queue
from data.model.requirement import Requirement
from rostering.simulation.report import ServiceReport
from rostering.simulation.routing import Policy
from rostering.simulation.simulate import simulate_heads
from rostering.simulation.traffic import Behaviour
from rostering.staffing.shrinkage import rostered

# Heads above the load may be trebled before the judge gives up.
_MOST_ADDED = 2.0


@dataclass(frozen=True, eq=False)
class Pooled:
    """A requirement with pooling credit and the simulation that allows it.

    Parameters
    ----------
    credit_share
        Part taken of the heads above offered load [-]; negative where the judge added some.
    report
        Simulated service of the pooled heads.
    kept
        Whether every queue's promise is kept in it.
    """

    requirement: Requirement
    credit_share: float
    report: ServiceReport
    kept: bool


def pooled_requirement(
    requirement: Requirement,
    forecasts: Mapping[str, Forecast],
    queues: Sequence[Queue],
    skill_mix: Mapping[tuple[str, ...], float],
    *,
    replications: int = 8,
    seed: int = 0,
    certain: bool = False,
    policy: Policy | None = None,
    behaviours: Mapping[str, Behaviour] | None = None,
    rounds: int = 6,
) -> Pooled:
    """Take heads away that shared skills make needless, as far as the simulator allows.

    Parameters
    ----------
    requirement
        Each queue sized alone (`build_requirement`).
    skill_mix
        Agents (or their share) with each set of skills.
    certain
        True: the expected rates are the true ones; False: the forecast's distribution.
    rounds
        Halvings of the credit; six find it to 1/64.

    Returns
    -------
    Pooled
        With the largest credit under which every queue's *period* service level meets its
        target in the simulation. Where separate heads do not (forecast error, handle times),
        heads are added instead, up to twice those above the load; `kept` says whether it helped.

    Notes
    -----
    A head above the offered load is there for chance peaks; peaks of several queues rarely fall
    together, so a share of these heads, the same for every queue and slot, is taken. One person
    is one head in one group: nobody is counted in two queues (the sets of the mix are served as
    the routing policy says).
    """
    rows = [queue.queue_id for queue in queues]
    if tuple(rows) != requirement.queue_ids:
        raise InvalidValue(f"queues {rows} are not those of {requirement.requirement_id}")
    skills, share = _groups(skill_mix, rows)
    spare = _spare(requirement, forecasts, queues)

    def judged(credit: float) -> tuple[IntArray, ServiceReport]:
        heads = np.ceil(requirement.floor_heads - credit * spare - 1e-9).astype(np.int64)
        report = simulate_heads(
            forecasts,
            queues,
            heads_by_group(heads, skills, share),
            grid=requirement.grid,
            group_skills=skills,
            replications=replications,
            seed=seed,
            policy=policy,
            behaviours=behaviours,
            certain=certain,
        )
        return heads, report

    credit, heads, report, kept = _largest(judged, queues, rounds)
    floor = np.maximum(heads, np.array([q.target.min_heads for q in queues])[:, None])
    pooled = replace(
        requirement,
        floor_heads=floor,
        heads=rostered(floor, requirement.shrinkages, requirement.grid),
        made_with={**requirement.made_with, "pooled": True, "credit_share": credit},
        basis=f"{requirement.basis}; pooled, {credit:.0%} of spare heads credited",
    )
    return Pooled(pooled, credit, report, kept)


def heads_by_group(heads: IntArray, skills: BoolArray, share: FloatArray) -> IntArray:
    """Split heads needed by queue into skill groups in proportion to the people there are.

    Parameters
    ----------
    heads
        Heads by queue, shape (queues, slots).
    skills
        Whether a group serves a queue, shape (groups, queues).
    share
        Share of each group among all agents [-], shape (groups,).

    Returns
    -------
    IntArray
        Heads by group, shape (groups, slots); as many in all as heads.
    """
    # Each queue's heads come from the groups that serve it, weighted by their size and divided
    # by the number of queues they serve: an all-rounder is only partly here for this queue.
    weight = skills * (share / np.maximum(skills.sum(axis=1), 1))[:, None]
    weight = weight / np.maximum(weight.sum(axis=0), 1e-300)
    wanted = weight @ heads
    split = np.floor(wanted).astype(np.int64)
    missing = heads.sum(axis=0) - split.sum(axis=0)
    order = np.argsort(split - wanted, axis=0, kind="stable")
    for slot in np.flatnonzero(missing > 0):
        split[order[: missing[slot], slot], slot] += 1
    return np.asarray(split)


def _largest(
    judged: Callable[[float], tuple[IntArray, ServiceReport]],
    queues: Sequence[Queue],
    rounds: int,
) -> tuple[float, IntArray, ServiceReport, bool]:
    heads, report = judged(0.0)
    low, high = 0.0, 1.0
    if not _promise_kept(report, queues):
        low, high = -_MOST_ADDED, 0.0
        heads, report = judged(low)
        if not _promise_kept(report, queues):
            return low, heads, report, False
    for _ in range(rounds):
        middle = (low + high) / 2
        fewer, seen = judged(middle)
        if _promise_kept(seen, queues):
            low, heads, report = middle, fewer, seen
        else:
            high = middle
    return low, heads, report, True


def _promise_kept(report: ServiceReport, queues: Sequence[Queue]) -> bool:
    return all(
        float(report.service_level(queue.queue_id).mean) >= queue.target.service_share
        for queue in queues
    )


def _groups(
    skill_mix: Mapping[tuple[str, ...], float], queue_ids: Sequence[str]
) -> tuple[BoolArray, FloatArray]:
    skills = np.array([[q in known for q in queue_ids] for known in skill_mix], dtype=bool)
    share = np.array(list(skill_mix.values()), dtype=np.float64)
    useful = skills.any(axis=1) & (share > 0)
    lonely = [q for k, q in enumerate(queue_ids) if not skills[useful, k].any()]
    if lonely:
        raise InvalidValue(f"nobody has the skill for {lonely}; add it to agents or drop the queue")
    return skills[useful], share[useful] / share[useful].sum()


def _spare(
    requirement: Requirement, forecasts: Mapping[str, Forecast], queues: Sequence[Queue]
) -> FloatArray:
    """Heads above offered load, shape (queues, slots); none for deferrable work."""
    spare = np.zeros(requirement.floor_heads.shape)
    for row, queue in enumerate(queues):
        if queue.deferrable_due_min is not None:
            continue
        demand = forecasts[queue.queue_id].demand
        first = demand.grid.index_of(requirement.grid.start)
        load = demand.load_erlang[first : first + requirement.grid.slots] / queue.concurrency
        above = np.maximum(0.0, requirement.floor_heads[row] - load)
        spare[row] = np.where(load > 0, above, 0.0)
    return spare
