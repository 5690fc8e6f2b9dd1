"""The projected ascent: valid bounds, close to the best, in the given time."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.model.errors import InvalidValue
from tests.benchmarks.staff_rostering.arrays import cover_instance
from tests.benchmarks.staff_rostering.bound import verified_bound
from tests.benchmarks.staff_rostering.draw import SIZES, draw_staff_rostering
from tests.benchmarks.staff_rostering.partition.ascent import ascend
from tests.benchmarks.staff_rostering.partition.incumbent import Incumbent, Prices
from tests.benchmarks.staff_rostering.partition.instance import CoverInstance
from tests.benchmarks.staff_rostering.partition.part import whole
from tests.benchmarks.staff_rostering.partition.solve import solve_cover
from tests.benchmarks.staff_rostering.partition.tours import TourFinder


def best_prices(instance: CoverInstance, evaluations: int, threads: int) -> Prices:
    incumbent = Incumbent(instance, time.monotonic() + 60.0, None)
    with ThreadPoolExecutor(threads) as pool:
        found, _ = ascend(
            whole(instance),
            TourFinder(instance),
            incumbent,
            evaluations=evaluations,
            on_bound=incumbent.prove,
            spread=pool.map,
        )
    return found


def test_the_ascent_comes_close_to_the_proven_optimum_and_never_passes_it() -> None:
    source = draw_staff_rostering(3, 1)
    instance = cover_instance(source)
    solve_cover(instance, time_limit_s=0.1)  # compiles; a new clone would spend the limit on it
    solution = solve_cover(instance, time_limit_s=5.0)
    assert solution.objective is not None
    found = best_prices(instance, 400, threads=1)
    assert 0.9 * solution.bound <= found.bound <= solution.objective
    assert verified_bound(source, found.cell_price) == pytest.approx(found.bound, abs=1e-6)


def test_two_threads_price_the_same_as_one() -> None:
    instance = cover_instance(draw_staff_rostering(2, 1))
    one, two = (best_prices(instance, 50, threads) for threads in (1, 2))
    assert one.bound == two.bound
    assert (one.cell_price == two.cell_price).all()


@pytest.mark.parametrize("number", [1, 6, 13, 19])
def test_a_drawn_instance_has_its_size_and_comes_again(number: int) -> None:
    drawn = draw_staff_rostering(number, 7)
    staff, weeks, shift_types = SIZES[number]
    assert (len(drawn.staff), drawn.days, len(drawn.shifts)) == (staff, 7 * weeks, shift_types)
    assert drawn == draw_staff_rostering(number, 7)
    assert drawn != draw_staff_rostering(number, 8)


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(InvalidValue, match="1 to 24"):
        draw_staff_rostering(25, 0)
