"""Sets of queues that stand for Hall's condition, held to the cover that the scorecard counts."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rostering.evaluation.cover import cover
from rostering.solver.cpsat.cover_terms import halls

QUEUES, GROUPS = 4, 5


def test_a_queue_that_nobody_serves_leaves_the_limit_of_the_others() -> None:
    assert set(halls(((True, False),), (0, 1))) == {((0,), (0,)), ((1,), ())}


def test_queues_that_nobody_serves_are_one_set_of_no_agents() -> None:
    assert halls(((False, False), (False, False)), (0, 1)) == (((0, 1), ()),)


def test_a_group_within_another_keeps_the_set_of_its_own() -> None:
    both_and_one = ((True, True), (True, False))
    assert set(halls(both_and_one, (0, 1))) == {((1,), (0,)), ((0, 1), (0, 1))}


@st.composite
def a_slot(draw: st.DrawFn):  # type: ignore[no-untyped-def]
    queues, groups = draw(st.integers(1, QUEUES)), draw(st.integers(0, GROUPS))
    row = st.lists(st.booleans(), min_size=queues, max_size=queues)
    skills = draw(st.lists(row, min_size=groups, max_size=groups))
    heads = draw(st.lists(st.integers(0, 3), min_size=queues, max_size=queues))
    supply = draw(st.lists(st.integers(0, 3), min_size=groups, max_size=groups))
    return (
        np.array(skills, dtype=bool).reshape(groups, queues),
        np.array(heads),
        np.array(supply, dtype=int),
    )


@settings(max_examples=150, deadline=None)
@given(a_slot())
def test_the_sets_let_through_exactly_what_people_can_cover(slot) -> None:  # type: ignore[no-untyped-def]
    skills, heads, supply = slot
    needed = tuple(np.flatnonzero(heads).tolist())
    sets = halls(tuple(map(tuple, skills.tolist())), needed)
    for met in itertools.product(*(range(int(need) + 1) for need in heads)):
        allowed = all(
            sum(met[q] for q in queues) <= sum(int(supply[g]) for g in groups)
            for queues, groups in sets
        )
        assert allowed == can_be_met(skills, np.array(met), supply), (met, sets)


def can_be_met(skills: np.ndarray, met: np.ndarray, supply: np.ndarray) -> bool:
    """Whether the people suffice, by a cover whose every price is one: a greatest flow."""
    found = cover(met[:, None], supply[:, None], skills, np.ones(len(met)))
    return not found.shortfall.any()
