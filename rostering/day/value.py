"""What one agent more or less is worth where, by the contacts that are answered in time with them.

A missing agent at noon leaves more people waiting than one at night, and one beyond the need still
answers some sooner. The roster's own price says what a missing agent is worth on the average.
"""

from collections.abc import Sequence

import numpy as np

from data.model.grid import FloatArray, IntArray
from data.model.queue import Queue
from rostering.staffing.agents import fewest_agents
from rostering.staffing.service import service

BELOW, ABOVE = 4, 3
"""Agents below and above the need that are told apart."""
SPARE_WORTH = 0.02
"""What callers win by an agent beyond the need counts so much of what they lose by a missing one:
the need is the promise. Overtime is not paid for more than was promised [-]."""
_LEAST, _MOST = 0.25, 3.0
"""Somebody missing is never worth less or more than so many average ones [-]."""


def unit_values(
    queues: Sequence[Queue], contacts: FloatArray, handle_s: FloatArray, need: IntArray,
    slot_min: int,
) -> FloatArray:  # fmt: skip
    """Value of the agents around the need, relative to a missing one on the average [-].

    Parameters
    ----------
    contacts, handle_s
        Expected in each slot [contacts/slot, s], shape (queues, slots).
    need
        Agents required [agents], same shape.

    Returns
    -------
    Shape (queues, slots, BELOW + ABOVE): of the last `BELOW` agents of the need and the first
    `ABOVE` beyond it, never rising from one to the next.

    Notes
    -----
    Gain in contacts in time by Erlang A or C around the fewest agents that keep the target; where
    it rises first (too few agents serve nobody in time) it is held at its highest. Queues whose
    work can wait have one value up to the need and none beyond.
    """
    found = np.zeros((*need.shape, BELOW + ABOVE))
    found[:, :, :BELOW] = 1.0
    for row, queue in enumerate(queues):
        if queue.deferrable_due_min is None and contacts[row].sum() > 0:
            found[row] = _of_queue(queue, contacts[row], handle_s[row], need[row], slot_min)
    return found


def _of_queue(
    queue: Queue, contacts: FloatArray, handle_s: FloatArray, need: IntArray, slot_min: int
) -> FloatArray:
    handle = np.maximum(handle_s, 1e-9)
    load = contacts * handle / (60.0 * slot_min)
    fewest = fewest_agents(
        load, handle, queue.target, patience_s=queue.patience_s, concurrency=queue.concurrency
    )
    agents = np.maximum(0, fewest[:, None] + np.arange(-BELOW, ABOVE + 1)) * queue.concurrency
    level = service(
        agents, load[:, None], handle[:, None], queue.target.threshold_s, queue.patience_s
    ).level(queue.target.definition)
    gain = np.diff(np.where(agents > 0, level, 0.0), axis=1) * contacts[:, None]
    gain = np.maximum.accumulate(np.maximum(gain, 0.0)[:, ::-1], axis=1)[:, ::-1]
    wanted = need > 0
    usual = gain[wanted, BELOW - 1].mean() if wanted.any() else 0.0
    if usual <= 0:
        gain[:, :BELOW], gain[:, BELOW:] = 1.0, 0.0
        return gain
    gain = gain / usual
    gain[:, :BELOW] = np.clip(gain[:, :BELOW], _LEAST, _MOST)
    gain[:, BELOW:] = SPARE_WORTH * np.minimum(gain[:, BELOW:], gain[:, [BELOW - 1]])
    return gain
