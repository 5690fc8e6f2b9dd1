"""The event loop: contacts arrive, wait, hang up or are served; agents come, pause and leave."""

import numpy as np

from rostering.compiled import INT, REAL, ZERO, called_with
from rostering.compiled import compiled_in_place as compiled
from rostering.compiled import inlined_in_place as inlined
from rostering.simulation.handling import (
    FREE_SEAT,
    SHUT,
    add_span,
    end_chat,
    fill_seats,
    serve,
    set_open,
)
from rostering.simulation.tables import (
    ABANDONED,
    AGENTS,
    ANSWERED,
    AWAY,
    CONTACTS,
    EVENTS,
    NOBODY,
    OPEN,
    ROUTING,
    SEGMENTS,
    STATE,
    Agents,
    Contacts,
    Events,
    Routing,
    Segments,
    State,
)
from rostering.simulation.waiting import (
    best_waiting,
    join_line,
    jump_line,
    leave_line,
    link,
    pick,
    pick_open,
    pop,
    push,
    unlink,
)


@compiled
def _leave(
    now: float, a: int, agents: Agents, segments: Segments, state: State, slot_s: float
) -> None:
    """Off the floor: to a pause of full length however late it began, or home."""
    add_span(state.present_s[agents.group[a]], agents.on_s[a], now, slot_s)
    agents.contact[a] = AWAY
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
        push(state.ends_at, state.ends_of, state.sizes[0], back, len(agents.group) + a)
        state.sizes[0] += 1


@inlined
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
    c = best_waiting(now, g, contacts, routing, state)
    if c == NOBODY:
        agents.contact[a] = NOBODY
        agents.since_s[a] = now
        link(agents, state, g, a)
    else:
        leave_line(contacts.queue[c], contacts, state)
        serve(now, a, c, contacts, agents, routing, state, slot_s)
        if agents.held[a] > 0:
            fill_seats(now, a, contacts, agents, routing, state, slot_s)


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
    unlink(agents, state, len(routing.group_queues) + g, a)
    add_span(state.busy_s[g], agents.since_s[a], now, slot_s)
    contacts.left_s[d] = agents.ends_s[a] - now
    contacts.outcome[d] = OPEN
    q = contacts.queue[d]
    jump_line(q, d, contacts, state)


@inlined
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
    a = pick(q, ZERO, agents, routing, state)
    if a != NOBODY:
        unlink(agents, state, agents.group[a], a)
        serve(now, a, c, contacts, agents, routing, state, slot_s)
        return
    if routing.seats[q] > 1:
        a = pick_open(q, agents, routing, state)
        if a != NOBODY:
            serve(now, a, c, contacts, agents, routing, state, slot_s)
            return
    if not routing.waits[q]:
        a = pick(q, len(routing.group_queues), agents, routing, state)
        if a != NOBODY:
            _interrupt(now, a, contacts, agents, routing, state, slot_s)
            serve(now, a, c, contacts, agents, routing, state, slot_s)
            return
    join_line(q, c, contacts, state)
    again = now + contacts.patience_s[c] + contacts.retry_s[c]
    if again < np.inf:
        push(state.retry_at, state.retry_of, state.sizes[1], again, c)
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
        unlink(agents, state, agents.group[a], a)
        _leave(now, a, agents, segments, state, slot_s)
    elif now_in == seg and agents.held[a] > 0:
        set_open(a, SHUT, agents, routing, state)  # no further chat; those in hand are ended


@inlined
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
        return  # the work was interrupted, or the number of chats in hand has changed
    if agents.held[a] > 0:
        end_chat(now, a, contacts, agents, routing, state, slot_s)
        if agents.held[a] == 0:
            set_open(a, SHUT, agents, routing, state)
            _free(now, a, contacts, agents, segments, routing, state, slot_s)
        elif now < segments.off_s[agents.segment[a]]:
            set_open(a, FREE_SEAT, agents, routing, state)
            fill_seats(now, a, contacts, agents, routing, state, slot_s)
        return
    g = agents.group[a]
    add_span(state.busy_s[g], agents.since_s[a], now, slot_s)
    contacts.done_s[c] = now
    if routing.waits[contacts.queue[c]]:
        unlink(agents, state, len(routing.group_queues) + g, a)
    _free(now, a, contacts, agents, segments, routing, state, slot_s)


@called_with(INT, REAL, REAL, CONTACTS, AGENTS, SEGMENTS, EVENTS, ROUTING, STATE)
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
    i = ZERO
    e = ZERO
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
            pop(state.ends_at, state.ends_of, state.sizes[0])
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
            pop(state.retry_at, state.retry_of, state.sizes[1])
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
        if agents.contact[a] == AWAY:
            continue
        g = agents.group[a]
        add_span(state.present_s[g], agents.on_s[a], end_s, slot_s)
        if agents.contact[a] >= 0:
            add_span(state.busy_s[g], agents.since_s[a], end_s, slot_s)
    for q in range(len(state.first)):
        c = state.first[q]
        while c != NOBODY:
            if contacts.arrival_s[c] + contacts.patience_s[c] < end_s:
                contacts.outcome[c] = ABANDONED
            c = contacts.behind[c]
