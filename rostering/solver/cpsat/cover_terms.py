"""Cover of several queues as sums of the model's choices; the price list of `evaluation.cover`."""

from functools import lru_cache

import numpy as np

from data.model.grid import IntArray
from rostering.evaluation.cover import cover
from rostering.solver.cpsat.floor_terms import FloorTerms
from rostering.solver.cpsat.terms import Literal, Terms

Hall = tuple[tuple[int, ...], tuple[int, ...]]


def post_cover(floor: FloorTerms, heads: IntArray) -> None:
    """Put shortfall and surplus of every slot on the model's cost."""
    rows = tuple(map(tuple, floor.groups.skills.tolist()))
    touched = floor.touched
    classes = [[c for c in floor.class_ids if c[0] == group] for group in range(len(rows))]
    for slot in touched:
        supply = [floor.define(floor.heads(mine, slot), len(floor.class_of)) for mine in classes]
        needed = tuple(np.flatnonzero(heads[:, slot]).tolist())
        _post_slot(floor, heads[:, slot], supply, halls(rows, needed))
    _settle_rest(floor, heads, touched)


def _post_slot(
    floor: FloorTerms, heads: IntArray, supply: list[Literal], sets: tuple[Hall, ...]
) -> None:
    """Covered heads are what Hall's condition lets through; the solver fills the dearest first."""
    model, prices = floor.model, floor.groups.prices
    idle = model.problem.cover_prices.surplus
    covered = {int(q): model.number(int(heads[q])) for q in np.flatnonzero(heads)}
    for queue, met in covered.items():
        model.cost.constant += int(prices[queue] * heads[queue])
        model.cost.add(met, -int(prices[queue]) - idle)
    for present in supply:
        model.cost.add(present, idle)
    for queues, groups in sets:
        sum_ = Terms()
        for queue in queues:
            sum_.add(covered[queue])
        for group in groups:
            sum_.add(supply[group], -1)
        model.cp.add(sum_.expression <= 0)


def _settle_rest(floor: FloorTerms, heads: IntArray, touched: list[int]) -> None:
    """Slots out of reach of the free cells: their cost is settled already."""
    model, groups = floor.model, floor.groups
    rest = np.setdiff1d(np.arange(floor.slots), touched)
    supply = np.zeros((len(groups.skill_sets), floor.slots), dtype=np.int64)
    for class_, present in floor.constant.items():
        supply[class_[0]] += present
    met = cover(heads[:, rest], supply[:, rest], groups.skills, groups.prices)
    model.cost.constant += int(met.points(groups.prices, model.problem.cover_prices.surplus).sum())


@lru_cache(maxsize=4096)
def halls(skills: tuple[tuple[bool, ...], ...], queues: tuple[int, ...]) -> tuple[Hall, ...]:
    """Sets of queues with the groups that meet them: covered heads of a set <= its agents.

    Sets that fall apart into parts sharing no group follow from their parts, so they are left out
    before anything else; of the others, only the largest for each union of groups is kept. Queues
    that nobody serves have no group in common: together they are one set, of no agents.
    """
    found: dict[tuple[int, ...], tuple[int, ...]] = {}
    for bits in range(1, 1 << len(queues)):
        chosen = tuple(q for i, q in enumerate(queues) if bits >> i & 1)
        groups = tuple(g for g, row in enumerate(skills) if any(row[q] for q in chosen))
        if len(found.get(groups, ())) < len(chosen) and _hangs_together(skills, chosen, groups):
            found[groups] = chosen
    return tuple((chosen, groups) for groups, chosen in found.items())


def _hangs_together(
    skills: tuple[tuple[bool, ...], ...], queues: tuple[int, ...], groups: tuple[int, ...]
) -> bool:
    reached, rest, grew = {queues[0]}, set(groups), bool(groups)
    while grew:
        linked = {g for g in rest if any(skills[g][q] for q in reached)}
        more = {q for q in queues if any(skills[g][q] for g in linked)}
        rest, grew = rest - linked, not more <= reached
        reached |= more
    return not groups or reached == set(queues)
