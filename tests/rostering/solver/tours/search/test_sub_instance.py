"""Sub-instances of a roster: what they charge, what they forbid, and that renewing never loses."""

import itertools
import threading
import time

import numpy as np
import pytest

from rostering.solver import program
from rostering.solver.program import Solved
from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.packed import pack
from rostering.solver.tours.paths.choices import near_best
from rostering.solver.tours.points import roster_points, tour_points
from rostering.solver.tours.search import fix_and_optimise as renewal
from rostering.solver.tours.search.annealing import Chain, Tours, begin
from rostering.solver.tours.search.day import solve_day
from rostering.solver.tours.search.day_model import DayModel
from rostering.solver.tours.search.fix_and_optimise import fix_and_optimise
from rostering.solver.tours.search.generation import Generation
from rostering.solver.tours.search.neighbourhood_choice import LENGTHS, NeighbourhoodChoice
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.search.sub_instance import open_sub_instance
from tests.rostering.solver.tours.bound.test_queues import five_queues
from tests.rostering.solver.tours.builders import a_tour_instance, limited, tallied

INSTANCES = [
    a_tour_instance(3, agents=4, days=8),
    a_tour_instance(5, agents=4, days=8, wrap=True),
    tallied(1, agents=6),
    limited(a_tour_instance(3, agents=5, days=8)),
    five_queues(),
]


def a_roster(instance):
    """A packed instance with the tours of its first pricing as a roster."""
    packed = pack(instance)
    pricer = Pricer(packed)
    bounds = BoundSearch(packed, pricer)
    chain = Chain(packed, pricer.extended, np.random.default_rng(0))
    chain.load(begin(packed, bounds.last, None))
    return packed, pricer, bounds, chain.tours.copy()


def a_search(packed, pricer, bounds):
    """A minute for a search that knows no roster."""
    now, choice = (
        time.monotonic(),
        NeighbourhoodChoice(packed.instance.days, np.random.default_rng(0)),
    )
    stop = threading.Event()
    return Search(packed, pricer, bounds, bounds.best, now, now + 60, 0.0, stop, None, choice)


def prices_of(packed):
    """Shape of its prices."""
    return packed.floor.price_limits()[0].shape


def a_free_day(instance, day):
    """A day of a roster, all that anybody may do on it, and what they do."""
    packed, _, _, tours = a_roster(instance)
    sub = open_sub_instance(packed, tours, day, day + 1)
    part, known = sub.packed, sub.cut(tours)
    price = np.zeros(prices_of(part), dtype=np.int32)
    return part, near_best(part, price, 1e6, known), known


def everyone(tours):
    return np.ones(len(tours.shift_types), dtype=bool)


def taken_by(choice, number, points):
    """Lengths of so many sub-instances, each of which brings points(length, number) in 2 s."""
    taken = []
    for at in range(number):
        neighbourhood = choice.take()
        taken.append(neighbourhood.of.length)
        choice.brought(neighbourhood, points(neighbourhood.of.length, at), 2.0)
    return taken


def whole_points(packed, tours):
    chain = Chain(packed, Pricer(packed).extended, np.random.default_rng(0))
    chain.load(tours.copy())
    return chain.objective()


def legal(packed, tours):
    return roster_points(tours.shift_types, tours.starts, packed.people, packed.rules) >= 0


@pytest.mark.parametrize("instance", INSTANCES)
@pytest.mark.parametrize("first", [0, 2, -3])
def test_a_window_charges_every_change_as_the_whole_does(instance, first):
    days = first % instance.days, first % instance.days + 3
    packed, _, _, tours = a_roster(instance)
    sub = open_sub_instance(packed, tours, *days)
    pricer = Pricer(sub.packed)
    search = BoundSearch(sub.packed, pricer)
    rng = np.random.default_rng(1)
    known = sub.cut(tours)
    at = whole_points(packed, tours) - whole_points(sub.packed, known)
    seen = set()
    for _ in range(30):
        price = rng.integers(-1024, 8192, prices_of(sub.packed)).astype(np.int32)
        multipliers = np.zeros_like(search.best.multipliers)
        found = pricer.evaluate(price, multipliers)
        part = begin(sub.packed, found, None)
        pasted = sub.paste(part, tours)
        assert legal(packed, pasted)
        assert whole_points(packed, pasted) - whole_points(sub.packed, part) == at
        outside = [d for d in range(instance.days) if not days[0] <= d < days[1]]
        assert (pasted.shift_types[:, outside] == tours.shift_types[:, outside]).all()
        seen.add(found.shift_types.tobytes() + found.starts.tobytes())
    assert len(seen) > 3


