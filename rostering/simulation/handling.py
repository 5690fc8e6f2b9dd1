"""What an agent has in hand: one contact, or several chats that slow each other down."""

import numpy as np

from data.model.grid import FloatArray
from rostering.compiled import compiled_in_place as compiled
from rostering.compiled import inlined_in_place as inlined
from rostering.compiled import no_literal
from rostering.simulation.tables import ANSWERED, NOBODY, Agents, Contacts, Routing, State
from rostering.simulation.waiting import best_waiting, leave_line, link, push, unlink

SHUT, FREE_SEAT = no_literal(False), no_literal(True)
"""Whether an agent can take one chat more, for `set_open`."""


@inlined
def add_span(row: FloatArray, from_s: float, to_s: float, slot_s: float) -> None:
    """Add the seconds from .. to to the slots they lie in."""
    to_s = min(to_s, slot_s * len(row))
    slot = int(from_s / slot_s)
    while from_s < to_s and slot < len(row):
        edge = min(to_s, (slot + 1) * slot_s)
        row[slot] += edge - from_s
        from_s = edge
        slot += 1


@inlined
def serve(
    now: float,
    a: int,
    c: int,
    contacts: Contacts,
    agents: Agents,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    """Give a contact to an agent who is in no list of idle or busy ones."""
    if np.isnan(contacts.virtual_s[c]):
        contacts.virtual_s[c] = now - contacts.arrival_s[c]
    contacts.outcome[c] = ANSWERED
    contacts.agent[c] = a
    q = contacts.queue[c]
    if routing.seats[q] > 1:
        _hold(now, a, c, contacts, agents, routing, state, slot_s)
        return
    agents.contact[a] = c
    agents.since_s[a] = now
    end = now + contacts.left_s[c]
    agents.ends_s[a] = end
    push(state.ends_at, state.ends_of, state.sizes[0], end, a)
    state.sizes[0] += 1
    if routing.waits[q]:
        link(agents, state, len(routing.group_queues) + agents.group[a], a)


@compiled
def _hold(
    now: float,
    a: int,
    c: int,
    contacts: Contacts,
    agents: Agents,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    """One chat more in hand."""
    contacts.behind[c] = NOBODY
    if agents.held[a] > 0:
        _catch_up(now, a, contacts, agents, routing, state, slot_s)
        contacts.behind[c] = agents.contact[a]
    agents.contact[a] = c
    agents.held[a] += 1
    agents.since_s[a] = now
    _plan_end(now, a, contacts, agents, routing, state)
    set_open(a, _has_room(a, contacts, agents, routing), agents, routing, state)


@compiled
def _catch_up(
    now: float,
    a: int,
    contacts: Contacts,
    agents: Agents,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    """Book what the chats in hand got done since the last change."""
    elapsed = now - agents.since_s[a]
    others = agents.held[a] - 1
    c = agents.contact[a]
    while c != NOBODY:
        contacts.left_s[c] -= elapsed / (1.0 + routing.slowdown[contacts.queue[c]] * others)
        c = contacts.behind[c]
    add_span(state.busy_s[agents.group[a]], agents.since_s[a], now, slot_s)
    agents.since_s[a] = now


@compiled
def _plan_end(
    now: float, a: int, contacts: Contacts, agents: Agents, routing: Routing, state: State
) -> None:
    """When the first of the chats in hand will end if nothing changes before."""
    others = agents.held[a] - 1
    end = np.inf
    c = agents.contact[a]
    while c != NOBODY:
        slow = 1.0 + routing.slowdown[contacts.queue[c]] * others
        end = min(end, now + max(0.0, contacts.left_s[c]) * slow)
        c = contacts.behind[c]
    agents.ends_s[a] = end
    push(state.ends_at, state.ends_of, state.sizes[0], end, a)
    state.sizes[0] += 1


@compiled
def _has_room(a: int, contacts: Contacts, agents: Agents, routing: Routing) -> bool:
    """Whether every chat in hand allows one more."""
    c = agents.contact[a]
    while c != NOBODY:
        if agents.held[a] >= routing.seats[contacts.queue[c]]:
            return False
        c = contacts.behind[c]
    return True


@compiled
def set_open(a: int, wanted: bool, agents: Agents, routing: Routing, state: State) -> None:
    """Into the list of those who can take one chat more, or out of it."""
    if agents.open_[a] == wanted:
        return
    row = 2 * len(routing.group_queues) + agents.group[a]
    if wanted:
        link(agents, state, row, a)
    else:
        unlink(agents, state, row, a)
    agents.open_[a] = wanted


@compiled
def fill_seats(
    now: float,
    a: int,
    contacts: Contacts,
    agents: Agents,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    """Waiting chats for an agent who holds some; none while another contact should come first."""
    while agents.open_[a]:
        c = best_waiting(now, agents.group[a], contacts, routing, state)
        if c == NOBODY or routing.seats[contacts.queue[c]] <= agents.held[a]:
            return
        leave_line(contacts.queue[c], contacts, state)
        serve(now, a, c, contacts, agents, routing, state, slot_s)


@compiled
def end_chat(
    now: float,
    a: int,
    contacts: Contacts,
    agents: Agents,
    routing: Routing,
    state: State,
    slot_s: float,
) -> None:
    """The chat that is due leaves the hand."""
    _catch_up(now, a, contacts, agents, routing, state, slot_s)
    done = agents.contact[a]
    c = contacts.behind[done]
    while c != NOBODY:
        if contacts.left_s[c] < contacts.left_s[done]:
            done = c
        c = contacts.behind[c]
    contacts.done_s[done] = now
    if agents.contact[a] == done:
        agents.contact[a] = contacts.behind[done]
    else:
        c = agents.contact[a]
        while contacts.behind[c] != done:
            c = contacts.behind[c]
        contacts.behind[c] = contacts.behind[done]
    agents.held[a] -= 1
    if agents.held[a] > 0:
        _plan_end(now, a, contacts, agents, routing, state)
