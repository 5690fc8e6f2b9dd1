"""The event loop: contacts arrive, wait, hang up or are served; agents come, pause and leave.

All compiled functions that call each other live in this one file, because numba's disk cache of
a function does not see changes in other files.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from data.model.arrays import BoolArray, FloatArray, IntArray
from rostering.staffing.compiled import compiled_in_place as compiled

OPEN, ANSWERED, ABANDONED = 0, 1, 2
NOBODY = -1
_AWAY = -2

Outcomes = npt.NDArray[np.int8]


class Contacts(NamedTuple):
    """One row per contact, in order of arrival; rows after the arrivals are kept for retries.

    In rows kept for retries, `patience_s` and `retry_s` are exponentials of mean one and `done_s`
    is uniform on 0..1, until it is known which queue calls again.
    """

    arrival_s: FloatArray
    queue: IntArray
    left_s: FloatArray  # handle time still to do
    patience_s: FloatArray
    retry_s: FloatArray  # calls again so long after hanging up; infinite: never
    virtual_s: FloatArray  # wait until an agent was there; NaN: none came
    done_s: FloatArray  # when the work was finished; NaN: not within the horizon
    agent: IntArray
    outcome: Outcomes
    behind: IntArray  # next contact waiting in the same queue


class Agents(NamedTuple):
    """One row per agent."""

    group: IntArray
    segment: IntArray  # presence in force or next due; NOBODY: none
    contact: IntArray  # contact in hand; NOBODY: idle; _AWAY: not on the floor
    since_s: FloatArray  # since when at work, or idle
    ends_s: FloatArray
    on_s: FloatArray
    after: IntArray  # next and previous agent in a list of one group
    before: IntArray


class Segments(NamedTuple):
    """Stretches of presence: from on to off, then a pause, then the segment that follows."""

    agent: IntArray
    on_s: FloatArray
    off_s: FloatArray
    pause_s: FloatArray
    following: IntArray


class Events(NamedTuple):
    """Planned comings and goings in time order."""

    at_s: FloatArray
    segment: IntArray
    coming: BoolArray


class Routing(NamedTuple):
    """Who may serve what, in order of preference; rows are padded with NOBODY."""

    group_queues: IntArray  # (groups, queues): urgent queues first
    queue_groups: IntArray  # (queues, groups)
    waits: BoolArray  # (queues,): deferrable work, interrupted by urgent contacts
    patience_s: FloatArray  # (queues,) means, for contacts that call again
    retry_after_s: FloatArray
    retry_share: FloatArray
    by_wait: bool  # free agents take the longest waiting contact, else the first queue's
    by_idle: bool  # contacts go to the longest idle agent, else to the first group's


class State(NamedTuple):
    """What changes: heap of ends and returns, waiting lines, lists of agents, time sums."""

    ends_at: FloatArray
    ends_of: IntArray
    retry_at: FloatArray
    retry_of: IntArray
    sizes: IntArray  # used entries: ends, retries, contacts
    first: IntArray  # waiting line of each queue
    last: IntArray
    head: IntArray  # list of agents of each group: idle, then at deferrable work
    tail: IntArray
    busy_s: FloatArray  # (groups, slots)
    present_s: FloatArray


@compiled
def _push(at: FloatArray, of: IntArray, size: int, time_s: float, item: int) -> None:
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


@compiled
def _pop(at: FloatArray, of: IntArray, size: int) -> None:
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


@compiled
def _link(agents: Agents, state: State, row: int, a: int) -> None:
    tail = state.tail[row]
    agents.before[a] = tail
    agents.after[a] = NOBODY
    if tail == NOBODY:
        state.head[row] = a
    else:
        agents.after[tail] = a
    state.tail[row] = a


@compiled
def _unlink(agents: Agents, state: State, row: int, a: int) -> None:
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


@compiled
def _add_span(row: FloatArray, from_s: float, to_s: float, slot_s: float) -> None:
    """Add the seconds from .. to to the slots they lie in."""
    to_s = min(to_s, slot_s * len(row))
    slot = int(from_s / slot_s)
    while from_s < to_s and slot < len(row):
        edge = min(to_s, (slot + 1) * slot_s)
        row[slot] += edge - from_s
        from_s = edge
        slot += 1


@compiled
def _serve(
    now: float, a: int, c: int, contacts: Contacts, agents: Agents, routing: Routing, state: State
) -> None:
    if np.isnan(contacts.virtual_s[c]):
        contacts.virtual_s[c] = now - contacts.arrival_s[c]
    contacts.outcome[c] = ANSWERED
    contacts.agent[c] = a
    agents.contact[a] = c
    agents.since_s[a] = now
    end = now + contacts.left_s[c]
    agents.ends_s[a] = end
    _push(state.ends_at, state.ends_of, state.sizes[0], end, a)
    state.sizes[0] += 1
    if routing.waits[contacts.queue[c]]:
        _link(agents, state, len(routing.group_queues) + agents.group[a], a)


@compiled
def _first_waiting(now: float, q: int, contacts: Contacts, state: State) -> int:
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


@compiled
def _next_contact(now: float, g: int, contacts: Contacts, routing: Routing, state: State) -> int:
    """Contact that a free agent of a group takes, removed from its line; NOBODY: none waits."""
    best = NOBODY
    for k in range(routing.group_queues.shape[1]):
        q = routing.group_queues[g, k]
        if q == NOBODY or (routing.waits[q] and best != NOBODY):
            break
        c = _first_waiting(now, q, contacts, state)
        if c == NOBODY:
            continue
        if best == NOBODY or contacts.arrival_s[c] < contacts.arrival_s[best]:
            best = c
        if not routing.by_wait:
            break
    if best != NOBODY:
        q = contacts.queue[best]
        state.first[q] = contacts.behind[best]
        if state.first[q] == NOBODY:
            state.last[q] = NOBODY
    return best


@compiled
def _leave(
    now: float, a: int, agents: Agents, segments: Segments, state: State, slot_s: float
) -> None:
    """Off the floor: to a pause of full length however late it began, or home."""
    _add_span(state.present_s[agents.group[a]], agents.on_s[a], now, slot_s)
    agents.contact[a] = _AWAY
    seg = agents.segment[a]
    back = now
    while True:
        back += segments.pause_s[seg]
        seg = segments.following[seg]
        if seg == NOBODY or max(back, segments.on_s[seg]) < segments.off_s[seg]:
            break
    agents.segment[a] = seg
    if seg != NOBODY:
        back = max(back, segments.on_s[seg])
        _push(state.ends_at, state.ends_of, state.sizes[0], back, len(agents.group) + a)
        state.sizes[0] += 1


@compiled
def _free(
    now: float,
    a: int,
    contacts: Contacts,
    agents: Agents,
    segments: Segments,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    """An agent has nothing in hand: leave if due, else take a contact, else stand idle."""
    if now >= segments.off_s[agents.segment[a]]:
        _leave(now, a, agents, segments, state, slot_s)
        return
    g = agents.group[a]
    c = _next_contact(now, g, contacts, routing, state)
    if c == NOBODY:
        agents.contact[a] = NOBODY
        agents.since_s[a] = now
        _link(agents, state, g, a)
    else:
        _serve(now, a, c, contacts, agents, routing, state)


@compiled
def _pick(q: int, shift: int, agents: Agents, routing: Routing, state: State) -> int:
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
def _interrupt(
    now: float,
    a: int,
    contacts: Contacts,
    agents: Agents,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    """Put deferrable work back at the head of its line, with what is left of it."""
    d = agents.contact[a]
    g = agents.group[a]
    _unlink(agents, state, len(routing.group_queues) + g, a)
    _add_span(state.busy_s[g], agents.since_s[a], now, slot_s)
    contacts.left_s[d] = agents.ends_s[a] - now
    contacts.outcome[d] = OPEN
    q = contacts.queue[d]
    contacts.behind[d] = state.first[q]
    if state.first[q] == NOBODY:
        state.last[q] = d
    state.first[q] = d


@compiled
def _arrive(
    now: float,
    c: int,
    contacts: Contacts,
    agents: Agents,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    q = contacts.queue[c]
    a = _pick(q, 0, agents, routing, state)
    if a != NOBODY:
        _unlink(agents, state, agents.group[a], a)
        _serve(now, a, c, contacts, agents, routing, state)
        return
    if not routing.waits[q]:
        a = _pick(q, len(routing.group_queues), agents, routing, state)
        if a != NOBODY:
            _interrupt(now, a, contacts, agents, routing, state, slot_s)
            _serve(now, a, c, contacts, agents, routing, state)
            return
    contacts.behind[c] = NOBODY
    if state.last[q] == NOBODY:
        state.first[q] = c
    else:
        contacts.behind[state.last[q]] = c
    state.last[q] = c
    again = now + contacts.patience_s[c] + contacts.retry_s[c]
    if again < np.inf:
        _push(state.retry_at, state.retry_of, state.sizes[1], again, c)
        state.sizes[1] += 1


@compiled
def _call_again(now: float, c: int, contacts: Contacts, routing: Routing, state: State) -> int:
    """The contact that `c` makes after hanging up; NOBODY if it was answered, or no row is left."""
    hung_up = contacts.outcome[c] != ANSWERED
    d = state.sizes[2]
    if not hung_up or d >= len(contacts.arrival_s):
        return NOBODY
    contacts.arrival_s[d] = now
    q = contacts.queue[c]
    contacts.queue[d] = q
    contacts.left_s[d] = contacts.left_s[c]
    contacts.patience_s[d] *= routing.patience_s[q]
    again = contacts.done_s[d] < routing.retry_share[q]
    contacts.retry_s[d] = contacts.retry_s[d] * routing.retry_after_s[q] if again else np.inf
    contacts.done_s[d] = np.nan
    state.sizes[2] += 1
    return int(d)


@compiled
def _planned(
    now: float,
    e: int,
    contacts: Contacts,
    agents: Agents,
    segments: Segments,
    events: Events,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    """A planned coming or going. The busy leave when their contact ends."""
    seg = events.segment[e]
    a = segments.agent[seg]
    now_in = agents.segment[a]
    if events.coming[e]:
        if now_in == NOBODY:
            agents.segment[a] = seg
            agents.on_s[a] = now
            _free(now, a, contacts, agents, segments, routing, state, slot_s)
        elif segments.following[now_in] == NOBODY and segments.off_s[now_in] <= now:
            segments.following[now_in] = seg  # still at the last contact of the shift before
    elif now_in == seg and agents.contact[a] == NOBODY:
        _unlink(agents, state, agents.group[a], a)
        _leave(now, a, agents, segments, state, slot_s)


@compiled
def _due(
    now: float,
    item: int,
    contacts: Contacts,
    agents: Agents,
    segments: Segments,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    """A contact ends, or an agent comes back from a pause."""
    count = len(agents.group)
    if item >= count:
        a = item - count
        agents.on_s[a] = now
        _free(now, a, contacts, agents, segments, routing, state, slot_s)
        return
    a = item
    c = agents.contact[a]
    if c < 0 or agents.ends_s[a] != now:
        return  # the work was interrupted
    g = agents.group[a]
    _add_span(state.busy_s[g], agents.since_s[a], now, slot_s)
    contacts.done_s[c] = now
    if routing.waits[contacts.queue[c]]:
        _unlink(agents, state, len(routing.group_queues) + g, a)
    _free(now, a, contacts, agents, segments, routing, state, slot_s)


@compiled
def run_events(
    arrivals: int,
    end_s: float,
    slot_s: float,
    contacts: Contacts,
    agents: Agents,
    segments: Segments,
    events: Events,
    routing: Routing,
    state: State,
) -> int:
    """Play the horizon; returns the number of contacts, retries included."""
    i = 0
    e = 0
    state.sizes[2] = arrivals
    while True:
        arrival = contacts.arrival_s[i] if i < arrivals else np.inf
        planned = events.at_s[e] if e < len(events.at_s) else np.inf
        due = state.ends_at[0] if state.sizes[0] > 0 else np.inf
        again = state.retry_at[0] if state.sizes[1] > 0 else np.inf
        now = min(min(arrival, planned), min(due, again))
        if now >= end_s:
            break
        if due == now:
            item = state.ends_of[0]
            _pop(state.ends_at, state.ends_of, state.sizes[0])
            state.sizes[0] -= 1
            _due(now, item, contacts, agents, segments, routing, state, slot_s)
        elif planned == now:
            _planned(now, e, contacts, agents, segments, events, routing, state, slot_s)
            e += 1
        elif arrival == now:
            _arrive(now, i, contacts, agents, routing, state, slot_s)
            i += 1
        else:
            c = state.retry_of[0]
            _pop(state.retry_at, state.retry_of, state.sizes[1])
            state.sizes[1] -= 1
            d = _call_again(now, c, contacts, routing, state)
            if d != NOBODY:
                _arrive(now, d, contacts, agents, routing, state, slot_s)
    _close(end_s, slot_s, contacts, agents, state)
    return int(state.sizes[2])


@compiled
def _close(end_s: float, slot_s: float, contacts: Contacts, agents: Agents, state: State) -> None:
    """Book what is still going on when the horizon ends."""
    for a in range(len(agents.group)):
        if agents.contact[a] == _AWAY:
            continue
        g = agents.group[a]
        _add_span(state.present_s[g], agents.on_s[a], end_s, slot_s)
        if agents.contact[a] >= 0:
            _add_span(state.busy_s[g], agents.since_s[a], end_s, slot_s)
    for q in range(len(state.first)):
        c = state.first[q]
        while c != NOBODY:
            if contacts.arrival_s[c] + contacts.patience_s[c] < end_s:
                contacts.outcome[c] = ABANDONED
            c = contacts.behind[c]
