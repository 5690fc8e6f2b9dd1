"""Which agent gets a contact that has just come."""

from rostering.simulation.rows import NOBODY, Agents, Routing, State
from rostering.staffing.compiled import compiled_in_place as compiled
from rostering.staffing.compiled import inlined_in_place as inlined


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
