"""One day of a roster: never made worse, and the programme of a day finds its best."""

import itertools

import numpy as np
import pytest

from rostering.solver import program
from rostering.solver.program import Solved
from rostering.solver.tours.paths.choices import near_best
from rostering.solver.tours.points import tour_points
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.search.day import solve_day
from rostering.solver.tours.search.day_model import DayModel
from rostering.solver.tours.search.fix_and_optimise import placed_anew
from rostering.solver.tours.search.sub_instance import open_sub_instance
from tests.rostering.solver.tours.bound.test_queues import five_queues
from tests.rostering.solver.tours.builders import a_tour_instance, limited
from tests.rostering.solver.tours.search.searches import (
    INSTANCES,
    a_roster,
    a_search,
    legal,
    prices_of,
    whole_points,
)


def a_free_day(instance, day):
    """A day of a roster, all that anybody may do on it, and what they do."""
    packed, _, _, tours = a_roster(instance)
    sub = open_sub_instance(packed, tours, day, day + 1)
    part, known = sub.packed, sub.cut(tours)
    price = np.zeros(prices_of(part), dtype=np.int32)
    return part, near_best(part, price, 1e6, known), known


def everyone(tours):
    return np.ones(len(tours.shift_types), dtype=bool)


@pytest.mark.parametrize("instance", [a_tour_instance(3, agents=20, days=4), five_queues()])
def test_a_day_is_never_made_worse_and_stays_legal(instance):
    packed, pricer, bounds, tours = a_roster(instance)
    search = a_search(packed, pricer, bounds)
    before, bettered = whole_points(packed, tours), 0
    for day in range(instance.days):
        sub = open_sub_instance(packed, tours, day, day + 1)
        part = solve_day(search, sub, sub.cut(tours), np.random.default_rng(day))
        if part is not None:
            tours, bettered = sub.paste(part, tours), bettered + 1
            assert legal(packed, tours)
            assert whole_points(packed, tours) < before
            before = whole_points(packed, tours)
    assert bettered


def test_days_of_a_sub_instance_are_placed_anew():
    packed, pricer, bounds, tours = a_roster(a_tour_instance(3, agents=20, days=4))
    search, rng = a_search(packed, pricer, bounds), np.random.default_rng(0)
    sub = open_sub_instance(packed, tours, 1, 4)
    found = sub.paste(placed_anew(search, sub, tours, sub.cut(tours), rng), tours)
    assert legal(packed, found)
    assert whole_points(packed, found) < whole_points(packed, tours)


def test_near_choices_are_all_that_lie_within_reach_and_those_known():
    packed, _, _, tours = a_roster(a_tour_instance(3, agents=4, days=8))
    sub = open_sub_instance(packed, tours, 2, 3)
    part, known = sub.packed, sub.cut(tours)
    price = np.zeros(prices_of(part), dtype=np.int32)
    found = near_best(part, price, 0.0, known)
    wide = near_best(part, price, 5.0, known)
    assert len(wide.agent) >= len(found.agent) >= 4
    for near in (found, wide, wide.drawn(0.0, np.random.default_rng(0))):
        assert near.agent[near.known].tolist() == [0, 1, 2, 3]
        assert near.shift_type[near.known].tolist() == known.shift_types[:, 0].tolist()
        worked = known.shift_types[:, 0] >= 0
        assert (near.start[near.known] == known.starts[:, 0])[worked].all()
    for row in range(len(wide.agent)):
        shift_type, start = wide.shift_type[row : row + 1], wide.start[row : row + 1]
        points = tour_points(shift_type, start, part.people, part.rules, int(wide.agent[row]))
        assert points == wide.points[row] * 1024
    off = np.full(1, -1, dtype=np.int32)
    for agent in range(4):
        every = [tour_points(off, off, part.people, part.rules, agent)]
        for shift_type, start in np.ndindex(part.people.cost.shape[2:]):
            one = np.array([shift_type], dtype=np.int32), np.array([start], dtype=np.int32)
            every.append(tour_points(*one, part.people, part.rules, agent))
        legal_ones = [points for points in every if points >= 0]
        within = [points for points in legal_ones if points <= min(legal_ones) + 5 * 1024]
        seen = wide.points[(wide.agent == agent) & ~wide.known] * 1024
        assert set(seen.tolist()) <= set(within)
        assert len(seen) + wide.known[wide.agent == agent].sum() >= len(within)


def every_way(part, agent):
    """All that an agent may do on one day: shift type, start, break variants."""
    found = []
    shapes, sizes = part.shapes, np.diff(part.shapes.break_variant)
    for shift_type, start in [(-1, 0), *np.ndindex(part.people.cost.shape[2:])]:
        one = np.array([shift_type], dtype=np.int32), np.array([start], dtype=np.int32)
        if not 0 <= tour_points(*one, part.people, part.rules, agent) < 1 << 27:
            continue
        own = (
            range(*shapes.shift_type_break[shift_type : shift_type + 2]) if shift_type >= 0 else ()
        )
        ways = itertools.product(*(range(sizes[rest]) for rest in own))
        found += [(shift_type, start, *way, *[0] * (part.breaks - len(own))) for way in ways]
    return found


