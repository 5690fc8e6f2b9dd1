"""Heaps of what comes next, and lists of agents of one kind: first in, first out."""

from data.model.arrays import FloatArray, IntArray
from rostering.simulation.rows import NOBODY, Agents, State
from rostering.staffing.compiled import inlined_in_place as inlined


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
