"""Named people out of numbers of agents: who takes contacts of another queue from when to when."""

from collections.abc import Sequence

from rostering.day.choose import SkillMove
from rostering.day.options import Options

Stretch = tuple[str, int, int, int]
"""Agent, row of the queue, first slot and the slot after the last."""


def stretches(moves: Sequence[SkillMove], options: Options, busy: set[str]) -> list[Stretch]:
    """Who moves to which queue in which slots, from numbers of agents by slot.

    Parameters
    ----------
    busy
        Agents who do something else already.

    Notes
    -----
    Whoever moved in the slot before goes on, so that stretches are long.
    """
    present = {
        shift.agent_id: set(options.slots_of(shift).tolist())
        for shift in options.roster.shifts
        if shift.day == options.problem.dates[options.day] and shift.agent_id not in busy
    }
    group_of = options.state.groups.group_of
    by_slot: dict[int, list[SkillMove]] = {}
    for move in moves:
        by_slot.setdefault(move.slot, []).append(move)
    going: dict[str, tuple[int, int]] = {}  # agent: queue and first slot
    spans: list[Stretch] = []
    previous = -1
    for slot in sorted(by_slot):
        still = going if slot == previous + 1 else {}
        ended = {a: one for a, one in going.items() if a not in still}
        now: dict[str, tuple[int, int]] = {}
        for move in by_slot[slot]:
            mine = [a for a in present if group_of[a] == move.group and slot in present[a]]
            staying = [a for a in mine if still.get(a, (-1, 0))[0] == move.queue]
            fresh = [a for a in mine if a not in staying and a not in now]
            for agent_id in [*staying, *fresh][: move.agents]:
                begun = still[agent_id][1] if agent_id in staying else slot
                now[agent_id] = (move.queue, begun)
        ended |= {a: one for a, one in still.items() if now.get(a) != one}
        spans += [(a, queue, first, previous + 1) for a, (queue, first) in ended.items()]
        going, previous = now, slot
    spans += [(a, queue, first, previous + 1) for a, (queue, first) in going.items()]
    return spans
