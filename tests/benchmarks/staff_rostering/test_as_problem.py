"""An instance as a problem of the product costs what the instance's own scorer says."""

from dataclasses import replace

import pytest

from data.model.errors import InvalidValue
from tests.benchmarks.staff_rostering.as_problem import as_problem
from tests.benchmarks.staff_rostering.draw import draw_staff_rostering
from tests.benchmarks.staff_rostering.file import StaffRostering
from tests.benchmarks.staff_rostering.run import solve_by_product


@pytest.fixture(scope="module")
def drawn() -> StaffRostering:
    return draw_staff_rostering(1, 3)


def test_the_product_pays_what_the_public_scorer_says(drawn: StaffRostering) -> None:
    found = solve_by_product(drawn, 3.0)
    assert found["hard_violations"] == 0
    assert found["objective"] == found["own_objective"]
    assert found["bound"] <= found["objective"]


def test_what_rules_cannot_say_exactly_is_refused() -> None:
    drawn = draw_staff_rostering(2, 3)
    longer = (*drawn.shifts[:-1], replace(drawn.shifts[-1], length_min=600))
    with pytest.raises(InvalidValue, match="several lengths"):
        as_problem(replace(drawn, shifts=longer))
    itself = replace(drawn.shifts[0], not_before=frozenset({drawn.shifts[0].code}))
    with pytest.raises(InvalidValue, match="no order of starts"):
        as_problem(replace(drawn, shifts=(itself, *drawn.shifts[1:])))
