"""Weeks of a roster dived anew: what comes back is legal, and never dearer."""

from itertools import islice

import numpy as np
import pytest

from rostering.solver.tours.points import roster_points
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.tree.window import dive_a_window, windows
from tests.rostering.solver.tours.search.searches import INSTANCES, a_roster, a_search, whole_points


@pytest.mark.parametrize(("days", "share"), [(182, 0.0), (182, 0.5), (61, 0.9), (20, 0.0)])
def test_windows_lie_within_the_horizon_and_reach_every_day(days: int, share: float) -> None:
    found = list(islice(windows(days, share, np.random.default_rng(0)), 40))
    assert all(0 <= first < last <= days for first, last in found)
    assert set(range(days)) == {day for first, last in found for day in range(first, last)}


def test_a_window_dived_anew_betters_a_rough_roster_and_keeps_it_legal() -> None:
    instance = INSTANCES[0]
    packed, pricer, bounds, tours = a_roster(instance)
    search = a_search(packed, pricer, bounds)
    rough = whole_points(packed, tours)
    search.found(rough, tours)
    for first in range(0, instance.days - 2, 2):
        dive_a_window(search, first, min(instance.days, first + 5), np.random.default_rng(first))
    best = search.tours
    assert isinstance(best, Tours)
    assert search.objective == whole_points(packed, best) < rough
    assert roster_points(best.shift_types, best.starts, packed.people, packed.rules) >= 0
