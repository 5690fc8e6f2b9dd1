"""Waiting lines and free agents: who is next, who has hung up, who takes a new contact."""

from data.model.grid import FloatArray, IntArray
from rostering.compiled import compiled_in_place as compiled
from rostering.compiled import inlined_in_place as inlined
from rostering.simulation.tables import ABANDONED, NOBODY, Agents, Contacts, Routing, State


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


@inlined
def push(at: FloatArray, of: IntArray, size: int, time_s: float, item: int) -> None:
    """Add an entry to a heap of `size` entries."""
    k = size
    while k > 0:
        up = (k - 1) >> 1
        if at[up] <= time_s:
            break
        at[k] = at[up]
        of[k] = of[up]
        k = up
    at[k] = time_s
    of[k] = item


@inlined
def pop(at: FloatArray, of: IntArray, size: int) -> None:
    """Remove the earliest entry of a heap of `size` entries."""
    size -= 1
    time_s = at[size]
    item = of[size]
    k = 0
    while True:
        down = 2 * k + 1
        if down >= size:
            break
        if down + 1 < size and at[down + 1] < at[down]:
            down += 1
        if at[down] >= time_s:
            break
        at[k] = at[down]
        of[k] = of[down]
        k = down
    at[k] = time_s
    of[k] = item


@inlined
def link(agents: Agents, state: State, row: int, a: int) -> None:
    """Put an agent at the end of a list."""
    tail = state.tail[row]
    agents.before[a] = tail
    agents.after[a] = NOBODY
    if tail == NOBODY:
        state.head[row] = a
    else:
        agents.after[tail] = a
    state.tail[row] = a


@inlined
def unlink(agents: Agents, state: State, row: int, a: int) -> None:
    """Take an agent out of the list that it is in."""
    before = agents.before[a]
    after = agents.after[a]
    if before == NOBODY:
        state.head[row] = after
    else:
        agents.after[before] = after
    if after == NOBODY:
        state.tail[row] = before
    else:
        agents.before[after] = before


@inlined
def pick(q: int, shift: int, agents: Agents, routing: Routing, state: State) -> int:
    """Agent for a contact from the lists that start at row `shift`; NOBODY: none."""
    best = NOBODY
    for k in range(routing.queue_groups.shape[1]):
        g = routing.queue_groups[q, k]
        if g == NOBODY:
            break
        a = state.head[shift + g]
        if a == NOBODY:
            continue
        if best == NOBODY or agents.since_s[a] < agents.since_s[best]:
            best = a
        if not routing.by_idle:
            break
    return int(best)


@compiled
def pick_open(q: int, agents: Agents, routing: Routing, state: State) -> int:
    """Agent with a seat left for a chat, the fewest in hand; NOBODY: none."""
    best = NOBODY
    shift = 2 * len(routing.group_queues)
    for k in range(routing.queue_groups.shape[1]):
        g = routing.queue_groups[q, k]
        if g == NOBODY:
            break
        a = state.head[shift + g]
        while a != NOBODY:
            fits = agents.held[a] < routing.seats[q]
            if fits and (best == NOBODY or agents.held[a] < agents.held[best]):
                best = a
            a = agents.after[a]
    return int(best)
