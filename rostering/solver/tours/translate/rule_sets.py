"""Which rules bind whom along a tour: walked as resources, or priced as end-of-tour counters.

Agents whose rules behave alike share a set. Priced statements that would make too many states are
left out and named: the bound stays a bound, as every price is at least zero.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.duty import Tour, tour_of
from rostering.rules.language.statement import Cell
from rostering.rules.rest.minimum_rest import MinimumRest
from rostering.rules.rule_set import RuleSet, rule_set
from rostering.solver.tours.instance import NotForTours
from rostering.solver.tours.resource import TourRules
from rostering.solver.tours.translate.end_counters import (
    CarriedTotal,
    EndCounters,
    Slot,
    SortedOut,
    at_a_price,
    carried,
    sort_out,
)
from rostering.solver.tours.translate.resources import TotalResource, resource_of
from rostering.solver.tours.translate.shift_type_table import ShiftTypeTable
from rostering.solver.tours.translate.statement_resource import (
    Known,
    ResourceStates,
    StatementResource,
)

# States a morning that compile in a second or two and keep a tour at a few milliseconds.
_STATE_BUDGET = 2500
# Arcs of all sets of rules, before their states are merged, from which limits on totals are priced
# at the end instead, and from which a tour is too much: they would take gigabytes.
_MOST_ARCS, _FAR_TOO_MANY = 200_000_000, 1_000_000_000
# Sets whose arcs are counted: all of 89 took 27 s.
_LOOKED_AT = 8
# States up to which end-of-tour counters are counted along the tour. Multipliers alone let a mix of
# all nights and no nights stand for a fair share: such averages dive badly (sample centre: 9 %
# instead of 4 %).
_END_COUNTER_BUDGET = 2500
# Sets of rules to compile for exact end-of-tour counters: a twentieth of a second each.
_MOST_SETS = 80
_STRUCTURAL = ("one_shift_a_day", "shift_menu", "break_windows", "skill", "locks")


@dataclass(frozen=True, eq=False)
class RuleSets:
    """Rules along a tour.

    Parameters
    ----------
    sets, rule_of
        Sets of rules, and which one binds each agent, shape (agents,).
    history
        For each agent: what its set's resources stand at on the first morning.
    dropped
        Names of rules of which something was left out.
    end_counters
        What is priced by multipliers.
    """

    sets: tuple[TourRules, ...]
    rule_of: np.ndarray
    history: tuple[tuple[int, ...], ...]
    dropped: tuple[str, ...]
    end_counters: EndCounters


def rule_sets(
    problem: RosterProblem, shift_types: ShiftTypeTable, shape: tuple[int, int, int]
) -> RuleSets:
    """The rule sets of a problem.

    Parameters
    ----------
    shift_types
        Duties of the instance's shift types and starts.
    shape
        Days, shift types and starts.
    """
    applied_rules = rule_set(problem)
    found = [
        _resources(problem, applied_rules, agent, shift_types, shape) for agent in problem.agents
    ]
    known: Known = {}
    sorted_out = _lighter([sort_out(resources) for _, resources in found], known)
    rests = [rest for rest, _ in found]
    shared = [dict(numbers) for _, numbers, _ in sorted_out]
    walked: list[list[StatementResource]] = [[] for _ in found]
    dropped: set[str] = set()
    groups = _alike(rests, sorted_out, with_end_counters=True)
    few = len(groups) <= _MOST_SETS
    for rows in groups if few else _alike(rests, sorted_out, with_end_counters=False):
        resources, numbers, _ = sorted_out[rows[0]]
        countable = {slot: n for slot, n in numbers.items() if not isinstance(n, CarriedTotal)}
        kept, exact = _affordable(resources, countable if few else {}, len(rows), known)
        dropped |= {resources[i].name for i in range(len(resources)) if i not in kept}
        for row in rows:
            walked[row] = [sorted_out[row][0][i] for i in kept]
            walked[row] += [shared[row].pop(slot) for slot in exact]
    end_counters = EndCounters(tuple(shared), tuple(own for _, _, own in sorted_out))
    sets: dict[tuple[object, ...], TourRules] = {}
    rule_of = np.zeros(len(found), dtype=np.int64)
    for row, resources in enumerate(walked):
        tables = tuple((slot, resource.table.tobytes()) for slot, resource in shared[row].items())
        key = (rests[row], tables, *(resource.key() for resource in resources))
        if key not in sets:
            numbers_of = end_counters.rules(row, shape)
            sets[key] = TourRules(rests[row], tuple(resources), numbers_of)
        rule_of[row] = list(sets).index(key)
    history = tuple(
        _history(problem, agent, resources)
        for agent, resources in zip(problem.agents, walked, strict=True)
    )
    return RuleSets(tuple(sets.values()), rule_of, history, tuple(sorted(dropped)), end_counters)


def _lighter(sorted_out: list[SortedOut], known: Known) -> list[SortedOut]:
    """Hard limits on totals priced at the end where all sets of rules would make too many arcs.

    Numbers of shifts first; what they are long if that is not enough.

    Raises
    ------
    NotForTours
        If there are far too many all the same.
    """
    for counts in (True, False):
        if _arcs(sorted_out, _MOST_ARCS, known) <= _MOST_ARCS:
            return sorted_out
        sorted_out = [_counted_at_the_end(one, counts) for one in sorted_out]
    if _arcs(sorted_out, _FAR_TOO_MANY, known) > _FAR_TOO_MANY:
        raise NotForTours(
            tr(
                "the hard limits on people are too many to be followed together from day to day: "
                "give some of them a price"
            )
        )
    return sorted_out


def _arcs(sorted_out: list[SortedOut], enough: int, known: Known) -> int:
    """Most arcs of the hard rules' automata before their states are merged; counts to enough.

    The sets that may be largest stand for those that follow them.
    """
    sets: dict[tuple[object, ...], list[StatementResource]] = {}
    for resources, _, _ in sorted_out:
        hard = [resource for resource in resources if resource.price is None]
        sets.setdefault(tuple(resource.key() for resource in hard), hard)
    every = [ResourceStates(hard, known) for hard in sets.values() if hard]
    every.sort(key=lambda states: -states.apart)
    step, total = -(-len(every) // _LOOKED_AT), 0
    for at in range(0, len(every), step or 1):
        states, several = every[at], min(step, len(every) - at)
        arcs = several * max(1, states.days * states.classes)
        total += arcs * states.most(range(states.size), max(0, enough - total) // arcs)
    return total


def _counted_at_the_end(one: SortedOut, counts: bool) -> SortedOut:
    """Its hard limits on numbers of shifts, or on other totals, as end-of-tour counters."""
    walked, numbers, own = one
    resources, at_end = list[StatementResource](), dict(numbers)
    for resource in walked:
        priced = at_a_price(resource) if (resource.table.max(initial=0) == 1) == counts else None
        if priced is None:
            resources.append(resource)
        else:
            at_end[priced.name, sum(name == priced.name for name, _ in at_end)] = priced
    return resources, at_end, own


def _alike(
    rests: list[int], sorted_out: list[SortedOut], with_end_counters: bool
) -> list[list[int]]:
    """Rows of agents whose resources, and end-of-tour counters if asked for, behave alike."""
    members: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, (resources, numbers, _) in enumerate(sorted_out):
        tables = tuple(
            (
                slot,
                resource.key()
                if with_end_counters and not isinstance(resource, CarriedTotal)
                else resource.table.tobytes(),
            )
            for slot, resource in numbers.items()
        )
        members[(rests[row], tables, *(resource.key() for resource in resources))].append(row)
    return list(members.values())


def past_of(problem: RosterProblem, agent: Agent) -> Tour:
    """An agent's duties before the horizon."""
    return tour_of(problem, agent.agent_id, ())


