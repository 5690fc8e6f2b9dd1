"""What two threads share: the pricing has both until a generation is handed over."""

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.packed import pack
from rostering.solver.tours.search.generation import Generation
from tests.rostering.solver.tours.bound.test_queues import five_queues
from tests.rostering.solver.tours.search.searches import a_search


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
