"""An instance as a problem of the product costs what the instance's own scorer says."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.roster import Roster
from data.model.shift import Shift, ShiftTemplate
from rostering.evaluation.scorecard import score
from tests.benchmarks.staff_rostering.as_problem import MONDAY, as_problem
from tests.benchmarks.staff_rostering.draw import draw_staff_rostering
from tests.benchmarks.staff_rostering.file import Employee, StaffRostering
from tests.benchmarks.staff_rostering.run import solve_staff_rostering
from tests.benchmarks.staff_rostering.score import score_staff_rostering


@pytest.fixture(scope="module")
def drawn() -> StaffRostering:
    return draw_staff_rostering(1, 3)


def test_the_product_pays_what_the_public_scorer_says(drawn: StaffRostering) -> None:
    found = solve_staff_rostering(drawn, 3.0)
    assert found["hard_violations"] == 0
    assert found["objective"] == found["own_objective"]
    assert found["bound"] <= found["objective"]


def test_what_rules_cannot_say_exactly_is_refused() -> None:
    drawn = draw_staff_rostering(2, 3)
    for longer in (drawn.shifts[0].length_min * 2, drawn.shifts[0].length_min + 1):
        shifts = (*drawn.shifts[:-1], replace(drawn.shifts[-1], length_min=longer))
        with pytest.raises(InvalidValue, match="length"):
            as_problem(replace(drawn, shifts=shifts))
    dearer = replace(drawn.cover[0], under=drawn.cover[0].under + 1)
    with pytest.raises(InvalidValue, match="prices"):
        as_problem(replace(drawn, cover=(dearer, *drawn.cover[1:])))
    with pytest.raises(InvalidValue, match="two rows"):
        as_problem(replace(drawn, cover=(*drawn.cover, drawn.cover[0])))


def test_a_year_can_be_stated() -> None:
    assert as_problem(draw_staff_rostering(22, 2)).days == 364


@pytest.mark.parametrize("seed", range(3))
def test_rules_and_the_public_scorer_agree_on_any_row(seed: int) -> None:
    """Shifts of two lengths, one of which may not follow itself; rows of likely runs."""
    drawn = draw_staff_rostering(3, seed)
    last = drawn.shifts[-1]
    odd = replace(
        last, length_min=last.length_min * 5 // 4, not_before=last.not_before | {last.code}
    )
    source = replace(drawn, shifts=(*drawn.shifts[:-1], odd))
    problem, rng = as_problem(source), np.random.default_rng(seed)
    kinds = {template.code: template for template in problem.templates}
    legal = 0
    for _ in range(30):
        cells = {
            (person.agent, day): code
            for person in source.staff
            for day, code in enumerate(_a_row(source, person, rng))
            if code
        }
        shifts = (
            Shift(agent, MONDAY + timedelta(days=day), *_clock(kinds[code]), code)
            for (agent, day), code in cells.items()
        )
        card = score(problem, Roster(problem.first, problem.days, tuple(shifts)))
        public = score_staff_rostering(source, cells)
        broken = {v.agent_id for v in card.violations[: card.hard_violations]}
        assert broken == {sentence.split()[0] for sentence in public.violations}
        assert card.objective == public.objective
        legal += len(source.staff) - len(broken)
    assert legal > 10


def _clock(template: ShiftTemplate) -> tuple[int, int]:
    return template.starts_min[0], template.length_min


def _a_row(source: StaffRostering, person: Employee, rng: np.random.Generator) -> list[str]:
    """Runs as long as they may be, give or take a day, each of one or two kinds of shift."""
    able = [code for code, most in person.max_shifts.items() if most]
    row: list[str] = []
    while len(row) < source.days:
        row += [""] * (person.min_days_off + int(rng.choice([0, 1, -1], p=[0.6, 0.35, 0.05])))
        kinds = sorted(rng.choice(able, 2), key=lambda code: len(_not_before(source, code)))
        days = int(rng.integers(person.min_run, person.max_run + 1)) + int(rng.random() < 0.05)
        row += [str(kinds[2 * day >= days]) for day in range(days)]
    return row[int(rng.integers(3)) :][: source.days]


def _not_before(source: StaffRostering, code: str) -> frozenset[str]:
    return next(shift.not_before for shift in source.shifts if shift.code == code)
