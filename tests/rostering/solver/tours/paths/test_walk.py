"""Resources walked by tables reach exactly what they reach stepped one by one."""

import numpy as np
import pytest

from rostering.solver.tours.paths.automaton import compile_rules
from rostering.solver.tours.paths.walk import distinct
from rostering.solver.tours.resource import OFF
from tests.rostering.solver.tours.builders import a_tour_instance, tallied


def stepped(rules, days, tour):
    """Points and units of a tour by its resources, or None where a hard one stops it."""
    states = [resource.begin() for resource in rules.resources] + [0] * len(rules.end_counters)
    points, units = 0, [0] * len(rules.end_counters)
    for day, (shift_type, start) in zip(range(days), tour, strict=True):
        for i, resource in enumerate((*rules.resources, *rules.end_counters)):
            seen = OFF if shift_type < 0 else int(resource.table[day, shift_type, start])
            step = resource.step(states[i], day, seen)
            if step is None:
                return None
            states[i] = step[0]
            if i < len(rules.resources):
                points += step[1]
            else:
                units[i - len(rules.resources)] += step[1]
    ends = [c.finish(s) for c, s in zip(rules.resources, states, strict=False)]
    return None if None in ends else (points + sum(ends), units)


def walked(automaton, tour):
    """The same along the compiled automaton's arcs."""
    (state,) = automaton.begin.values()
    points, units = 0, np.zeros(automaton.arc_units.shape[1], dtype=int)
    for day, (shift_type, start) in enumerate(tour):
        arcs = np.arange(automaton.arc_begin[day], automaton.arc_begin[day + 1])
        arcs = arcs[
            (automaton.arc_from[arcs] == state) & (automaton.arc_shift_type[arcs] == shift_type)
        ]
        if shift_type >= 0:
            fits = (automaton.arc_first[arcs] <= start) & (start < automaton.arc_last[arcs])
            arcs = arcs[fits]
        if not len(arcs):
            return None
        (arc,) = arcs
        points += automaton.arc_cost[arc]
        units += automaton.arc_units[arc]
        state = automaton.arc_to[arc]
    return points + automaton.final_cost[state], units.tolist()


@pytest.mark.parametrize("instance", [a_tour_instance(0, days=7), tallied(1)])
def test_an_automaton_charges_random_tours_as_their_resources_do(instance):
    rules, days = instance.rules[0], instance.days
    begin = tuple(resource.begin() for resource in rules.resources)
    allowed = np.ones((days, len(instance.shift_types), instance.starts), dtype=bool)
    automaton = compile_rules(rules, days, allowed, [begin])
    rng, legal = np.random.default_rng(0), 0
    for _ in range(1500):
        shift_types = rng.integers(-1, len(instance.shift_types), days)
        tour = [(int(k), int(rng.integers(instance.starts))) for k in shift_types]
        wanted = stepped(rules, days, tour)
        assert walked(automaton, tour) == wanted
        legal += wanted is not None
    assert 10 < legal < 1500


def test_distinct_rows_are_told_apart_however_wide_they_are():
    rng = np.random.default_rng(3)
    rows = rng.integers(0, 2, (400, 12)) * np.array([1 << 40] * 6 + [1] * 6)
    found, which = distinct(rows)
    assert (found[which] == rows).all()
    assert len(found) == len(np.unique(rows, axis=0))