@pytest.mark.parametrize("instance", INSTANCES[:3])
def test_a_window_forbids_what_the_days_around_it_forbid(instance):
    packed, _, _, tours = a_roster(instance)
    sub = open_sub_instance(packed, tours, 2, 4)
    part, rng = sub.packed, np.random.default_rng(2)
    fits = 0
    for _ in range(2000):
        agent = int(rng.integers(len(tours.shift_types)))
        shift_types, starts = tours.shift_types[agent].copy(), tours.starts[agent].copy()
        shift_types[2:4] = rng.integers(-1, len(instance.shift_types), 2)
        starts[2:4] = rng.integers(0, instance.starts, 2)
        inside = tour_points(shift_types[2:4], starts[2:4], part.people, part.rules, agent)
        whole = tour_points(shift_types, starts, packed.people, packed.rules, agent)
        assert (whole >= 0) == (0 <= inside < 1 << 27)
        fits += whole >= 0
    assert 0 < fits < 2000


@pytest.mark.parametrize("instance", INSTANCES)
def test_renewing_betters_a_roster_and_keeps_it_legal(instance):
    packed, pricer, bounds, tours = a_roster(instance)
    search = a_search(packed, pricer, bounds)
    choice, stop = search.choice, search.stop
    search.found(whole_points(packed, tours), tours)
    before, left = search.objective, [25]
    take = choice.take

    def some():
        left[0] -= 1
        if not left[0]:
            stop.set()
        return take()

    choice.take = some
    fix_and_optimise(search, np.random.default_rng(0))
    assert search.objective < before
    assert legal(packed, search.tours)
    assert whole_points(packed, search.tours) == search.objective


def a_stopped_search(instance):
    """A search whose time is up, so that nothing waits."""
    packed = pack(instance)
    pricer = Pricer(packed)
    search = a_search(packed, pricer, BoundSearch(packed, pricer))
    search.stop.set()
    return search


def test_a_window_is_cut_from_the_roster_that_it_was_opened_around(monkeypatch):
    packed, pricer, bounds, tours = a_roster(five_queues())
    search, seen = a_search(packed, pricer, bounds), []
    search.found(whole_points(packed, tours), tours)
    newer = tours.copy()
    newer.shift_types[:] = -1

    def opened(*asked):
        search.tours = newer  # the other thread's, in between
        return open_sub_instance(*asked)

    def heard(search, sub, known, rng):
        seen.append((sub, known))
        search.stop.set()

    monkeypatch.setattr(renewal, "open_sub_instance", opened)
    monkeypatch.setattr(renewal, "_solved", heard)
    fix_and_optimise(search, np.random.default_rng(0))
    ((sub, known),) = seen
    assert (known.shift_types == sub.cut(tours).shift_types).all()


def test_the_pricing_has_both_threads_until_a_mix_is_handed_over():
    search = a_stopped_search(five_queues())
    search.lend_until_handed()
    assert search.pricer.threads == 2
    search.hand_over(Generation(search.packed, search.pricer, search.guide))
    assert search.pricer.threads == 1


def test_a_thread_lent_after_the_mix_was_handed_over_is_not_taken():
    search = a_stopped_search(five_queues())
    search.hand_over(Generation(search.packed, search.pricer, search.guide))
    search.lend_until_handed()
    assert search.pricer.threads == 1


def test_turns_reach_every_day_of_a_short_roster():
    choice = NeighbourhoodChoice(3, np.random.default_rng(0))
    taken = [choice.take() for _ in range(6)]
    assert set().union(
        *(range(neighbourhood.first, neighbourhood.last) for neighbourhood in taken)
    ) == {0, 1, 2}
    assert all(neighbourhood.first < neighbourhood.last for neighbourhood in taken)


def test_turns_go_on_with_the_length_that_brings_most():
    choice = NeighbourhoodChoice(28, np.random.default_rng(0))
    taken = taken_by(choice, 600, lambda length, _: 100.0 if length == 5 else 1.0)
    assert set(taken[:300]) == set(LENGTHS)
    assert set(taken[-100:]) == {5}
    assert taken.count(7) < 28 / 2  # its only round was cut short


def test_a_round_counts_as_what_it_brought_lately():
    choice = NeighbourhoodChoice(28, np.random.default_rng(0))
    taken = taken_by(
        choice, 120, lambda length, at: 5.0 * (length == 1 or (length == 3 and at < 10))
    )
    assert taken.count(1) > 60


def test_a_whole_round_counts_as_whole_while_another_thread_still_has_a_window():
    choice = NeighbourhoodChoice(28, np.random.default_rng(0))
    first = held = choice.take()
    while held.of is first.of:
        neighbourhood = choice.take()  # the other thread's
        choice.brought(held, 3.0, 1.0)
        assert first.of.prospect == pytest.approx(3.0 if first.of.left else 0.6)
        held = neighbourhood
    assert not first.of.left


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
    """HiGHS drops a start that leaves one out, without a word."""
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
