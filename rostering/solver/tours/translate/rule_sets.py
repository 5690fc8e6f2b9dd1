"""Which rules bind whom along a tour: walked as counters, or priced by slopes as tallies.

Agents whose rules behave alike share a set. Priced statements that would make too many states are
left out and named: the bound stays a bound, as every price is at least zero.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.duty import Tour, tour_of
from rostering.rules.language.statement import Cell
from rostering.rules.rest.minimum_rest import MinimumRest
from rostering.rules.rule_set import RuleSet, rule_set
from rostering.solver.tours.resource import TourRules
from rostering.solver.tours.translate.end_counters import (
    CarriedTotal,
    Slot,
    SortedOut,
    Tallies,
    carried,
    sort_out,
)
from rostering.solver.tours.translate.resources import TotalCounter, counter_of
from rostering.solver.tours.translate.shift_type_table import KindTable
from rostering.solver.tours.translate.statement_resource import CountedStates, StatementCounter

# States a morning that compile in a second or two and keep a tour at a few milliseconds.
_STATE_BUDGET = 2500
# States up to which tallies are counted along the tour. Slopes alone let a mix of all nights and no
# nights stand for a fair share: such mixes dive badly (sample centre: 9 % instead of 4 %).
_TALLY_BUDGET = 2500
# Sets of rules to compile for exact tallies: a twentieth of a second each.
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
        For each agent: what its set's counters stand at on the first morning.
    dropped
        Names of rules of which something was left out.
    tallies
        What is priced by slopes.
    """

    sets: tuple[TourRules, ...]
    rule_of: np.ndarray
    history: tuple[tuple[int, ...], ...]
    dropped: tuple[str, ...]
    tallies: Tallies


def rule_sets(problem: RosterProblem, kinds: KindTable, shape: tuple[int, int, int]) -> RuleSets:
    """The rule sets of a problem.

    Parameters
    ----------
    kinds
        Duties of the instance's kinds and starts.
    shape
        Days, kinds and starts.
    """
    book = rule_set(problem)
    found = [_counters(problem, book, agent, kinds, shape) for agent in problem.agents]
    sorted_out = [sort_out(counters) for _, counters in found]
    rests = [rest for rest, _ in found]
    shared = [dict(numbers) for _, numbers, _ in sorted_out]
    walked: list[list[StatementCounter]] = [[] for _ in found]
    dropped: set[str] = set()
    groups = _alike(rests, sorted_out, with_tallies=True)
    few = len(groups) <= _MOST_SETS
    for rows in groups if few else _alike(rests, sorted_out, with_tallies=False):
        counters, numbers, _ = sorted_out[rows[0]]
        countable = {slot: n for slot, n in numbers.items() if not isinstance(n, CarriedTotal)}
        kept, exact = _affordable(counters, countable if few else {}, len(rows))
        dropped |= {counters[i].name for i in range(len(counters)) if i not in kept}
        for row in rows:
            walked[row] = [sorted_out[row][0][i] for i in kept]
            walked[row] += [shared[row].pop(slot) for slot in exact]
    tallies = Tallies(tuple(shared), tuple(own for _, _, own in sorted_out))
    sets: dict[tuple[object, ...], TourRules] = {}
    rule_of = np.zeros(len(found), dtype=np.int64)
    for row, counters in enumerate(walked):
        tables = tuple((slot, counter.table.tobytes()) for slot, counter in shared[row].items())
        key = (rests[row], tables, *(counter.key() for counter in counters))
        if key not in sets:
            numbers_of = tallies.rules(row, shape)
            sets[key] = TourRules(rests[row], tuple(counters), numbers_of)
        rule_of[row] = list(sets).index(key)
    history = tuple(
        _history(problem, agent, counters)
        for agent, counters in zip(problem.agents, walked, strict=True)
    )
    return RuleSets(tuple(sets.values()), rule_of, history, tuple(sorted(dropped)), tallies)


def _alike(rests: list[int], sorted_out: list[SortedOut], with_tallies: bool) -> list[list[int]]:
    """Rows of agents whose counters, and tallies if asked for, behave alike."""
    members: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, (counters, numbers, _) in enumerate(sorted_out):
        tables = tuple(
            (
                slot,
                counter.key()
                if with_tallies and not isinstance(counter, CarriedTotal)
                else counter.table.tobytes(),
            )
            for slot, counter in numbers.items()
        )
        members[(rests[row], tables, *(counter.key() for counter in counters))].append(row)
    return list(members.values())


def past_of(problem: RosterProblem, agent: Agent) -> Tour:
    """An agent's duties before the horizon."""
    return tour_of(problem, agent.agent_id, ())


def _history(
    problem: RosterProblem, agent: Agent, counters: list[StatementCounter]
) -> tuple[int, ...]:
    return tuple(counter.after_history(past_of(problem, agent)) for counter in counters)


def _counters(
    problem: RosterProblem, book: RuleSet, agent: Agent, kinds: KindTable, shape: tuple[int, ...]
) -> tuple[int, list[StatementCounter]]:
    menu = kinds.duties(agent)
    rest, found = 0, list[StatementCounter]()
    for applied in book:
        if agent.agent_id not in applied.ids or applied.setting.rule in _STRUCTURAL:
            continue
        if isinstance(applied.rule, MinimumRest) and applied.setting.hard:
            rest = max(rest, applied.rule.rest_min)
            continue
        for statement in applied.rule.tour(problem, agent):
            if not isinstance(statement, Cell) and applied.setting.price != 0:
                name, price = applied.setting.rule, applied.setting.price
                counter = counter_of(
                    statement, name, price, problem.days, menu, past_of(problem, agent)
                )
                if not _idle(counter):
                    counter.fill(shape)  # type: ignore[arg-type]
                    found.append(carried(counter, past_of(problem, agent)))
    return rest, found


def _idle(counter: StatementCounter) -> bool:
    """A total that one shift a day keeps within its range anyway."""
    if not isinstance(counter, TotalCounter) or not counter.statement.days:
        return isinstance(counter, TotalCounter)
    s, first = counter.statement, counter.statement.days[0]
    greatest = counter.later[first] + max(
        [counter.off[first], *(s.add(first, duty) for duty in counter.menu.values())]
    )
    return s.least <= sum(counter.off.values()) and greatest <= s.most


def _affordable(
    counters: list[StatementCounter], numbers: dict[Slot, StatementCounter], agents: int
) -> tuple[list[int], list[Slot]]:
    """Places of the counters to keep, and the tallies to count exactly.

    All hard counters, and the dearest others within the budget. A set shared by few agents is kept
    small: it must be compiled all the same.
    """
    budget = _STATE_BUDGET if agents >= 3 else _STATE_BUDGET * 2 // 5
    kept = [i for i, counter in enumerate(counters) if counter.price is None]
    priced = [i for i, counter in enumerate(counters) if counter.price is not None]
    states = CountedStates([*counters, *numbers.values()])
    for i in sorted(priced, key=lambda i: -(counters[i].price or 0)):
        if states.most([*kept, i], budget) <= budget:
            kept = [*kept, i]
    exact: list[int] = []
    places = {len(counters) + place: slot for place, slot in enumerate(numbers)}
    for i in sorted(places, key=lambda i: -(numbers[places[i]].price or 0)):
        if states.most([*kept, *exact, i], _TALLY_BUDGET) <= _TALLY_BUDGET:
            exact.append(i)
    return sorted(kept), [places[i] for i in exact]
