"""What two threads share: the pricing until a generation is handed over, and what stands still."""

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.packed import pack
from rostering.solver.tours.search.generation import Generation
from tests.rostering.solver.tours.bound.test_queues import five_queues
from tests.rostering.solver.tours.search.searches import a_roster, a_search, whole_points


def a_stopped_search(instance):
    """A search whose time is up, so that nothing waits."""
    packed = pack(instance)
    pricer = Pricer(packed)
    search = a_search(packed, pricer, BoundSearch(packed, pricer))
    search.stop.set()
    return search


def test_the_pricing_has_both_threads_until_a_generation_is_handed_over():
    search = a_stopped_search(five_queues())
    search.lend_until_handed()
    assert search.pricer.threads == 2
    search.hand_over(Generation(search.packed, search.pricer, search.guide))
    assert search.pricer.threads == 1


def test_a_thread_lent_after_the_generation_was_handed_over_is_not_taken():
    search = a_stopped_search(five_queues())
    search.hand_over(Generation(search.packed, search.pricer, search.guide))
    search.lend_until_handed()
    assert search.pricer.threads == 1


def test_a_search_stands_still_when_no_better_roster_has_come_for_a_while():
    packed, pricer, bounds, tours = a_roster(five_queues())
    search = a_search(packed, pricer, bounds)
    search.began -= 10
    assert search.stands_still(search.began)  # ten seconds without any roster
    points = whole_points(packed, tours)
    search.found(points, tours)
    assert not search.stands_still(search.began)
    search.bettered -= 5
    search.found(points, tours)  # no better one
    assert search.stands_still(search.began)
    assert search.stands_still(search.bettered + 1)
    assert not search.stands_still(search.bettered + 5)  # a turn that has just begun


def test_a_search_goes_on_from_rosters_as_good_as_the_best():
    packed, pricer, bounds, tours = a_roster(five_queues())
    search, points = a_search(packed, pricer, bounds), whole_points(packed, tours)
    best, other = tours, tours.copy()
    search.found(points, best)
    known = search.current
    assert search.go_on_from(points + 1, other) == 0
    assert search.current is known
    assert search.go_on_from(points, other) == 0
    assert search.current is not known
    assert (search.objective, search.tours) == (points, known)
    assert search.go_on_from(points - 2, other) == 2
    assert search.objective == points - 2
