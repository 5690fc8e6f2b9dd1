"""An instance and its answer as plain numbers, lists and words: what anyone can check.

Shifts that share a value are a range `[day, kind, first start, last start + 1, value]`.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from rostering.solver.tours.instance import FORBIDDEN, TourInstance
from rostering.solver.tours.resource import OFF, EndCounter, TourResource
from rostering.solver.tours.search.annealing import Tours

Range = tuple[int, int, int, int, int]


def to_plain(instance: TourInstance) -> dict[str, Any]:
    """The whole instance as JSON values (costs apart, see `cost_rows`)."""
    cover = instance.cover
    return {
        "format": "peakshift tours 1",
        "days": instance.days,
        "step_min": instance.step_min,
        "starts": instance.starts,
        "slots": cover.slots,
        "wrap": instance.wrap,
        "first_slot": instance.first_slot.tolist(),
        **({"slot_at": instance.slot_at.tolist()} if len(instance.slot_at) else {}),
        "kinds": [
            {
                "code": shift_type.code,
                "length_min": shift_type.length_min,
                "slots": shift_type.slots,
                "paid_min": shift_type.paid_min,
                "breaks": [
                    [[list(g) for g in v] for v in several] for several in shift_type.breaks
                ],
            }
            for shift_type in instance.shift_types
        ],
        "surplus": cover.surplus,
        "shortfall": cover.shortfall.tolist(),
        "heads": cover.heads.tolist(),
        "groups": [np.flatnonzero(row).tolist() for row in cover.served],
        "fixed": cover.fixed.tolist(),
        "presence": [
            {
                "groups": np.flatnonzero(one.groups).tolist(),
                "least": one.least.tolist(),
                "most": one.most.tolist(),
                "price": one.price,
                **({"on_break": True} if one.on_break else {}),
            }
            for one in cover.presence
        ],
        "rules": [
            {
                "rest_min": rules.rest_min,
                "counters": [
                    _resource(c) | _moves(instance, number, place)
                    for place, c in enumerate(rules.resources)
                ],
                "tallies": [_resource(t) for t in rules.end_counters],
            }
            for number, rules in enumerate(instance.rules)
        ],
        "agents": [
            {
                "agent": name,
                "group": int(instance.group[i]),
                "rules": int(instance.rule_of[i]),
                "history": list(instance.history[i]) if instance.history else [],
                "free_from": int(instance.free_from[i]),
                **_end_counters(instance, i),
            }
            for i, name in enumerate(instance.agents)
        ],
    }


def cost_rows(instance: TourInstance, agent: int) -> list[Range]:
    """Ranges of starts an agent may work with their points; days off have shift type -1."""
    rows = [
        (day, -1, 0, 1, int(points))
        for day, points in enumerate(instance.off_cost[agent])
        if points < FORBIDDEN
    ]
    return rows + [row for row in ranges(instance.cost[agent]) if row[4] < FORBIDDEN]


def ranges(table: np.ndarray) -> list[Range]:
    """Runs of equal values along starts, table of shape (days, shift types, starts)."""
    found: list[Range] = []
    starts = table.shape[2]
    for day, shift_type in np.ndindex(*table.shape[:2]):
        row = table[day, shift_type]
        edges = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), starts]
        found.extend(
            (day, shift_type, first, last, int(row[first])) for first, last in pairwise(edges)
        )
    return found


def roster_rows(instance: TourInstance, tours: Tours) -> list[tuple[int, int, int, int, str]]:
    """(agent, day, shift type, start, break variants) of every shift."""
    rows = []
    for agent, day in np.argwhere(tours.shift_types >= 0).tolist():
        shift_type = int(tours.shift_types[agent, day])
        taken = tours.chosen[agent, day, : len(instance.shift_types[shift_type].breaks)]
        variants = " ".join(str(int(v)) for v in taken)
        rows.append((agent, day, shift_type, int(tours.starts[agent, day]), variants))
    return rows


def _end_counters(instance: TourInstance, agent: int) -> dict[str, Any]:
    """Points of final numbers, and units of the agent's own (shift type -1: a day off)."""
    found: dict[str, Any] = {}
    if instance.end_counters:
        found["tally_points"] = instance.end_counter_points[agent].tolist()
    if instance.cell_units.size:
        off = enumerate(instance.off_units[agent].tolist())
        found["units"] = [(day, -1, 0, 1, units) for day, units in off if units]
        found["units"] += [row for row in ranges(instance.cell_units[agent]) if row[4]]
    return found


def _moves(instance: TourInstance, number: int, place: int) -> dict[str, Any]:
    """Every move `[day, state, feature, state after, points]` of a resource that has only these."""
    resource = instance.rules[number].resources[place]
    if resource.plain()["rule"] != "moves":
        return {}
    members = np.flatnonzero(instance.rule_of == number).tolist()
    layer = {instance.history[i][place] for i in members} if instance.history else {0}
    rows = []
    for day in range(instance.days):
        seen = [OFF, *np.unique(resource.table[day]).tolist()]
        moves = {(s, f): resource.step(s, day, f) for s in layer for f in seen}
        rows += [(day, *asked, *move) for asked, move in moves.items() if move is not None]
        layer = {move[0] for move in moves.values() if move is not None}
    return {"moves": rows}


def _resource(resource: TourResource | EndCounter) -> dict[str, Any]:
    words = resource.plain()
    return {**words, "table": [row for row in ranges(words["table"]) if row[4]]}
