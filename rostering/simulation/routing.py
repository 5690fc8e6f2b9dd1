"""Who takes which contact: plain policies."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from data.model.arrays import BoolArray, IntArray
from rostering.simulation.rows import NOBODY, Routing
from rostering.simulation.traffic import Traffic


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
        np.array([way.handling.concurrency_slowdown for way in traffic.behaviours]),
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
