"""Arrival times before the event loop, sums by queue and slot after it."""

import numpy as np

from data.model.grid import FloatArray, IntArray
from rostering.compiled import INT, REAL, array, called_with, compiled_in_place
from rostering.simulation.tables import ABANDONED, CONTACTS, OPEN, Contacts


@called_with(array(INT), array(REAL), REAL, array(REAL))
@compiled_in_place
def arrival_times(
    counts: IntArray, exponentials: FloatArray, slot_s: float, at_s: FloatArray
) -> None:
    """Ordered uniform times within each slot, from exponential gaps (no sorting needed).

    `exponentials` holds one more gap than contacts for each slot.
    """
    k = 0
    g = 0
    for slot in range(len(counts)):
        n = counts[slot]
        total = 0.0
        for j in range(n + 1):
            total += exponentials[g + j]
        reached = 0.0
        for j in range(n):
            reached += exponentials[g + j]
            at_s[k] = (slot + reached / total) * slot_s
            k += 1
        g += n + 1


@called_with(INT, CONTACTS, REAL, REAL, array(REAL), array(REAL), array(REAL, 3))
@compiled_in_place
def tally(
    count: int,
    contacts: Contacts,
    slot_s: float,
    end_s: float,
    threshold_s: FloatArray,
    due_s: FloatArray,
    sums: FloatArray,
) -> None:
    """Add records to `sums` (queues, slots, 7) by queue and slot of arrival.

    Columns: offered, answered, abandoned, and met under the virtual, offered and waited
    definition, seconds waited. Work with a finite `due_s` is met when *done* within it. Contacts
    whose fate is open at the end of the horizon are left out.
    """
    for c in range(count):
        q = contacts.queue[c]
        arrival = contacts.arrival_s[c]
        row = sums[q, int(arrival / slot_s)]
        outcome = contacts.outcome[c]
        limit = threshold_s[q]
        if due_s[q] < np.inf:
            done = contacts.done_s[c]
            if np.isnan(done) and arrival + due_s[q] > end_s:
                continue
            met = 1.0 if done - arrival <= due_s[q] else 0.0
            row[0] += 1.0
            row[1] += 1.0
            row[3] += met
            row[4] += met
            row[5] += met
            row[6] += (end_s if np.isnan(done) else done) - arrival
            continue
        wait = contacts.virtual_s[c]
        if outcome == OPEN:
            wait = end_s - arrival
            if wait <= limit:
                continue
        if outcome == ABANDONED:
            virtual_met = wait <= limit  # NaN, nobody came by the end: a miss
            wait = contacts.patience_s[c]
            row[2] += 1.0
        else:
            virtual_met = wait <= limit
            row[1] += 1.0
            row[4] += 1.0 if wait <= limit else 0.0
        row[0] += 1.0
        row[3] += 1.0 if virtual_met else 0.0
        row[5] += 1.0 if wait <= limit else 0.0
        row[6] += wait
