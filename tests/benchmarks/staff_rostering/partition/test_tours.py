"""The compiled tour search against every row there is."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.staff_rostering.arrays import cover_instance, roster_cells
from tests.benchmarks.staff_rostering.file import StaffRostering
from tests.benchmarks.staff_rostering.partition.tours import TourFinder
from tests.benchmarks.staff_rostering.score import score_staff_rostering
from tests.benchmarks.staff_rostering.writer import a_random_instance

pytestmark = pytest.mark.slow


def legal_rows(source: StaffRostering) -> list[np.ndarray]:
    rows = (np.array(row) for row in product((-1, 0, 1), repeat=source.days))
    return [
        row
        for row in rows
        if not score_staff_rostering(source, roster_cells(source, row[None, :])).violations
    ]


def cheapest(rows: list[np.ndarray], cost: np.ndarray) -> int | None:
    day = np.arange(cost.shape[0])
    padded = np.hstack([cost, np.zeros((len(cost), 1), dtype=np.int64)])
    return min((int(padded[day, row].sum()) for row in rows), default=None)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), days=st.integers(5, 7))
def test_the_cheapest_tour_is_the_cheapest_legal_row(seed: int, days: int) -> None:
    source = a_random_instance(seed, staff=1, days=days)
    instance = cover_instance(source)
    finder = TourFinder(instance)
    rows = legal_rows(source)
    rng = np.random.default_rng(seed)
    for _ in range(3):
        cost = rng.integers(-1000, 300, (days, 2)).astype(np.int32)
        found = finder.best(0, cost)
        expected = cheapest(rows, cost.astype(np.int64))
        if found is None:
            assert expected is None
            continue
        assert found.bound <= expected <= found.cost
        assert finder.price(found.row, cost) == found.cost
        assert any((row == found.row).all() for row in rows)
        assert found.cost == expected


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_forced_and_free_days_are_kept(seed: int) -> None:
    source = a_random_instance(seed, staff=1)
    instance = cover_instance(source)
    finder = TourFinder(instance)
    rng = np.random.default_rng(seed)
    must = rng.random(source.days) < 0.2
    free = instance.free[0] & ((rng.random(source.days) < 0.8) | must)
    rows = [row for row in legal_rows(source) if (row[must] >= 0).all() and (row[~free] < 0).all()]
    cost = rng.integers(-1000, 300, (source.days, 2)).astype(np.int32)
    found = finder.best(0, cost, free, must)
    expected = cheapest(rows, cost.astype(np.int64))
    assert (None if found is None else found.cost) == expected


@pytest.mark.parametrize("seed", range(6))
def test_a_row_is_legal_exactly_if_the_scorer_finds_nothing(seed: int) -> None:
    source = a_random_instance(seed, staff=1)
    finder = TourFinder(cover_instance(source))
    legal = {row.tobytes() for row in legal_rows(source)}
    rng = np.random.default_rng(seed)
    drawn = [rng.integers(-1, 2, source.days) for _ in range(100)]
    drawn += [np.frombuffer(row, dtype=np.int64) for row in sorted(legal)[:50]]
    assert [finder.legal(0, row) for row in drawn] == [row.tobytes() in legal for row in drawn]