def a_day(way):
    """Tours of one day of each agent's (shift type, start, break variants)."""
    shift_type, start, *rests = np.array(way, dtype=np.int32).T[:, :, None].copy()
    return Tours(shift_type, start, np.stack(rests, axis=2))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("day", [1, 4])
@pytest.mark.parametrize("seats", [False, True])
def test_the_model_of_a_day_finds_the_best_of_all_days(seed, day, seats):
    instance = a_tour_instance(seed, agents=3, days=6, group=np.array([0, 1, 1]))
    instance = limited(instance, seed) if seats else instance
    part, everything, known = a_free_day(instance, day)
    found = DayModel(part, everything, known).solve(20.0)
    assert legal(part, found)
    ways = itertools.product(*(every_way(part, agent) for agent in range(3)))
    least = min(whole_points(part, a_day(way)) for way in ways)
    assert whole_points(part, found) == least


@pytest.mark.parametrize("instance", [a_tour_instance(3, agents=20, days=4), five_queues()])
def test_a_day_that_leans_to_what_is_known_is_no_worse_and_moves_few(instance):
    part, everything, known = a_free_day(instance, 2)
    best = whole_points(part, DayModel(part, everything, known).solve(20.0))
    model = DayModel(part, everything, known)
    relaxed = model._program.solve(20.0, relaxed=True).cost
    least = model.lean(20.0, everyone(known))
    assert relaxed - 1e-6 <= least <= best + 0.02 * len(known.shift_types)
    open_to = np.array(model._program.most)[model._flag] > 0
    assert open_to[everything.known].all()
    moved = np.bincount(everything.agent[open_to]) > 1
    assert moved.sum() < len(moved) / 2
    found = model.solve(20.0)
    assert legal(part, found)
    assert best <= whole_points(part, found) < whole_points(part, known)


def test_fewer_agents_leaned_to_leave_more_free():
    part, everything, known = a_free_day(a_tour_instance(3, agents=40, days=4), 2)
    open_to = []
    for some in (everyone(known), ~everyone(known)):
        model = DayModel(part, everything, known)
        assert model.lean(20.0, some) is not None
        open_to.append((np.array(model._program.most)[model._flag] > 0).sum())
    assert open_to[0] < open_to[1]


def test_a_day_that_is_the_best_is_leaned_to_and_kept():
    part, everything, known = a_free_day(a_tour_instance(1, agents=6, days=4), 2)
    best = DayModel(part, everything, known).solve(20.0)
    price = np.zeros(prices_of(part), dtype=np.int32)
    model = DayModel(part, near_best(part, price, 1e6, best), best)
    least = model.lean(20.0, everyone(best))
    assert least <= whole_points(part, best) + 1e-6
    assert whole_points(part, model.solve(20.0)) == whole_points(part, best)


@pytest.mark.parametrize("instance", INSTANCES)
def test_a_known_day_is_counted_as_the_programme_counts(instance):
    part, everything, known = a_free_day(instance, 2)
    model = DayModel(part, everything, known)
    day, now = model._program, model._now
    held = np.bincount(day.rows, np.array(day.weights) * now[day.columns])
    assert (held >= day.low).all()
    assert (held <= day.high).all()
    assert (now <= day.most).all()
    points = day.offset + now @ np.array(day.cost)
    assert points == pytest.approx(whole_points(part, known))
    placed = model._placed(np.flatnonzero(everything.known))
    model._give_breaks(placed, now[model._taking].astype(int))
    assert whole_points(part, placed) == whole_points(part, known)


def test_a_solve_names_every_column_that_it_begins_with(monkeypatch):
    """A solver drops a start that leaves one out, without a word."""
    part, everything, known = a_free_day(a_tour_instance(3, agents=20, days=4), 2)
    model, solve, begun = DayModel(part, everything, known), program.mathopt.solve, []

    def heard(*asked, model_params, **others):
        begun.extend(model_params.solution_hints)
        return solve(*asked, model_params=model_params, **others)

    monkeypatch.setattr(program.mathopt, "solve", heard)
    model.solve(20.0)
    (hint,) = begun
    values = {column.id: value for column, value in hint.variable_values.items()}
    assert values == dict(enumerate(model._now.tolist()))


def test_a_relaxed_day_that_ran_out_of_time_holds_nobody(monkeypatch):
    part, everything, known = a_free_day(five_queues(), 2)
    model = DayModel(part, everything, known)
    share = np.ones(len(model._program.cost))
    monkeypatch.setattr(model._program, "corner", lambda *_: Solved(share, 9.0, -np.inf))
    assert model.lean(20.0, everyone(known)) is None
    assert (np.array(model._program.most)[model._flag] > 0).all()
