"""Required hours that nobody can work are named, queue by queue."""

from datetime import timedelta

import numpy as np

from data.model.staff import Leave
from rostering.evaluation.nobody import nobody_can_serve
from tests.rostering.builders import MONDAY, a_problem, an_agent

DAY = timedelta(days=1)


def a_centre(skills, leave=(), heads=2, **more):  # type: ignore[no-untyped-def]
    people = [an_agent(f"A{i}", mine) for i, mine in enumerate(skills)]
    return a_problem(14, people, heads=heads, queues=("a", "b"), leave=leave, **more)


def test_a_queue_nobody_is_skilled_for_is_told_with_its_hours_a_week() -> None:
    (said,) = nobody_can_serve(a_centre((("a",),)))
    assert said.startswith("Nobody can serve b: 336 h a week")


def test_a_queue_whose_people_are_all_on_leave_is_told_for_the_days_out_of_reach() -> None:
    off = Leave("A1", MONDAY + 2 * DAY, MONDAY + 4 * DAY)
    (said,) = nobody_can_serve(a_centre((("a",), ("b",)), (off,)))
    # The night shift of Tuesday still reaches into Wednesday, so only two days are out of reach.
    assert said.startswith(f"Nobody can serve b on 2 days, the first {MONDAY + 3 * DAY}: 96 h")


def test_somebody_else_with_the_skill_is_enough() -> None:
    off = Leave("A0", MONDAY, MONDAY + 20 * DAY)
    assert nobody_can_serve(a_centre((("a", "b"), ("a", "b")), (off,))) == ()


def test_a_queue_that_nobody_needs_is_no_news() -> None:
    assert nobody_can_serve(a_centre((("a",),), heads=np.array([[1], [0]]))) == ()
