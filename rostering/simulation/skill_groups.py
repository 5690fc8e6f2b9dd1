"""Which people stand behind heads that a requirement counts by queue."""

from collections.abc import Mapping, Sequence

import numpy as np

from data.model.arrays import BoolArray, FloatArray, IntArray
from data.model.errors import InvalidValue

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
        raise InvalidValue(f"nobody has the skill for {lonely}; add it to agents or drop the queue")
    return skills[useful], share[useful] / share[useful].sum()


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
    rank = np.argsort(np.argsort(split - wanted, axis=0, kind="stable"), axis=0)
    return np.asarray(split + (rank < missing))
