"""Skill routing: groups of agents, who of them stands behind each queue's count, and policies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.language import tr
from rostering.simulation.tables import NOBODY, Routing
from rostering.simulation.traffic import Traffic

SkillMix = Mapping[tuple[str, ...], float]
"""Agents (or their share) with each set of skills."""


def skill_groups(skill_mix: SkillMix, queue_ids: Sequence[str]) -> tuple[BoolArray, FloatArray]:
    """Whether a group serves a queue, shape (groups, queues), and its share of all agents [-].

    Raises
    ------
    InvalidValue
        If nobody can serve one of the queues.
    """
    skills = np.array([[q in known for q in queue_ids] for known in skill_mix], dtype=bool)
    share = np.array(list(skill_mix.values()), dtype=np.float64)
    useful = skills.any(axis=1) & (share > 0)
    lonely = [q for k, q in enumerate(queue_ids) if not skills[useful, k].any()]
    if lonely:
        raise InvalidValue(
            tr(
                "nobody has the skill for {lonely}; add it to agents or drop the queue",
                lonely=lonely,
            )
        )
    return skills[useful], share[useful] / share[useful].sum()


def heads_by_group(heads: IntArray, skills: BoolArray, share: FloatArray) -> IntArray:
    """Split agents needed by queue into skill groups in proportion to the people there are.

    Parameters
    ----------
    heads
        Agents by queue, shape (queues, slots).
    skills
        Whether a group serves a queue, shape (groups, queues).
    share
        Share of each group among all agents [-], shape (groups,).

    Returns
    -------
    IntArray
        Agents by group, shape (groups, slots); as many in all as by queue.
    """
    # Each queue's agents come from the groups that serve it, weighted by their size and divided
    # by the number of queues they serve: an all-rounder is only partly here for this queue.
    weight = skills * (share / np.maximum(skills.sum(axis=1), 1))[:, None]
    weight = weight / np.maximum(weight.sum(axis=0), 1e-300)
    wanted = weight @ heads
    split = np.floor(wanted).astype(np.int64)
    missing = heads.sum(axis=0) - split.sum(axis=0)
    rank = np.argsort(np.argsort(split - wanted, axis=0, kind="stable"), axis=0)
    return np.asarray(split + (rank < missing))


@dataclass(frozen=True)
class Policy:
    """Skill routing.

    Parameters
    ----------
    contact
        What a free agent takes: the `longest_wait` among the queues served, or by `priority`
        (the order of queues). Deferrable work only when nothing urgent waits.
    agent
        Who takes a contact: the agent with the `fewest_skills` (so that all-rounders stay free),
        longest idle among equals; or simply the `longest_idle`.

    Notes
    -----
    An urgent contact that finds nobody idle interrupts deferrable work, which is resumed later.
    """

    contact: Literal["longest_wait", "priority"] = "longest_wait"
    agent: Literal["fewest_skills", "longest_idle"] = "fewest_skills"


def routing_tables(policy: Policy, group_skills: BoolArray, traffic: Traffic) -> Routing:
    """The policy as tables for the event loop.

    Parameters
    ----------
    group_skills
        Whether a group serves a queue, shape (groups, queues).
    """
    deferrable = np.array([q.deferrable_due_min is not None for q in traffic.queues], dtype=bool)
    urgent_first = np.argsort(deferrable, kind="stable")
    specialists_first = np.argsort(group_skills.sum(axis=1), kind="stable")
    return Routing(
        _preferences(group_skills, urgent_first),
        _preferences(group_skills.T, specialists_first),
        np.array([q.concurrency for q in traffic.queues], dtype=np.int64),
        np.array([way.handling.concurrency_slowdown for way in traffic.behaviours], np.float64),
        deferrable,
        traffic.patience_s,
        traffic.retry_after_s,
        traffic.retry_share,
        policy.contact == "longest_wait",
        policy.agent == "longest_idle",
    )


def _preferences(can: BoolArray, order: IntArray) -> IntArray:
    """For each row its true columns in the given order, padded with NOBODY."""
    table = np.full(can.shape, NOBODY, dtype=np.int64)
    for row, line in enumerate(can):
        chosen = [column for column in order if line[column]]
        table[row, : len(chosen)] = chosen
    return table