def _history(
    problem: RosterProblem, agent: Agent, resources: list[StatementResource]
) -> tuple[int, ...]:
    return tuple(resource.after_history(past_of(problem, agent)) for resource in resources)


def _resources(
    problem: RosterProblem,
    applied_rules: RuleSet,
    agent: Agent,
    shift_types: ShiftTypeTable,
    shape: tuple[int, ...],
) -> tuple[int, list[StatementResource]]:
    offered = shift_types.duties(agent)
    rest, found = 0, list[StatementResource]()
    for applied in applied_rules:
        if agent.agent_id not in applied.ids or applied.setting.rule in _STRUCTURAL:
            continue
        if isinstance(applied.rule, MinimumRest) and applied.setting.hard:
            rest = max(rest, applied.rule.rest_min)
            continue
        for statement in applied.rule.tour(problem, agent):
            if not isinstance(statement, Cell) and applied.setting.price != 0:
                name, price = applied.setting.rule, applied.setting.price
                resource = resource_of(
                    statement, name, price, problem.days, offered, past_of(problem, agent)
                )
                if not _idle(resource):
                    resource.fill(shape)  # type: ignore[arg-type]
                    found.append(carried(resource, past_of(problem, agent)))
    return rest, found


def _idle(resource: StatementResource) -> bool:
    """A total that one shift a day keeps within its range anyway."""
    if not isinstance(resource, TotalResource) or not resource.statement.days:
        return isinstance(resource, TotalResource)
    s, first = resource.statement, resource.statement.days[0]
    greatest = resource.later[first] + max(
        [resource.off[first], *(s.add(first, duty) for duty in resource.offered.values())]
    )
    return s.least <= sum(resource.off.values()) and greatest <= s.most


def _affordable(
    resources: list[StatementResource],
    numbers: dict[Slot, StatementResource],
    agents: int,
    known: Known,
) -> tuple[list[int], list[Slot]]:
    """Places of the resources to keep, and the end-of-tour counters to count exactly.

    All hard resources, and the dearest others within the budget. A set shared by few agents is kept
    small: it must be compiled all the same.
    """
    budget = _STATE_BUDGET if agents >= 3 else _STATE_BUDGET * 2 // 5
    kept = [i for i, resource in enumerate(resources) if resource.price is None]
    priced = [i for i, resource in enumerate(resources) if resource.price is not None]
    states = ResourceStates([*resources, *numbers.values()], known)
    for i in sorted(priced, key=lambda i: -(resources[i].price or 0)):
        if states.most([*kept, i], budget) <= budget:
            kept = [*kept, i]
    exact: list[int] = []
    places = {len(resources) + place: slot for place, slot in enumerate(numbers)}
    for i in sorted(places, key=lambda i: -(numbers[places[i]].price or 0)):
        if states.most([*kept, *exact, i], _END_COUNTER_BUDGET) <= _END_COUNTER_BUDGET:
            exact.append(i)
    return sorted(kept), [places[i] for i in exact]
