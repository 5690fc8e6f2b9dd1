"""One replication: draw, play, count."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray, IntArray
from data.model.queue import Definition
from data.model.requirement import Shrinkage
from rostering.simulation.counting import tally
from rostering.simulation.kernel import run_events
from rostering.simulation.presence import ABSENCE, Presence, with_absence
from rostering.simulation.routing import Policy, routing_tables
from rostering.simulation.tables import NOBODY, Contacts, State
from rostering.simulation.traffic import Traffic, drawn_contacts, stream

OFFERED, ANSWERED, ABANDONED, MET_VIRTUAL, MET_OFFERED, MET_WAITED, WAITED_S = range(7)

LEVEL: dict[Definition, tuple[int, int]] = {
    "virtual": (MET_VIRTUAL, OFFERED),
    "answered": (MET_OFFERED, ANSWERED),
    "offered": (MET_OFFERED, OFFERED),
    "waited": (MET_WAITED, OFFERED),
}
"""Columns of numerator and denominator of each definition of the service level."""


@dataclass(frozen=True, eq=False)
class Records:
    """One row per contact, and time sums of the agents.

    Parameters
    ----------
    count
        Contacts, retries included; only so many rows of `contacts` are used.
    contacts
        Rows of the event loop; `queue` and `agent` are positions.
    busy_s, present_s
        Time at work and on the floor [s], shape (groups, slots).
    """

    count: int
    contacts: Contacts
    busy_s: FloatArray
    present_s: FloatArray


def replicate(
    traffic: Traffic,
    plan: Presence,
    *,
    policy: Policy,
    shrinkages: tuple[Shrinkage, ...] = (),
    seed: int = 0,
    replication: int = 0,
) -> Records:
    """Play one horizon and keep what happened to each contact."""
    contacts, arrivals = drawn_contacts(traffic, seed, replication)
    present = with_absence(plan, shrinkages, traffic.grid, stream(seed, replication, ABSENCE))
    segments, events = present.plan()
    routing = routing_tables(policy, plan.group_skills, traffic)
    state = _fresh_state(len(contacts.arrival_s), plan, traffic)
    slot_s = 60.0 * traffic.grid.slot_min
    end_s = slot_s * traffic.grid.slots
    agents = present.agents()
    count = run_events(arrivals, end_s, slot_s, contacts, agents, segments, events, routing, state)
    return Records(count, contacts, state.busy_s, state.present_s)


def totals_by_slot(records: Records, traffic: Traffic) -> FloatArray:
    """Sums by queue and slot of arrival, shape (queues, slots, 7); see the constants above."""
    slot_s = 60.0 * traffic.grid.slot_min
    sums = np.zeros((len(traffic.queues), traffic.grid.slots, 7))
    threshold_s = np.array([q.target.threshold_s for q in traffic.queues])
    due = [q.deferrable_due_min for q in traffic.queues]
    due_s = np.array([np.inf if d is None else 60.0 * d for d in due])
    end_s = slot_s * traffic.grid.slots
    tally(records.count, records.contacts, slot_s, end_s, threshold_s, due_s, sums)
    return sums


def _fresh_state(rows: int, plan: Presence, traffic: Traffic) -> State:
    # Interrupted work leaves an entry behind in the heap of ends: at most one per contact.
    # Each chat taken and each one ended plans the agent's next end anew.
    chats = any(queue.concurrency > 1 for queue in traffic.queues)
    ends = (3 if chats else 1) * rows + 2 * len(plan.group) + 1
    groups, queues, slots = len(plan.group_skills), len(traffic.queues), traffic.grid.slots
    return State(
        np.empty(ends),
        np.empty(ends, dtype=np.int64),
        np.empty(rows + 1),
        np.empty(rows + 1, dtype=np.int64),
        np.zeros(3, dtype=np.int64),
        _nobody(queues),
        _nobody(queues),
        _nobody(3 * groups),
        _nobody(3 * groups),
        np.zeros((groups, slots)),
        np.zeros((groups, slots)),
    )


def _nobody(size: int) -> IntArray:
    return np.full(size, NOBODY, dtype=np.int64)
