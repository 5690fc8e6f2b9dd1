"""Waiting lines of the queues: who is next, who has hung up meanwhile."""

from rostering.simulation.rows import ABANDONED, NOBODY, Contacts, Routing, State
from rostering.staffing.compiled import compiled_in_place as compiled
from rostering.staffing.compiled import inlined_in_place as inlined


@inlined
def join_line(q: int, c: int, contacts: Contacts, state: State) -> None:
    """Put a contact at the end of its line."""
    contacts.behind[c] = NOBODY
    if state.last[q] == NOBODY:
        state.first[q] = c
    else:
        contacts.behind[state.last[q]] = c
    state.last[q] = c


@inlined
def leave_line(q: int, contacts: Contacts, state: State) -> None:
    """Take the first contact out of a line."""
    state.first[q] = contacts.behind[state.first[q]]
    if state.first[q] == NOBODY:
        state.last[q] = NOBODY


@compiled
def jump_line(q: int, c: int, contacts: Contacts, state: State) -> None:
    """Put a contact at the head of its line."""
    contacts.behind[c] = state.first[q]
    if state.first[q] == NOBODY:
        state.last[q] = c
    state.first[q] = c


@inlined
def first_waiting(now: float, q: int, contacts: Contacts, state: State) -> int:
    """Head of a waiting line; those found to have hung up meanwhile are recorded and dropped."""
    c = state.first[q]
    while c != NOBODY and contacts.arrival_s[c] + contacts.patience_s[c] < now:
        contacts.outcome[c] = ABANDONED
        contacts.virtual_s[c] = now - contacts.arrival_s[c]
        c = contacts.behind[c]
    state.first[q] = c
    if c == NOBODY:
        state.last[q] = NOBODY
    return int(c)


@inlined
def best_waiting(now: float, g: int, contacts: Contacts, routing: Routing, state: State) -> int:
    """Contact that an agent of a group should take next; NOBODY: none waits."""
    best = NOBODY
    for k in range(routing.group_queues.shape[1]):
        q = routing.group_queues[g, k]
        if q == NOBODY or (routing.waits[q] and best != NOBODY):
            break
        c = first_waiting(now, q, contacts, state)
        if c == NOBODY:
            continue
        if best == NOBODY or contacts.arrival_s[c] < contacts.arrival_s[best]:
            best = c
        if not routing.by_wait:
            break
    return best
